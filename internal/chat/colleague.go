package chat

import "time"

// ColleagueShown is how long staff see a colleague in a conversation after a sign
// of them.
const ColleagueShown = 30 * time.Second

// Present is somebody of staff who has a conversation on the screen.
type Present struct {
	UserID string
	Name   string // as visitors see it
	Typing bool   // to the visitor, or a note
}
