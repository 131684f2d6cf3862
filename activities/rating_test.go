package activities_test

import (
	"bytes"
	"context"
	"log/slog"
	"regexp"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/ratinglink"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// ratingSetup is a site whose visitors are asked for ratings.
type ratingSetup struct {
	*testing.T
	store   *store.Store
	mailing *activities.Mailing
	signer  *ratinglink.Signer
	site    chat.Site
}

func newRatingSetup(t *testing.T) *ratingSetup {
	s := &ratingSetup{T: t, store: storetest.New(t)}
	s.site = storetest.Site(t, s.store)
	var err error
	s.signer, err = ratinglink.NewSigner(bytes.Repeat([]byte{1}, 32))
	require.NoError(t, err)
	s.mailing = &activities.Mailing{Mails: s.store, Log: slog.New(slog.DiscardHandler),
		RatingLinks: ratinglink.Addresses{Public: "https://chat.example", Signer: s.signer}}
	return s
}

// closed makes a conversation of a visitor who left an address ("" for none),
// with one answer, that has ended.
func (s *ratingSetup) closed(address string) activities.SessionKey {
	s.Helper()
	session := s.session(address)
	s.answer(session)
	s.close(session)
	return session
}

func (s *ratingSetup) close(in activities.SessionKey) {
	s.Helper()
	_, err := s.store.CloseSession(context.Background(), chat.Ending{SiteID: in.SiteID, SessionID: in.SessionID, By: chat.EndedByVisitor})
	require.NoError(s, err)
}

func (s *ratingSetup) session(address string) activities.SessionKey {
	s.Helper()
	session, err := s.store.CreateSession(context.Background(), store.NewSession{SiteID: s.site.ID, VisitorEmail: address, Language: "nl"})
	require.NoError(s, err)
	return activities.SessionKey{SiteID: s.site.ID, SessionID: session.ID}
}

func (s *ratingSetup) answer(in activities.SessionKey) {
	s.Helper()
	ctx := context.Background()
	m, _, err := s.store.AddVisitorMessage(ctx, store.NewVisitorMessage{SiteID: in.SiteID, SessionID: in.SessionID, ClientMessageID: uuid.NewString(), Content: "Dogs?"})
	require.NoError(s, err)
	turn := chat.TurnKey{SiteID: in.SiteID, SessionID: in.SessionID, TurnID: m.ID}
	require.NoError(s, s.store.StartTurn(ctx, turn, []chat.CleanedMessage{{ID: m.ID, Text: "Dogs?"}}))
	_, err = s.store.DeliverReply(ctx, turn, chat.Reply{Role: chat.RoleAssistant, Content: "Yes."})
	require.NoError(s, err)
}

func (s *ratingSetup) ask(in activities.SessionKey) activities.RatingFollowUp {
	s.Helper()
	out, err := s.mailing.SendRatingFollowUp(context.Background(), in)
	require.NoError(s, err)
	return out.Outcome
}

func (s *ratingSetup) mails() []chat.Mail {
	s.Helper()
	mails, err := s.store.ListMailsToHand(context.Background(), time.Hour, 100)
	require.NoError(s, err)
	return mails
}

func TestAVisitorWhoHasNotRatedIsAskedOnceWithALinkThatIsGoodForThatAlone(t *testing.T) {
	s := newRatingSetup(t)
	session := s.closed("visitor@example.net")
	for range 3 {
		require.Equal(t, activities.RatingAsked, s.ask(session))
	}
	mails := s.mails()
	require.Len(t, mails, 1)
	require.Equal(t, "visitor@example.net", mails[0].Recipient)
	require.Equal(t, "Hoe was uw gesprek met Test?", mails[0].Subject)
	token := regexp.MustCompile(`https://chat\.example/rating/(\S+)`).FindStringSubmatch(mails[0].Text)[1]
	require.Contains(t, mails[0].HTML, token)
	link, err := s.signer.Read(token, time.Now())
	require.NoError(t, err)
	require.Equal(t, session, activities.SessionKey{SiteID: link.SiteID, SessionID: link.SessionID})
	require.WithinDuration(t, time.Now().Add(14*24*time.Hour), link.Expires, time.Minute)
}

func TestNobodyIsAskedWhoRatedHasNoAddressOrGotNoAnswer(t *testing.T) {
	s := newRatingSetup(t)
	rated := s.closed("visitor@example.net")
	_, err := s.store.RateSession(context.Background(), rated.SiteID, rated.SessionID, chat.Rating{Stars: 4}, store.IdempotencyKey{})
	require.NoError(t, err)
	unanswered := s.session("visitor@example.net")
	require.Equal(t, activities.RatingNotClosed, s.ask(unanswered))
	s.close(unanswered)

	require.Equal(t, activities.RatingGiven, s.ask(rated))
	require.Equal(t, activities.RatingNoAnswer, s.ask(unanswered))
	require.Equal(t, activities.RatingNoAddress, s.ask(s.closed("")))
	require.Equal(t, activities.RatingNoAddress, s.ask(s.closed("a@b.example,c@d.example")))
	_, err = s.mailing.SendRatingFollowUp(context.Background(), activities.SessionKey{SiteID: s.site.ID, SessionID: uuid.NewString()})
	require.Error(t, err)
	s.mailing.RatingLinks = ratinglink.Addresses{Public: "https://chat.example"}
	require.Equal(t, activities.RatingNoLink, s.ask(s.closed("visitor@example.net")))
	require.Empty(t, s.mails())
}
