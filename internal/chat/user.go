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
	ID        string // UUID
	Email     string
	Role      UserRole
	CreatedAt time.Time
}
