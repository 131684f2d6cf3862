package letters

import "fmt"

// Test shows an admin that a site's mails arrive.
type Test struct {
	Language string // of the site
	SiteName string
}

// Letter writes the mail.
func (t Test) Letter() (Letter, error) {
	w := wordsOf(t.Language)
	site := nameOf(t.SiteName)
	return sheet{
		Language: w.tag,
		Subject:  fmt.Sprintf(w.testSubject, site),
		Intro:    []string{fmt.Sprintf(w.testIntro, site)},
		Footer:   []string{w.testFooter},
	}.letter()
}
