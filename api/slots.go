package api

import "github.com/innconnect/innconnect/internal/chat"

// slots bound how many calls of a kind are at work in this process.
type slots chan struct{}

// take returns the function that gives the slot back, or CodeUnavailable at
// once when there is none.
func (s slots) take() (giveBack func(), err error) {
	select {
	case s <- struct{}{}:
		return func() { <-s }, nil
	default:
		return nil, chat.Errorf(chat.CodeUnavailable, "Very many visitors wait for an answer. Please try again in a moment.")
	}
}
