package letters

import (
	"fmt"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
)

// Security tells a user of a change of how they sign in. It holds no link, so that
// nobody learns to follow those of mails like it.
type Security struct {
	Language string // BCP 47 primary tag
	Event    chat.SecurityEvent
	Name     string // of the user
	At       time.Time
}

// Letter writes the mail.
func (s Security) Letter() (Letter, error) {
	w := wordsOf(s.Language)
	return sheet{
		Language: w.tag,
		Subject:  w.security[s.Event],
		Intro: []string{
			fmt.Sprintf(w.securityIntro, oneLine(s.Name), s.At.UTC().Format("2006-01-02 15:04 UTC")),
			w.security[s.Event] + ".",
		},
		Footer: []string{w.securityNotYou},
	}.letter()
}
