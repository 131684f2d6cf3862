package main

import (
	"fmt"
	"net/http"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/mail"
	"github.com/innconnect/innconnect/internal/ratinglink"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/telemetry"
)

// mailing are the steps that write and send mails.
func (e *environment) mailing(st *store.Store) (*activities.Mailing, error) {
	sender, err := e.mailSender()
	if err != nil {
		return nil, err
	}
	signer, err := e.ratingLinks()
	if err != nil {
		return nil, err
	}
	links := ratinglink.Addresses{Public: e.Config.PublicURL, Signer: signer}
	return &activities.Mailing{Mails: st, Mailer: sender, RatingLinks: links, Log: e.Log}, nil
}

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

// ratingLinks signs the links of mails; nil without an encryption key.
func (e *environment) ratingLinks() (*ratinglink.Signer, error) {
	key, err := e.encryptionKey()
	if err != nil || key == nil {
		return nil, err
	}
	return ratinglink.NewSigner(key)
}
