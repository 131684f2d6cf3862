package letters

import (
	"fmt"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
)

// Alert tells a member of staff about conversations of one site.
type Alert struct {
	Language string // of the site
	SiteName string
	Items    []AlertItem // oldest first, at least one
	InboxURL string      // in the admin panel; "" when its address is not known
}

// AlertItem is one conversation.
type AlertItem struct {
	Step       chat.AlertStep
	Reason     chat.Reason   // why a person is asked for; "" if that is not so
	Waiting    time.Duration // since then; 0 if nobody waits
	FirstWords string        // of the visitor, as written; "" if none
	URL        string        // in the admin panel; "" when its address is not known
}

// maxAlertItems is how many conversations one mail names; the inbox has all.
const maxAlertItems = 20

// Letter writes the mail.
func (a Alert) Letter() (Letter, error) {
	w := wordsOf(a.Language)
	site := nameOf(a.SiteName)
	s := sheet{Language: w.tag, Footer: []string{fmt.Sprintf(w.alertFooter, site)}}
	s.Subject = fmt.Sprintf(w.alertSubject[a.Items[0].Step], site)
	if n := len(a.Items); n > 1 {
		s.Subject = fmt.Sprintf(w.alertSubjects, n, site)
	}
	for _, in := range a.Items[:min(len(a.Items), maxAlertItems)] {
		out := item{Title: w.alertStep[in.Step], Quote: quote(in.FirstWords)}
		if reason := w.reason[in.Reason]; reason != "" {
			out.Title += " · " + reason
		}
		if minutes := int(in.Waiting.Minutes()); minutes > 0 {
			out.Title += " · " + fmt.Sprintf(w.waiting, minutes)
		}
		if in.URL != "" {
			out.Link = &link{w.openConversation, in.URL}
		}
		s.Items = append(s.Items, out)
	}
	if more := len(a.Items) - maxAlertItems; more > 0 {
		s.Items = append(s.Items, item{Title: fmt.Sprintf(w.more, more)})
	}
	if a.InboxURL != "" {
		s.Button = &link{w.openInbox, a.InboxURL}
	}
	return s.letter()
}
