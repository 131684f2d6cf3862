package chat

import "time"

// SecurityEvent is a change of how a user signs in, of which they are told by
// mail: whoever it was not finds out.
type SecurityEvent string

// The changes.
const (
	SecurityPasswordChanged SecurityEvent = "password_changed"  // by the user, or by a link that was mailed to them
	SecurityPasswordReset   SecurityEvent = "password_reset"    // by an admin, to a temporary one
	SecurityTwoStepsOn      SecurityEvent = "two_steps_on"      // by the user
	SecurityTwoStepsOff     SecurityEvent = "two_steps_off"     // by the user
	SecurityTwoStepsRemoved SecurityEvent = "two_steps_removed" // by an admin
)

// SecurityNotice is what a mail tells a user about a change.
type SecurityNotice struct {
	Event    SecurityEvent
	Name     string // of the user
	Language string // BCP 47 primary tag
	At       time.Time
}
