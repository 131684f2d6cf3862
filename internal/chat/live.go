package chat

import "time"

// TypingShown is how long somebody is shown as typing after a sign of it.
const TypingShown = 6 * time.Second

// Live is what passes in a session at one moment. None of it is kept as an
// event.
type Live struct {
	Status    Status
	LastEvent int64         // seq of the newest event of that moment
	Typing    Typing        // zero for nobody
	TypingFor time.Duration // until a person is no longer shown as typing; 0 for the assistant
	Draft     Draft         // of the answer that the assistant is writing; zero before its first words
}

// Typing says who is writing to the visitor.
type Typing struct {
	Role Role   // RoleAssistant or RoleAgent
	Name string // of a person
}
