package config

import (
	"fmt"
	"net/netip"
	"strings"
)

// Proxies are the addresses and networks of TRUSTED_PROXIES.
type Proxies []netip.Prefix

// UnmarshalText reads a list with commas. A network of everybody is refused.
func (p *Proxies) UnmarshalText(text []byte) error {
	for entry := range strings.SplitSeq(string(text), ",") {
		if entry = strings.TrimSpace(entry); entry == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(entry)
		if addr, alone := netip.ParseAddr(entry); alone == nil {
			prefix, err = netip.PrefixFrom(addr, addr.BitLen()), nil
		}
		if err != nil {
			return fmt.Errorf("TRUSTED_PROXIES: %q is neither an address nor a network such as 10.0.0.0/8", entry)
		}
		if prefix.Bits() == 0 {
			return fmt.Errorf("TRUSTED_PROXIES: %q is everybody", entry)
		}
		*p = append(*p, prefix)
	}
	return nil
}

// Strings returns them in CIDR form.
func (p Proxies) Strings() []string {
	out := make([]string, len(p))
	for i, prefix := range p {
		out[i] = prefix.String()
	}
	return out
}
