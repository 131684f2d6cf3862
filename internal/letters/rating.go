package letters

import "fmt"

// Rating asks a visitor how the conversation was.
type Rating struct {
	Language string // of the conversation
	SiteName string
	URL      string // of the rating page, good for this conversation alone
	Days     int    // that the address works
}

// Letter writes the mail.
func (r Rating) Letter() (Letter, error) {
	w := wordsOf(r.Language)
	site := nameOf(r.SiteName)
	return sheet{
		Language: w.tag,
		Subject:  fmt.Sprintf(w.ratingSubject, site),
		Intro:    []string{fmt.Sprintf(w.ratingIntro, site), fmt.Sprintf(w.linkLasts, r.Days)},
		Button:   &link{w.rate, r.URL},
		Footer:   []string{fmt.Sprintf(w.visitorFooter, site), w.ratingOnce},
	}.letter()
}
