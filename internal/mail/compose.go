package mail

import (
	gomail "github.com/wneessen/go-mail"
)

// compose writes a mail as text with HTML as the alternative.
func compose(e envelope) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&e.From)
	if err := msg.To(e.Recipient); err != nil {
		return nil, refuse("the recipient's address is not valid")
	}
	msg.Subject(e.Subject)
	msg.SetMessageIDWithValue(e.MessageID)
	msg.SetDateWithValue(e.CreatedAt)
	for name, value := range e.headers() {
		msg.SetGenHeader(gomail.Header(name), value)
	}
	msg.SetBodyString(gomail.TypeTextPlain, e.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, e.HTML)
	return msg, nil
}
