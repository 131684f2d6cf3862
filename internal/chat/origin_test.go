package chat

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOriginEntriesHaveOneSpelling(t *testing.T) {
	for in, want := range map[string]string{
		"https://shop.example.com":        "https://shop.example.com",
		"  HTTPS://Shop.Example.COM ":     "https://shop.example.com",
		"shop.example.com":                "https://shop.example.com",
		"shop.example.com:8443":           "https://shop.example.com:8443",
		"https://shop.example.com:443":    "https://shop.example.com",
		"http://shop.example.com:80":      "http://shop.example.com",
		"http://shop.example.com":         "http://shop.example.com",
		"http://shop.example.com:443":     "http://shop.example.com:443",
		"https://bücher.example":          "https://xn--bcher-kva.example",
		"https://*.example.com":           "https://*.example.com",
		"*.example.com":                   "https://*.example.com",
		"https://*.Bücher.example:8443":   "https://*.xn--bcher-kva.example:8443",
		"http://localhost":                "http://localhost",
		"http://localhost:*":              "http://localhost:*",
		"localhost:3000":                  "https://localhost:3000",
		"http://127.0.0.1:8080":           "http://127.0.0.1:8080",
		"http://[0:0::1]:8080":            "http://[::1]:8080",
		"http://intranet":                 "http://intranet",
		"https://shop.example.com:8080":   "https://shop.example.com:8080",
		"https://xn--bcher-kva.example":   "https://xn--bcher-kva.example",
		"https://a.b-c.d.example.museum":  "https://a.b-c.d.example.museum",
		"https://*.shop.example.co.uk":    "https://*.shop.example.co.uk",
		"https://*.innconnect.github.io":  "https://*.innconnect.github.io",
		"https://straße.example":          "https://xn--strae-oqa.example",
		"https://123.example.com":         "https://123.example.com",
		"https://xn--fiqs8s.xn--fiqs8s":   "https://xn--fiqs8s.xn--fiqs8s",
		"http://localhost:80":             "http://localhost",
		"https://EXAMPLE.com:8443":        "https://example.com:8443",
		"https://sub.localhost.localtest": "https://sub.localhost.localtest",
	} {
		got, err := ParseOriginEntry(in)
		require.NoError(t, err, in)
		require.Equal(t, want, got)
		again, err := ParseOriginEntry(got)
		require.NoError(t, err, got)
		require.Equal(t, got, again)
	}
}

func TestOriginEntriesThatAreNoOriginAreRefused(t *testing.T) {
	for _, in := range []string{
		"", " ", "null", "*", "https://*", "http://*:*", "https://*.com", "https://*.co.uk", "https://*.github.io",
		"*.localhost", "https://**.example.com", "https://*.*.example.com", "https://a.*.example.com",
		"https://a*.example.com", "https://*example.com", "https://example.com/", "https://example.com/path",
		"https://example.com?x", "https://example.com#x", `https://example.com\x`, "https://user@example.com",
		"https://user:pass@example.com", "file:///etc/passwd", "file://", "ftp://example.com", "javascript:alert(1)",
		"data:text/html,x", "chrome-extension://abc", "https://", "https://:443", "https://example.com:", "https://example.com:0",
		"https://example.com:65536", "https://example.com:080", "https://example.com:-1", "https://example.com:*",
		"https://127.0.0.1:*", "https://example..com", "https://.example.com", "https://example.com.",
		"https://exa mple.com", "https://exa_mple.com", "https://-a.example.com", "https://256.1.1.1", "https://1.2.3",
		"https://0x7f.0.0.1", "https://2130706433", "https://[::1", "https://::1", "https://[1.2.3.4]", "https://[fe80::1%25eth0]",
		"https://*.127.0.0.1", "https://*.[::1]", "shop", "https://example.com\x00.evil.example", "https://" + strings.Repeat("a", 64) + ".example",
		"https://" + strings.Repeat("a.", 150) + "example", "//example.com", "https:/example.com", "https://example.com,https://b.example",
	} {
		got, err := ParseOriginEntry(in)
		require.Error(t, err, "%q became %q", in, got)
		require.Equal(t, CodeInvalid, CodeOf(err))
	}
}

