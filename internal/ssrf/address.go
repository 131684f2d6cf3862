// Package ssrf keeps requests that users cause away from what only this machine
// and its network can reach. What counts is the address that a connection is
// really made to, so neither redirects nor names that resolve to something else
// a moment later get around it.
package ssrf

import (
	"net/netip"
	"slices"
)

// reserved are the blocks of public-looking addresses that lead elsewhere: to
// this host, its network, a cloud's own services or nowhere. IPv6 is public only
// within 2000::/3, so of its other blocks none needs a line.
var reserved = prefixes(
	"0.0.0.0/8",         // this network
	"10.0.0.0/8",        // private
	"100.64.0.0/10",     // behind a carrier's NAT; also Alibaba's metadata, 100.100.100.200
	"127.0.0.0/8",       // loopback
	"168.63.129.16/32",  // Azure's own services
	"169.254.0.0/16",    // link-local, and most clouds' metadata
	"172.16.0.0/12",     // private
	"192.0.0.0/24",      // protocols; also Oracle's metadata, 192.0.0.192
	"192.0.2.0/24",      // documentation
	"192.31.196.0/24",   // AS112
	"192.52.193.0/24",   // AMT
	"192.88.99.0/24",    // 6to4 relays
	"192.168.0.0/16",    // private
	"192.175.48.0/24",   // AS112
	"198.18.0.0/15",     // benchmarks
	"198.51.100.0/24",   // documentation
	"203.0.113.0/24",    // documentation
	"224.0.0.0/4",       // multicast
	"240.0.0.0/4",       // reserved, and broadcast
	"2001::/23",         // protocols, Teredo among them
	"2001:db8::/32",     // documentation
	"2002::/16",         // 6to4: holds an IPv4 address
	"2620:4f:8000::/48", // AS112
	"3fff::/20",         // documentation
)

var globalUnicast = netip.MustParsePrefix("2000::/3")

func prefixes(texts ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		out[i] = netip.MustParsePrefix(text)
	}
	return out
}

// IsPublic tells whether an address is one of the public internet. IPv4 inside
// of IPv6 counts as what it holds where the system would connect to that, and
// is not public in any other form (NAT64, 6to4, Teredo).
func IsPublic(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	if a.Is6() && !globalUnicast.Contains(a) {
		return false
	}
	return !slices.ContainsFunc(reserved, func(p netip.Prefix) bool { return p.Contains(a) })
}
