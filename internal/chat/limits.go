package chat

// Limits of the public contract.
const (
	MessagesPerMinute = 20 // of a visitor in one session, within any 60 seconds

	MaxMessageRunes = 4000     // a visitor's message, after trimming
	MaxBodyBytes    = 64 << 10 // an HTTP request body, where the contract names no other limit
	MaxAnswerBytes  = 16 << 10 // a model's answer
)