func TestAnOriginIsAllowedByExactlyTheEntriesThatCoverIt(t *testing.T) {
	for _, c := range []struct {
		entry, origin string
		allowed       bool
	}{
		{"https://shop.example", "https://shop.example", true},
		{"https://shop.example", "https://shop.example:443", true},
		{"https://shop.example", "http://shop.example", false},
		{"https://shop.example", "https://shop.example:444", false},
		{"https://shop.example", "https://www.shop.example", false},
		{"https://shop.example", "https://shop.example.evil.example", false},
		{"https://shop.example", "https://evilshop.example", false},
		{"https://shop.example", "https://shop.example.", false},
		{"https://shop.example", "https://shop.example/", false},
		{"https://shop.example", "https://shop.example@evil.example", false},
		{"https://shop.example", "https://evil.example#shop.example", false},
		{"https://shop.example", "https://shop%2eexample", false},
		{"https://shop.example", "https://ｓhop.example", false},
		{"https://shop.example", " https://shop.example", false},
		{"https://shop.example", "https://shop.example https://evil.example", false},
		{"https://shop.example", "null", false},
		{"https://shop.example", "", false},
		{"https://shop.example", "file://shop.example", false},
		{"https://*.shop.example", "https://a.shop.example", true},
		{"https://*.shop.example", "https://a.b.shop.example", true},
		{"https://*.shop.example", "https://shop.example", false},
		{"https://*.shop.example", "https://evilshop.example", false},
		{"https://*.shop.example", "https://a.shop.example.evil.example", false},
		{"https://*.shop.example", "https://a.shop.example:8443", false},
		{"https://*.shop.example:8443", "https://a.shop.example:8443", true},
		{"https://*.shop.example", "https://*.shop.example", false},
		{"http://localhost:*", "http://localhost:5173", true},
		{"http://localhost:*", "http://localhost", true},
		{"http://localhost:*", "https://localhost:5173", false},
		{"http://localhost:*", "http://localhost.evil.example:5173", false},
		{"http://localhost:*", "http://evil.localhost:5173", false},
		{"http://localhost:3000", "http://localhost:3001", false},
		{"http://127.0.0.1:8080", "http://127.0.0.1:8080", true},
		{"http://127.0.0.1:8080", "http://127.1:8080", false},
		{"http://[::1]:8080", "http://[::1]:8080", true},
		{"https://bücher.example", "https://xn--bcher-kva.example", true},
	} {
		entry, err := ParseOriginEntry(c.entry)
		require.NoError(t, err, c.entry)
		require.Equal(t, c.allowed, slices.Contains(OriginCandidates(c.origin), entry), "%s under %s", c.origin, c.entry)
	}
}

// FuzzOrigins holds that no header makes a candidate that cannot be an entry's
// spelling, and that every allowed origin ends in the entry's own host.
func FuzzOrigins(f *testing.F) {
	for _, seed := range []string{"https://shop.example", "http://localhost:3000", "https://a.b.shop.example:8443", "null",
		"https://[::1]:1", "https://xn--bcher-kva.example", "https://shop.example@evil", "https://1.2.3.4", "https://a..b", "https://%41"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		for i, candidate := range OriginCandidates(header) {
			scheme, rest, _ := strings.Cut(candidate, "://")
			require.True(t, strings.HasPrefix(strings.ToLower(header), scheme+"://"))
			host, _, ok := splitHostPort(rest)
			require.True(t, ok)
			base := strings.TrimPrefix(host, "*.")
			if i == 0 {
				canonical, err := ParseOriginEntry(candidate)
				require.NoError(t, err, candidate)
				require.Equal(t, candidate, canonical)
			}
			require.Contains(t, OriginCandidates(header)[0], base)
		}
		if entry, err := ParseOriginEntry(header); err == nil {
			again, err := ParseOriginEntry(entry)
			require.NoError(t, err)
			require.Equal(t, entry, again)
		}
	})
}
