package workflows

import (
	"bytes"
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/ratinglink"
	"github.com/innconnect/innconnect/internal/store"
)

// mail has the visitor leave an address and the product able to ask for ratings.
func (s *setup) mail() {
	s.Helper()
	signer, err := ratinglink.NewSigner(bytes.Repeat([]byte{1}, 32))
	require.NoError(s, err)
	s.env.RegisterActivity(&activities.Mailing{Mails: s.store, Log: slog.New(slog.DiscardHandler),
		RatingLinks: ratinglink.Addresses{Public: "https://chat.example", Signer: signer}})
	s.exec(`update sessions set visitor_email = 'guest@example.org'`)
}

// mails returns how many mails are queued.
func (s *setup) mails() int {
	s.Helper()
	queued, err := s.store.ListMailsToHand(context.Background(), 0, 10)
	require.NoError(s, err)
	return len(queued)
}

func TestAVisitorWhoHasNotRatedIsAskedOnceByMailAndTheWorkflowCompletes(t *testing.T) {
	s := newSetup(t)
	s.mail()
	s.settings(func(c *chat.Settings) { c.RatingFollowUp = 2 * time.Hour })
	s.send(0, "1", "May my dog come?")
	s.end(time.Minute)
	s.at(time.Hour, func() {
		require.Zero(t, s.mails())
		s.update("late", updateTakeOver, s.agent("Ann"))
		s.update("person", updatePerson)
	})
	start := s.env.Now()
	s.run()
	require.NoError(t, s.env.GetWorkflowError())
	require.Equal(t, 1, s.mails())
	require.InDelta(t, 2*time.Hour+time.Minute, s.env.Now().Sub(start), float64(time.Minute))
	require.True(t, isCode(s.failures["late"], chat.CodeSessionClosed))
	require.True(t, isCode(s.failures["person"], chat.CodeSessionClosed))
}

func TestNobodyIsAskedForARatingInVain(t *testing.T) {
	for name, change := range map[string]func(*setup){
		"no address": func(s *setup) { s.exec(`update sessions set visitor_email = ''`) },
		"switched off": func(s *setup) {
			s.settings(func(c *chat.Settings) { c.RatingFollowUp = 0 })
		},
		"nobody came": func(s *setup) {
			s.send(0, "0", "I want a refund")
		},
		"rated meanwhile": func(s *setup) {
			s.at(time.Hour, func() {
				_, err := s.store.RateSession(context.Background(), s.session.SiteID, s.session.ID, chat.Rating{Stars: 5}, store.IdempotencyKey{})
				require.NoError(s, err)
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSetup(t)
			s.mail()
			change(s)
			s.send(0, "1", "May my dog come?")
			if name != "nobody came" {
				s.end(time.Minute)
			}
			s.run()
			require.NoError(t, s.env.GetWorkflowError())
			require.Zero(t, s.mails())
		})
	}
}
