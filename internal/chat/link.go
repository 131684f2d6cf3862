package chat

import "time"

// LinkKind says what a link lets somebody do without a password.
type LinkKind string

// The kinds of links.
const (
	LinkInvitation    LinkKind = "invitation"     // join as a user
	LinkPasswordReset LinkKind = "password_reset" // choose a new password
	LinkSetup         LinkKind = "setup"          // create the first admin
)

// Lasts is how long a link of the kind works.
func (k LinkKind) Lasts() time.Duration {
	switch k {
	case LinkInvitation:
		return 72 * time.Hour
	case LinkPasswordReset:
		return 2 * time.Hour
	}
	return time.Hour
}

// LinkLetter is what a mail with a link tells.
type LinkLetter struct {
	Kind     LinkKind
	Token    string // secret; it stands in the link
	Name     string // of the user
	Language string // BCP 47 primary tag
}
