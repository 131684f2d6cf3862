package workflows

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// settings changes what the site's owner has set.
func (s *setup) settings(change func(*chat.Settings)) {
	s.Helper()
	require.NoError(s, s.store.UpdateSettings(context.Background(), store.SettingsChange{SiteID: s.session.SiteID, Change: change}))
}

// alerts returns what staff were told of.
func (s *setup) alerts() (steps []chat.AlertStep) {
	s.Helper()
	found, err := s.store.ListAlerts(context.Background(), s.session.SiteID, s.session.ID)
	require.NoError(s, err)
	for _, a := range found {
		steps = append(steps, a.Step)
	}
	return steps
}

// count returns how many events of a kind the visitor was told.
func (s *setup) count(kind chat.EventKind) (n int) {
	s.Helper()
	events, err := s.store.ListEvents(context.Background(), s.session.SiteID, s.session.ID, 0, 1000)
	require.NoError(s, err)
	for _, e := range events {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

func (s *setup) lastWords() string {
	s.Helper()
	messages := s.transcript()
	return messages[len(messages)-1].Content
}

func TestTheLadderIsClimbedWhileNobodyComes(t *testing.T) {
	s := newSetup(t)
	s.send(0, "1", "I want a refund")
	s.at(time.Second, func() { require.Equal(t, []chat.AlertStep{chat.AlertEscalated}, s.alerts()) })
	s.at(119*time.Second, func() { require.Len(t, s.alerts(), 1) })
	s.at(121*time.Second, func() { require.Equal(t, chat.AlertAgain, s.alerts()[1]) })
	s.at(299*time.Second, func() { require.Len(t, s.alerts(), 2) })
	s.at(301*time.Second, func() { require.Equal(t, chat.AlertSupervisors, s.alerts()[2]) })
	s.at(599*time.Second, func() { require.Len(t, s.transcript(), 2) })
	s.at(601*time.Second, func() {
		require.Contains(t, s.lastWords(), "nobody from our team")
		require.Contains(t, s.lastWords(), "e-mail address")
		require.Equal(t, 1, s.count(chat.EventEmailRequested))
	})
	s.at(4199*time.Second, func() { require.Equal(t, chat.StatusEscalated, s.status().Status) })
	s.at(4201*time.Second, func() { require.Equal(t, chat.StatusClosed, s.status().Status) })
	s.run()
	require.NoError(t, s.env.GetWorkflowError())
	require.Equal(t, []chat.AlertStep{chat.AlertEscalated, chat.AlertAgain, chat.AlertSupervisors, chat.AlertFollowUp}, s.alerts())
	closed := s.status()
	require.Equal(t, chat.EndedUnattended, closed.ClosedBy)
	require.True(t, closed.NeedsFollowUp)
	require.Contains(t, s.lastWords(), "write to us again", "there is no address to reply to")
}

func TestAVisitorWhoLeftAnAddressIsPromisedAnAnswerThere(t *testing.T) {
	s := newSetup(t)
	s.send(0, "1", "I want a refund")
	s.at(time.Second, func() { s.exec(`update sessions set visitor_email = 'guest@example.org'`) })
	s.at(601*time.Second, func() { require.Contains(t, s.lastWords(), "also reply to you by e-mail") })
	s.run()
	require.Contains(t, s.lastWords(), "will answer you by e-mail")
	require.Zero(t, s.count(chat.EventEmailRequested))
}

func TestWordsOfTheVisitorPutTheUnattendedEndOff(t *testing.T) {
	s := newSetup(t)
	s.send(0, "1", "I want a refund")
	s.send(4000*time.Second, "2", "Hello?")
	s.at(7500*time.Second, func() { require.Equal(t, chat.StatusEscalated, s.status().Status) })
	s.at(7700*time.Second, func() { require.Equal(t, chat.StatusClosed, s.status().Status) })
	s.run()
	require.NoError(t, s.env.GetWorkflowError())
}

func TestTheLadderEndsWhenSomebodyComesAndBeginsAgainWhenTheyGoSilent(t *testing.T) {
	s := newSetup(t)
	ann := s.agent("Ann")
	s.send(0, "1", "I want a refund")
	s.at(200*time.Second, func() { s.update("take over", updateTakeOver, ann) })
	s.at(400*time.Second, func() {
		require.Equal(t, []chat.AlertStep{chat.AlertEscalated, chat.AlertAgain}, s.alerts(), "somebody is there")
		s.lapse()
	})
	s.at(510*time.Second, func() {
		require.Equal(t, chat.AlertEscalated, s.alerts()[2], "staff are told anew")
		require.Len(t, s.alerts(), 3)
	})
	s.end(600 * time.Second)
	s.run()
	require.NoError(t, s.failures["take over"])
	require.Equal(t, 1, s.count(chat.EventAgentLeft))
}

func TestTheSettingsOfTheSiteSetTheLadder(t *testing.T) {
	s := newSetup(t)
	s.settings(func(c *chat.Settings) {
		c.Ladder.Again, c.Ladder.Supervisors, c.Ladder.TellVisitor, c.Ladder.Close = 10*time.Second, 20*time.Second, 30*time.Second, time.Minute
	})
	s.send(0, "1", "I want a refund")
	s.at(31*time.Second, func() { require.Len(t, s.alerts(), 3) })
	s.at(91*time.Second, func() { require.Equal(t, chat.StatusClosed, s.status().Status) })
	s.run()
}

func TestAtNightTheVisitorIsToldWhenSomebodyIsThereAndTheLadderWaits(t *testing.T) {
	s := newSetup(t)
	hours, err := chat.ParseHours([]byte(`{"time_zone": "Europe/Amsterdam", "days": {
		"sat": [["09:00", "17:00"]], "mon": [["09:00", "17:00"]]}}`))
	require.NoError(t, err)
	s.settings(func(c *chat.Settings) { c.Ladder.Hours = hours })
	// Saturday 24 October 2026 at 16:58 in Amsterdam; on Sunday the clocks go back.
	start := time.Date(2026, time.October, 24, 14, 58, 0, 0, time.UTC)
	s.env.SetStartTime(start)
	monday := time.Date(2026, time.October, 26, 8, 0, 0, 0, time.UTC).Sub(start) // 09:00 there, in winter time
	s.send(0, "1", "I want a refund")
	s.at(time.Second, func() { require.NotContains(t, s.lastWords(), "Monday", "somebody should be there") })
	s.at(121*time.Second, func() { require.Len(t, s.alerts(), 2) })
	s.at(monday+178*time.Second, func() { require.Len(t, s.alerts(), 2, "two minutes before the night and less than three after it") })
	s.at(monday+181*time.Second, func() { require.Equal(t, chat.AlertSupervisors, s.alerts()[2]) })
	s.end(monday + 200*time.Second)
	s.run()
}

func TestAVisitorWhoAsksAtNightIsToldAtOnceAndMayLeaveAnAddress(t *testing.T) {
	s := newSetup(t)
	hours, err := chat.ParseHours([]byte(`{"time_zone": "Europe/Amsterdam", "days": {"mon": [["09:00", "17:00"]]}}`))
	require.NoError(t, err)
	s.settings(func(c *chat.Settings) { c.Ladder.Hours = hours })
	s.env.SetStartTime(time.Date(2026, time.October, 24, 14, 0, 0, 0, time.UTC))
	s.at(0, func() { s.update("button", updatePerson) })
	s.at(time.Second, func() {
		require.Contains(t, s.lastWords(), "on Monday at 09:00 (CET)")
		require.Contains(t, s.lastWords(), "e-mail address")
		require.Equal(t, 1, s.count(chat.EventEmailRequested))
		require.Equal(t, []chat.AlertStep{chat.AlertEscalated}, s.alerts(), "staff find it in the morning")
	})
	s.end(time.Hour)
	s.run()
}

func TestAnUnusedConversationIsClosedAfterAWarning(t *testing.T) {
	s := newSetup(t)
	s.settings(func(c *chat.Settings) { c.IdleWarning = 5 * time.Minute })
	s.send(0, "1", "Mag mijn hond mee naar het hotel?")
	s.at(54*time.Minute, func() { require.Len(t, s.transcript(), 2) })
	s.at(56*time.Minute, func() {
		require.Contains(t, s.lastWords(), "5 minuten")
		require.Equal(t, chat.StatusActive, s.status().Status)
	})
	s.send(58*time.Minute, "2", "Ja, en mijn kat?")
	s.at(112*time.Minute, func() { require.Len(t, s.transcript(), 5, "the clock begins again") })
	s.at(114*time.Minute, func() { require.Len(t, s.transcript(), 6) })
	s.run()
	require.NoError(t, s.env.GetWorkflowError())
	require.Equal(t, chat.EndedIdle, s.status().ClosedBy)
	require.Len(t, s.transcript(), 6, "one warning each time")
}

func TestAConversationInWhichNothingWasSaidEndsWithoutAWord(t *testing.T) {
	s := newSetup(t)
	s.settings(func(c *chat.Settings) { c.IdleWarning = 5 * time.Minute })
	s.run()
	require.Empty(t, s.transcript())
	require.Equal(t, chat.EndedIdle, s.status().ClosedBy)
}

func TestAWorkflowThatStartsAnewGoesOnWithTheLadder(t *testing.T) {
	s := newSetup(t)
	ctx := context.Background()
	m := s.add("1", "I want a refund")
	k := chat.TurnKey{SiteID: m.SiteID, SessionID: m.SessionID, TurnID: m.ID}
	require.NoError(t, s.store.StartTurn(ctx, k, []chat.CleanedMessage{{ID: m.ID, Text: m.Content}}))
	_, err := s.store.Escalate(ctx, chat.Escalation{TurnKey: k, Reason: chat.ReasonKeyword, Notice: chat.Reply{Role: chat.RoleAssistant, Content: "A colleague comes."}})
	require.NoError(t, err)
	_, err = s.store.AddAlert(ctx, chat.Alert{SiteID: m.SiteID, SessionID: m.SessionID, Number: 1, Step: chat.AlertEscalated}, chat.LadderAlerted)
	require.NoError(t, err)
	s.at(100*time.Second, func() { require.Len(t, s.alerts(), 1) })
	s.at(121*time.Second, func() { require.Equal(t, []chat.AlertStep{chat.AlertEscalated, chat.AlertAgain}, s.alerts()) })
	s.end(130 * time.Second)
	s.run()
}
