package ssrf

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"
)

// ErrRefused is in the chain of every refusal. Its text is safe to show to the
// user whose request it was.
var ErrRefused = errors.New("this address may not be fetched")

// Guard decides what may be reached.
type Guard struct {
	// Allowed are hosts, as "host" or "host:port", that the operator lets be
	// reached whatever their addresses are, on any port or on that one.
	Allowed []string
}

const (
	dialTimeout      = 5 * time.Second
	handshakeTimeout = 5 * time.Second
	headerTimeout    = 15 * time.Second
	maxHeaderBytes   = 64 << 10
	maxURLBytes      = 2000
)

// CheckURL refuses what is not plain http or https on its own port, and hosts
// that are written as an address which is not public. Names are looked at when
// they are connected to.
func (g Guard) CheckURL(u *url.URL) error {
	host := u.Hostname()
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return refused("only http and https")
	case u.User != nil:
		return refused("no user names or passwords")
	case host == "" || u.Opaque != "":
		return refused("no host")
	case len(u.String()) > maxURLBytes:
		return refused("too long")
	case strings.ContainsAny(host, "%\\ \t\r\n"):
		return refused("no host name")
	}
	port := portOf(u)
	if g.allows(net.JoinHostPort(host, port)) {
		return nil
	}
	if port != map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		return refused("only the scheme's own port")
	}
	if a, err := netip.ParseAddr(host); err == nil && !IsPublic(a) {
		return refused("not a public address")
	}
	return nil
}

func portOf(u *url.URL) string {
	if port := u.Port(); port != "" {
		return port
	}
	return map[string]string{"http": "80", "https": "443"}[u.Scheme]
}

func refused(why string) error { return fmt.Errorf("%w: %s", ErrRefused, why) }

// allows tells whether the operator lets host:port be reached whatever it is.
func (g Guard) allows(address string) bool {
	host, _, err := net.SplitHostPort(address)
	return err == nil && slices.ContainsFunc(g.Allowed, func(allowed string) bool {
		return strings.EqualFold(allowed, address) || strings.EqualFold(strings.Trim(allowed, "[]"), host)
	})
}

// Transport returns one that checks every connection just before it is made,
// when names are resolved. It uses no proxy: a proxy would resolve names itself.
func (g Guard) Transport() *http.Transport {
	open := &net.Dialer{Timeout: dialTimeout}
	guarded := &net.Dialer{Timeout: dialTimeout, Control: control}
	return &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			if g.allows(address) {
				return open.DialContext(ctx, network, address)
			}
			return guarded.DialContext(ctx, network, address)
		},
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    handshakeTimeout,
		ResponseHeaderTimeout:  headerTimeout,
		MaxResponseHeaderBytes: maxHeaderBytes,
		IdleConnTimeout:        time.Minute,
		MaxIdleConns:           20,
	}
}

// control is called with the address of each connection, after the name was
// resolved and before anything is sent.
func control(network, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || network != "tcp4" && network != "tcp6" {
		return refused("not an address")
	}
	if !IsPublic(to.Addr()) {
		return refused("not a public address")
	}
	if to.Port() != 80 && to.Port() != 443 {
		return refused("only the ports of the web")
	}
	return nil
}
