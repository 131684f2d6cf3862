package activities

import (
	"context"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/letters"
	"github.com/innconnect/innconnect/internal/ratinglink"
)

// RatingFollowUp says what became of asking a visitor for a rating.
type RatingFollowUp string

// The outcomes. Only RatingAsked queues a mail.
const (
	RatingAsked     RatingFollowUp = "asked"
	RatingGiven     RatingFollowUp = "rated"      // there is a rating already
	RatingNoAddress RatingFollowUp = "no_address" // none was left, or what was left is none
	RatingNoAnswer  RatingFollowUp = "no_answer"  // there is nothing to rate
	RatingNoLink    RatingFollowUp = "no_link"    // PUBLIC_URL or INNCONNECT_ENCRYPTION_KEY is not set
	RatingNotClosed RatingFollowUp = "not_closed"
)

// RatingFollowedUp is the result of the step.
type RatingFollowedUp struct {
	Step
	Outcome RatingFollowUp
}

// RatingPlanned says when a visitor is to be asked for a rating.
type RatingPlanned struct {
	After time.Duration // the end of the conversation; 0 for never
}

// PlanRatingFollowUp looks up whether the visitor of a closed session will be
// worth asking for a rating, and when. One whom staff owe an answer is not.
func (a *Activities) PlanRatingFollowUp(ctx context.Context, in SessionKey) (RatingPlanned, error) {
	session, err := a.Transcript.FindSession(ctx, in.SiteID, in.SessionID)
	if err != nil {
		return RatingPlanned{}, coded(err)
	}
	contact, err := a.Transcript.FindContact(ctx, in.SiteID, in.SessionID)
	if err != nil {
		return RatingPlanned{}, coded(err)
	}
	if contact.Address == "" || !contact.Answered || contact.Rated || session.NeedsFollowUp {
		return RatingPlanned{}, nil
	}
	settings, err := a.Sites.FindDisplay(ctx, in.SiteID)
	if err != nil {
		return RatingPlanned{}, coded(err)
	}
	return RatingPlanned{After: settings.RatingFollowUp}, nil
}

// SendRatingFollowUp asks the visitor of a closed session by mail for a rating,
// once however often it is called.
func (m *Mailing) SendRatingFollowUp(ctx context.Context, in SessionKey) (RatingFollowedUp, error) {
	start := time.Now()
	outcome, err := m.askForRating(ctx, in, start)
	return RatingFollowedUp{Step: since(start), Outcome: outcome}, coded(err)
}

func (m *Mailing) askForRating(ctx context.Context, in SessionKey, now time.Time) (RatingFollowUp, error) {
	contact, err := m.Mails.FindContact(ctx, in.SiteID, in.SessionID)
	if err != nil {
		return "", err
	}
	link := m.RatingLinks.For(in.SiteID, in.SessionID, now)
	switch {
	case contact.Status != chat.StatusClosed:
		return RatingNotClosed, nil
	case contact.Rated:
		return RatingGiven, nil
	case !chat.IsMailAddress(contact.Address):
		return RatingNoAddress, nil
	case !contact.Answered:
		return RatingNoAnswer, nil
	case link == "":
		return RatingNoLink, nil
	}
	const day = 24 * time.Hour
	letter, err := letters.Rating{
		Language: contact.Language, SiteName: contact.SiteName, URL: link, Days: int(ratinglink.Lifetime / day),
	}.Letter()
	if err != nil {
		return "", err
	}
	return RatingAsked, m.Mails.QueueMail(ctx, chat.Mail{
		SiteID: in.SiteID, Kind: chat.MailRating, SessionID: in.SessionID, Recipient: contact.Address,
		Subject: letter.Subject, Text: letter.Text, HTML: letter.HTML, DedupeKey: "rating:" + in.SessionID,
	})
}
