// Package answer holds both ends of what a model is told and what it may write
// back: it assembles prompts from passages, and reads answers.
//
// The protocol: the model writes Markdown with the numbers of its passages as
// [n], or NO_ANSWER alone when the passages do not answer, and may end with a
// line "QUICK_REPLIES: a | b". Parse and Stream give the visible Markdown
// without any of these, and what they said.
package answer

// The words of the protocol.
const (
	noAnswer     = "NO_ANSWER"
	quickReplies = "QUICK_REPLIES"
)
