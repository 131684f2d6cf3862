package chat

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAPageOfTheSiteIsLinkedWithoutWhatAVisitorCouldAdd(t *testing.T) {
	entries := []string{"https://shop.example", "https://*.hotel.example", "http://localhost:*"}
	for address, want := range map[string]string{
		"https://shop.example/rooms":                         "https://shop.example/rooms",
		"https://shop.example":                               "https://shop.example",
		"https://shop.example/a?next=https://evil.example#b": "https://shop.example/a",
		"https://shop.example/a%2Fb?x":                       "https://shop.example/a%2Fb",
		"https://nl.hotel.example/":                          "https://nl.hotel.example/",
		"http://localhost:5173/demo":                         "http://localhost:5173/demo",
		"https://hotel.example/":                             "",
		"https://evil.example/shop.example":                  "",
		"https://shop.example.evil.example/":                 "",
		"https://shop.example:8443/":                         "",
		"http://shop.example/":                               "",
		"https://shop.example@evil.example/":                 "",
		"https://user:pw@shop.example/":                      "",
		"javascript:alert(1)//https://shop.example":          "",
		"//shop.example/":                                    "",
		"/rooms":                                             "",
		"":                                                   "",
		"https://shop.example/%zz":                           "",
	} {
		require.Equal(t, want, PageOfSite(address, entries), address)
	}
}
