package chat

import (
	"net/mail"
	"time"
)

// MailKind says what a mail is about.
type MailKind string

// The kinds of mail.
const (
	MailAlert  MailKind = "alert"  // to staff: visitors wait for a person
	MailReply  MailKind = "reply"  // to a visitor: what a person wrote while the visitor was away
	MailRating MailKind = "rating" // to a visitor: how was the conversation?

	MailInvitation    MailKind = "invitation"     // to a user: a link to join
	MailPasswordReset MailKind = "password_reset" // to a user: a link to choose a new password
	MailSecurity      MailKind = "security"       // to a user: how they sign in was changed
	MailTest          MailKind = "test"           // to an admin: the site's mails arrive
)

// ToVisitor tells whether mails of the kind go to visitors, whose addresses are
// as they typed them.
func (k MailKind) ToVisitor() bool { return k == MailReply || k == MailRating }

// MailStatus is where a mail stands.
type MailStatus string

// The statuses of a mail.
const (
	MailQueued MailStatus = "queued" // being sent, or waiting for another try
	MailSent   MailStatus = "sent"   // the provider has accepted it
	MailFailed MailStatus = "failed" // given up; LastError says why
)

// Mail is one e-mail to one address.
type Mail struct {
	ID        string // UUID; also names the mail's workflow and its Message-ID
	SiteID    string // "" for a mail of the installation
	Kind      MailKind
	SessionID string // "" when it is about several conversations
	UserID    string // of a mail to staff, otherwise ""
	Recipient string // an address without a name
	Subject   string // one line; never holds a visitor's words
	Text      string // plain; "" once it has been removed
	HTML      string // safe
	DedupeKey string // unique within the site: what causes the mail, so that it causes one
	Status    MailStatus
	Attempts  int    // at sending
	LastError string // of the last attempt, safe to show to staff; "" if it did not fail
	CreatedAt time.Time
	SentAt    *time.Time
}

// MailSettings is what a site's owner can change about its mails.
type MailSettings struct {
	From        string // the sender's address; the process's own when empty
	FromName    string // the site's name when empty
	SendGridKey string // decrypted, never returned by any API; the process's own when empty

	// ReplyAfter is how long a visitor who left an address must be away before a
	// person's replies are mailed, from 1 minute to 24 hours; 0 never mails them.
	ReplyAfter time.Duration

	// The most mails to visitors in 24 hours: of the site, and to one address.
	VisitorMailsPerDay int
	AddressMailsPerDay int
}

// MaxMailAddress is the most bytes of an e-mail address.
const MaxMailAddress = 320

// IsMailAddress tells whether s is one e-mail address and nothing else: no name
// and no second address.
func IsMailAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Name == "" && a.Address == s && len(s) <= MaxMailAddress
}

// Contact is how a session's visitor can be reached, and what a mail needs to
// know of the session.
type Contact struct {
	Address  string // "" if none was left
	Language string // of the session, BCP 47 primary tag
	SiteName string
	PageURL  string // where the conversation began; "" if unknown
	Status   Status
	Answered bool // somebody or something has replied
	Rated    bool
}

// ReplyDigest is what one mail brings a visitor who is away.
type ReplyDigest struct {
	SiteID    string
	SessionID string
	SiteName  string
	Language  string    // of the session
	Address   string    // of the visitor
	PageURL   string    // where the conversation began; "" if unknown
	Origins   []string  // entries that the site registered
	Messages  []Message // of people, oldest first
}
