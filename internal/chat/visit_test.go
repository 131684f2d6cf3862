package chat

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAPagesAddressIsKeptWithoutCredentials(t *testing.T) {
	for in, want := range map[string]string{
		"https://shop.example/rooms?from=2026-03-02&q=dog#prices":                  "https://shop.example/rooms?from=2026-03-02&q=dog",
		"https://ana:secret@shop.example/":                                         "https://shop.example/",
		"https://shop.example/?access_token=1&page=2":                              "https://shop.example/?page=2",
		"https://shop.example/?page=2&ID_TOKEN=1&x":                                "https://shop.example/?page=2&x",
		"https://shop.example/?%74oken=1":                                          "https://shop.example/",
		"https://shop.example/?reset_password=1&code=2&state=3&sig=4&X-Api-Key=5":  "https://shop.example/",
		"https://shop.example/?e-mail=ana@example.org&userEmail=a@b.example&tab=1": "https://shop.example/?tab=1",
		"https://shop.example/?utm_source=news&utm_campaign=spring":                "https://shop.example/?utm_source=news&utm_campaign=spring",
		"https://shop.example/?%zz=1&a=%zz":                                        "https://shop.example/?a=%zz",
		"https://shop.example/?":                                                   "https://shop.example/",
		"http://shop.example:8080/a%20b?c=%2F":                                     "http://shop.example:8080/a%20b?c=%2F",
		"javascript:alert(1)":                                                      "",
		"data:text/html,x":                                                         "",
		"/rooms":                                                                   "",
		"https://":                                                                 "",
		"https://shop.example/" + strings.Repeat("a", 2000):                        "",
	} {
		require.Equal(t, want, CleanPageURL(in), in)
	}
}

// FuzzCleanPageURL holds that what is kept is an address of a web page without
// a user name and a fragment, and stays as it is when it is cleaned again.
func FuzzCleanPageURL(f *testing.F) {
	for _, seed := range []string{"https://a.example/?token=1#x", "http://u:p@a.example", "https://a.example/?a=%zz&&=", "https://[::1]/%2f?q=é", "//x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		kept := CleanPageURL(address)
		if kept == "" {
			return
		}
		u, err := url.Parse(kept)
		require.NoError(t, err)
		require.Contains(t, []string{"https", "http"}, u.Scheme)
		require.Nil(t, u.User)
		require.Empty(t, u.Fragment)
		require.NotEmpty(t, u.Host)
		for name := range u.Query() {
			require.False(t, isSensitive(name), kept)
		}
		require.Equal(t, kept, CleanPageURL(kept))
	})
}
