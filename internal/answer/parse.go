package answer

// Parsed is what a model's answer says.
type Parsed struct {
	// Markdown is what the visitor sees: no citations, no words of the
	// protocol, no white space at either end. It is "" if and only if the model
	// declined.
	Markdown string

	// Cited is the numbers of the passages that the answer names, from 1, each
	// once, in the order of first mention. It is nil when the answer names none;
	// the caller then takes it to rest on the best passage.
	Cited []int

	// Declined says that the passages do not answer: NO_ANSWER occurs anywhere,
	// whatever stands around it, or nothing visible is left. The rest is empty.
	Declined bool

	QuickReplies []string // at most four, of at most 60 characters each
}

// Parse reads a complete answer to a prompt with so many passages. What is
// over chat.MaxAnswerBytes is ignored.
func Parse(text string, passages int) Parsed {
	s := NewStream(passages)
	s.Write(text)
	_, parsed := s.Close()
	return parsed
}
