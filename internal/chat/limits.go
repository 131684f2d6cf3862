package chat

// Limits of the public contract.
const (
	MessagesPerMinute = 20 // of a visitor in one session, within any 60 seconds

	MaxMessageRunes = 4000      // a visitor's message, after trimming
	MaxBodyBytes    = 64 << 10  // an HTTP request body
	MaxAnswerBytes  = 16 << 10  // a model's answer
	MaxArticleBytes = 512 << 10 // an article's Markdown body
)
