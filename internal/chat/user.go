package chat

import "time"

// UserRole says what a user of the admin panel may do.
type UserRole string

// The user roles.
const (
	UserAdmin  UserRole = "admin"  // everything
	UserAgent  UserRole = "agent"  // conversations
	UserViewer UserRole = "viewer" // reads only
)

// User is somebody who works with the admin panel.
type User struct {
	ID                string // UUID
	Email             string
	Name              string // as visitors see it
	Role              UserRole
	Supervisor        bool     // is alerted when nobody else comes to a conversation
	SiteIDs           []string // that an agent or viewer works for; an admin sees every site
	Disabled          bool     // cannot sign in
	PasswordTemporary bool     // somebody else knows the password: it must be changed first
	Invited           bool     // has not chosen a password yet, and cannot sign in before
	TwoSteps          bool     // signs in with a code of an authenticator app, too
	CreatedAt         time.Time
}
