package letters

import (
	"fmt"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
)

// AccountLink brings a user a link that lets in without a password.
type AccountLink struct {
	Language string // BCP 47 primary tag
	Kind     chat.LinkKind
	Name     string // of the user
	URL      string // secret
}

// Letter writes the mail.
func (a AccountLink) Letter() (Letter, error) {
	w := wordsOf(a.Language)
	lasts := fmt.Sprintf(w.linkOnce, a.Kind.Lasts()/time.Hour)
	if a.Kind == chat.LinkInvitation {
		return sheet{
			Language: w.tag,
			Subject:  w.invitationSubject,
			Intro:    []string{fmt.Sprintf(w.invitationIntro, oneLine(a.Name)), lasts},
			Button:   &link{w.join, a.URL},
			Footer:   []string{w.notExpected},
		}.letter()
	}
	return sheet{
		Language: w.tag,
		Subject:  w.resetSubject,
		Intro:    []string{w.resetIntro, lasts},
		Button:   &link{w.choosePassword, a.URL},
		Footer:   []string{w.notAsked},
	}.letter()
}
