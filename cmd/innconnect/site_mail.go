package main

import (
	"context"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

type siteMailCmd struct {
	ID string `required:"" help:"The site's id."`

	From       *string        `help:"The sender's address; an empty one uses MAIL_FROM."`
	FromName   *string        `help:"The sender's name; an empty one uses the site's name."`
	ReplyAfter *time.Duration `help:"Mail a person's replies to a visitor who has been away for this long, such as 2m; 0 never does."`
	PerDay     *int           `help:"The most mails to visitors in 24 hours."`
	PerAddress *int           `help:"The most mails to one visitor's address in 24 hours."`

	SendGridKeyStdin bool `name:"sendgrid-key-stdin" help:"Read the site's own SendGrid key from standard input; an empty line removes it."`
}

func (cmd siteMailCmd) Run(e *environment) error {
	return e.withStore(func(ctx context.Context, s *store.Store) error {
		site, err := findSite(ctx, s, cmd.ID)
		if err != nil {
			return err
		}
		change := store.MailSettingsChange{SiteID: site.ID, Change: cmd.change}
		if cmd.SendGridKeyStdin {
			key, err := e.readSecret()
			if err != nil {
				return err
			}
			change.SendGridKey = &key
		}
		if err := s.UpdateMailSettings(ctx, change); err != nil {
			return err
		}
		now, hasKey, err := s.FindMailDisplay(ctx, site.ID)
		if err != nil {
			return err
		}
		return e.print(map[string]any{
			"id": site.ID, "from": now.From, "from_name": now.FromName, "own_sendgrid_key": hasKey,
			"reply_after": now.ReplyAfter.String(), "per_day": now.VisitorMailsPerDay, "per_address": now.AddressMailsPerDay,
		})
	})
}

func (cmd siteMailCmd) change(to *chat.MailSettings) {
	set(&to.From, cmd.From)
	set(&to.FromName, cmd.FromName)
	set(&to.ReplyAfter, cmd.ReplyAfter)
	set(&to.VisitorMailsPerDay, cmd.PerDay)
	set(&to.AddressMailsPerDay, cmd.PerAddress)
}
