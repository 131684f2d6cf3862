package chat

// InboxKind says what staff are told of a conversation.
type InboxKind string

// The kinds of inbox events.
const (
	InboxCreated   InboxKind = "created"   // the first message was written
	InboxMessage   InboxKind = "message"   // a further message of anybody
	InboxEscalated InboxKind = "escalated" // a person is asked for
	InboxTaken     InboxKind = "taken"     // a person has it from now on, or another one
	InboxReleased  InboxKind = "released"  // no person has it any more
	InboxClosed    InboxKind = "closed"    // it has ended
	InboxChanged   InboxKind = "changed"   // something else that a list or its view shows
	InboxSeen      InboxKind = "seen"      // the user has read it

	InboxNotification InboxKind = "notification" // the user was told of it
)

// InboxEvent is one thing that staff are told.
type InboxEvent struct {
	Seq       int64 // grows in the order in which readers can see events
	Kind      InboxKind
	SiteID    string
	SessionID string
	UserID    string   // the only one who is told; "" for everybody who may see the site
	Message   *Message // of InboxCreated and InboxMessage, as it is now
}

// InboxCounts are what a user's badge shows.
type InboxCounts struct {
	Waiting int // conversations in which a person is waited for
	Mine    int // conversations that the user has
	Unread  int // those of both in which the visitor wrote something that the user has not seen

	Notifications int // that the user has not read
}
