package chat

// Priority says how soon a conversation wants a person. Staff set it; a keyword
// of the site raises it from normal to high, and a wait that supervisors are
// called to makes all but low ones urgent.
type Priority string

// The priorities.
const (
	PriorityLow    Priority = "low"
	PriorityNormal Priority = "normal"
	PriorityHigh   Priority = "high"
	PriorityUrgent Priority = "urgent"
)
