package chat

import "time"

// Note is what staff tell each other about a conversation. No visitor sees it.
type Note struct {
	ID        string // UUID
	UserID    string // who wrote it
	UserName  string // that user's, as visitors see it
	Content   string // plain text, at most MaxMessageRunes
	CreatedAt time.Time
}
