package main

import (
	"fmt"
	"net/http"

	"github.com/innconnect/innconnect/internal/mail"
	"github.com/innconnect/innconnect/internal/telemetry"
)

// mailSender is the way to send mail that the settings name.
func (e *environment) mailSender() (*mail.Sender, error) {
	c := e.Config
	sender, err := mail.New(mail.Options{
		From:        c.MailFrom,
		OutboxDir:   c.MailOutboxDir,
		SendGridKey: c.SendGridKey,
		SendGridURL: c.SendGridURL,
		Transport:   telemetry.Outgoing(http.DefaultTransport),
		SMTP: mail.SMTPOptions{
			Host: c.SMTPHost, Port: c.SMTPPort, Username: c.SMTPUsername, Password: c.SMTPPassword,
			Security: mail.SMTPSecurity(c.SMTPSecurity),
		},
	})
	if err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	return sender, nil
}
