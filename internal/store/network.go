package store

import (
	"crypto/sha256"
	"net/netip"
)

// clientNetwork is what one client controls: an IPv4 address, or the /64 that
// an IPv6 customer gets.
func clientNetwork(addr netip.Addr) string {
	addr = addr.Unmap().WithZone("")
	if addr.Is6() {
		network, err := addr.Prefix(64)
		if err == nil {
			return network.String()
		}
	}
	return addr.String()
}

// networkHash is how a client's network is kept. It is nil for the zero
// address: a client that no limit of an address concerns.
func networkHash(addr netip.Addr) []byte {
	if !addr.IsValid() {
		return nil
	}
	sum := sha256.Sum256([]byte(clientNetwork(addr)))
	return sum[:]
}
