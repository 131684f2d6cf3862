// Package panellink writes addresses of pages of the admin panel, for mails and
// for the command line.
package panellink

import (
	"strings"

	"github.com/innconnect/innconnect/internal/chat"
)

// Path is where the admin panel is served.
const Path = "/admin"

// pages lead from a kind of link to the page that uses its token.
var pages = map[chat.LinkKind]string{
	chat.LinkInvitation:    "/invitation",
	chat.LinkPasswordReset: "/password-reset",
	chat.LinkSetup:         "/setup",
}

// Address is the link of a kind with its secret token. The token stands behind a
// #, which browsers send to no server. public is where people reach the API.
func Address(public string, kind chat.LinkKind, token string) string {
	return strings.TrimSuffix(public, "/") + Path + pages[kind] + "#" + token
}
