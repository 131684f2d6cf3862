package api

import (
	"context"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/letters"
	"github.com/innconnect/innconnect/internal/store"
)

// GetSiteMail tells how a site's mails are sent.
func (s *server) GetSiteMail(ctx context.Context, in GetSiteMailRequestObject) (GetSiteMailResponseObject, error) {
	out, err := s.siteMail(ctx, in.ID)
	return GetSiteMail200JSONResponse(out), err
}

// UpdateSiteMail changes how a site's mails are sent.
func (s *server) UpdateSiteMail(ctx context.Context, in UpdateSiteMailRequestObject) (UpdateSiteMailResponseObject, error) {
	err := s.Store.UpdateMailSettings(ctx, store.MailSettingsChange{
		By:     requestOf(ctx).user.ID,
		SiteID: in.ID,
		Change: func(to *chat.MailSettings) {
			set(&to.From, in.Body.From)
			set(&to.FromName, in.Body.FromName)
			set(&to.VisitorMailsPerDay, in.Body.VisitorMailsPerDay)
			set(&to.AddressMailsPerDay, in.Body.AddressMailsPerDay)
			if in.Body.ReplyAfterSeconds != nil {
				to.ReplyAfter = time.Duration(*in.Body.ReplyAfterSeconds) * time.Second
			}
		},
		SendGridKey: in.Body.SendgridKey,
	})
	if err != nil {
		return nil, err
	}
	out, err := s.siteMail(ctx, in.ID)
	return UpdateSiteMail200JSONResponse(out), err
}

// SendTestMail has a mail of the site sent to the user.
func (s *server) SendTestMail(ctx context.Context, in SendTestMailRequestObject) (SendTestMailResponseObject, error) {
	site, err := s.Store.FindSite(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	letter, err := letters.Test{Language: site.Language, SiteName: site.Name}.Letter()
	if err != nil {
		return nil, err
	}
	m, err := s.Store.QueueTestMail(ctx, requestOf(ctx).user, chat.Mail{
		SiteID: site.ID, Subject: letter.Subject, Text: letter.Text, HTML: letter.HTML,
	})
	return SendTestMail202JSONResponse(mailView(m)), err
}

func (s *server) siteMail(ctx context.Context, siteID string) (SiteMail, error) {
	in, hasKey, err := s.Store.FindMailDisplay(ctx, siteID)
	return SiteMail{
		From:               in.From,
		FromName:           in.FromName,
		SendgridKeySet:     hasKey,
		ReplyAfterSeconds:  int(in.ReplyAfter / time.Second),
		VisitorMailsPerDay: in.VisitorMailsPerDay,
		AddressMailsPerDay: in.AddressMailsPerDay,
	}, err
}
