package letters

import (
	"fmt"
	"html/template"
)

// Reply brings a visitor what a person wrote while the visitor was away.
type Reply struct {
	Language string // of the conversation
	SiteName string
	Messages []ReplyMessage // oldest first, at least one
	URL      string         // the page to go back to; "" when it is not one of the site's
}

// ReplyMessage is one message of a person.
type ReplyMessage struct {
	From string // the person's name
	Text string // Markdown
	HTML string // the same, sanitised
}

// Letter writes the mail.
func (r Reply) Letter() (Letter, error) {
	w := wordsOf(r.Language)
	site := nameOf(r.SiteName)
	s := sheet{
		Language: w.tag,
		Subject:  fmt.Sprintf(w.replySubject, site),
		Intro:    []string{fmt.Sprintf(w.replyIntro, site)},
		Footer:   []string{fmt.Sprintf(w.visitorFooter, site), w.notRead},
	}
	for _, m := range r.Messages {
		s.Items = append(s.Items, item{
			Title: fmt.Sprintf(w.wrote, oneLine(m.From)),
			Text:  m.Text,
			HTML:  template.HTML(m.HTML), // sanitised when it was stored
		})
	}
	if r.URL == "" {
		s.Intro = append(s.Intro, w.goBack)
	} else {
		s.Button = &link{w.backToConversation, r.URL}
	}
	return s.letter()
}
