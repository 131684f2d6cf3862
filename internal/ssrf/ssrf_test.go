package ssrf

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestOnlyAddressesOfThePublicInternetArePublic(t *testing.T) {
	for _, public := range []string{
		"1.1.1.1", "8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "169.253.255.255", "192.0.1.1", "198.17.255.255", "198.20.0.0", "223.255.255.255",
		"2606:4700:4700::1111", "2a00:1450:4001:82b::200e", "2001:200::1", "::ffff:8.8.8.8",
	} {
		require.True(t, IsPublic(netip.MustParseAddr(public)), public)
	}
	for _, inside := range []string{
		// this host and network
		"0.0.0.0", "0.1.2.3", "127.0.0.1", "127.255.255.254", "::", "::1",
		// private, link-local, carrier NAT, unique local, site-local
		"10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.0.1", "100.64.0.1", "100.127.255.255", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1",
		// metadata of clouds
		"169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254",
		// IPv4 in IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo, ISATAP-like
		"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:100.64.0.1", "::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::8.8.8.8", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a00:1::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
		// multicast, broadcast, reserved, documentation, benchmarks, discard, relays
		"224.0.0.1", "239.255.255.250", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.51.100.7", "203.0.113.9", "198.18.0.1", "198.19.255.255", "192.88.99.1", "ff02::1", "2001:db8::1", "2001:2::1", "2001:10::1", "3fff::1", "100::1", "5f00::1", "4000::1", "e000::1",
	} {
		require.False(t, IsPublic(netip.MustParseAddr(inside)), inside)
	}
	require.False(t, IsPublic(netip.Addr{}))
}

func TestAddressesOfTheWebAreHTTPOnItsOwnPort(t *testing.T) {
	g := Guard{Allowed: []string{"intranet.example", "127.0.0.1:8099"}}
	for _, good := range []string{
		"https://example.com/help", "http://example.com", "https://example.com:443/a", "http://example.com:80/", "https://[2606:4700:4700::1111]/", "https://xn--bcher-kva.example/",
		"http://intranet.example:8080/", "https://INTRANET.example/", "http://127.0.0.1:8099/sitemap.xml",
	} {
		u, err := url.Parse(good)
		require.NoError(t, err)
		require.NoError(t, g.CheckURL(u), good)
	}
	for _, bad := range []string{
		"file:///etc/passwd", "ftp://example.com/", "gopher://example.com/", "dict://example.com:11211/", "data:text/html,x", "javascript:alert(1)", "jar:http://example.com!/", "unix:/run/x", "//example.com/", "/help", "", "http:example.com", "http://", "https:///path",
		"http://user@example.com/", "http://user:pass@example.com/", "http://example.com@127.0.0.1/",
		"http://example.com:22/", "http://example.com:8080/", "http://example.com:443/", "https://example.com:80/", "http://example.com:6379/",
		"http://127.0.0.1/", "http://127.0.0.1:80/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[fe80::1%25eth0]/", "http://[64:ff9b::7f00:1]/", "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://0/", "http://0.0.0.0/",
		"http://127.0.0.1:8098/", "http://127.0.0.1:80991/", "http://intranet.example.evil.example:8080/", "http://notintranet.example:8080/",
		"https://example.com/" + strings.Repeat("a", 2000),
	} {
		u, err := url.Parse(bad)
		if err != nil || bad == "http://0/" { // a name to the parser: the dialer's affair
			continue
		}
		require.ErrorIs(t, g.CheckURL(u), ErrRefused, bad)
	}
}

func get(t *testing.T, g Guard, address string) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, "GET", address, nil)
	require.NoError(t, err)
	transport := g.Transport()
	defer transport.CloseIdleConnections()
	res, err := (&http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return nil }}).Do(req)
	if err == nil {
		res.Body.Close()
	}
	return err
}

// Whatever a name, a number or a redirect leads to, the connection itself is
// what is looked at.
func TestNoSpellingOfAPrivateAddressIsConnectedTo(t *testing.T) {
	hit := false
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hit = true }))
	defer inside.Close()
	_, port, err := net.SplitHostPort(inside.Listener.Addr().String())
	require.NoError(t, err)
	for _, host := range []string{"127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "[::]"} {
		require.Error(t, get(t, Guard{}, "http://"+host+":"+port+"/"), host)
	}
	require.False(t, hit)
	require.ErrorIs(t, get(t, Guard{}, inside.URL), ErrRefused)
}

func TestARedirectToAPrivateAddressIsRefusedWhenItIsDialled(t *testing.T) {
	hit := false
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hit = true }))
	defer inside.Close()
	outside := httptest.NewServer(http.RedirectHandler(inside.URL+"/secret", http.StatusFound))
	defer outside.Close()
	g := Guard{Allowed: []string{outside.Listener.Addr().String()}}
	require.ErrorIs(t, get(t, g, outside.URL), ErrRefused)
	require.False(t, hit)
}

// A name that was public when it was checked and private when it is dialled is
// what rebinding is; the check is made with the address that is dialled.
func TestRebindingDoesNotHelp(t *testing.T) {
	require.NoError(t, control("tcp4", "93.184.216.34:443", nil))
	require.ErrorIs(t, control("tcp4", "127.0.0.1:443", nil), ErrRefused)
	require.ErrorIs(t, control("tcp6", "[::ffff:10.0.0.1]:443", nil), ErrRefused)
	require.ErrorIs(t, control("tcp6", "[fe80::1%eth0]:443", nil), ErrRefused)
	require.ErrorIs(t, control("tcp4", "93.184.216.34:25", nil), ErrRefused)
	require.ErrorIs(t, control("udp4", "93.184.216.34:443", nil), ErrRefused)
	require.ErrorIs(t, control("unix", "/run/x", nil), ErrRefused)
}

func TestNoProxyOfTheEnvironmentIsUsed(t *testing.T) {
	require.Nil(t, Guard{}.Transport().Proxy)
}

func TestTheOperatorsHostsMayBeReached(t *testing.T) {
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer inside.Close()
	require.NoError(t, get(t, Guard{Allowed: []string{inside.Listener.Addr().String()}}, inside.URL))
	require.NoError(t, get(t, Guard{Allowed: []string{"127.0.0.1"}}, inside.URL))
	require.ErrorIs(t, get(t, Guard{Allowed: []string{"127.0.0.1:1"}}, inside.URL), ErrRefused)
}
