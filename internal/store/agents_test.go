package store_test

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// desk is a session with two people who may take it over.
type desk struct {
	*testing.T
	*store.Store
	url      string
	session  chat.Session
	ann, bob chat.AgentKey
}

func newDesk(t *testing.T) *desk {
	d := &desk{T: t, url: storetest.URL(t)}
	var err error
	d.Store, err = store.Open(context.Background(), d.url, 16, storetest.Sealer(t))
	require.NoError(t, err)
	t.Cleanup(d.Store.Close)
	d.session = newSession(t, d.Store)
	d.ann, d.bob = d.agent("Ann"), d.agent("Bob")
	return d
}

func (d *desk) agent(name string) chat.AgentKey {
	d.Helper()
	user, err := d.CreateUser(context.Background(), store.NewUser{
		Email: name + "@example.org", Name: name, Password: "correct horse", Role: chat.UserAgent, SiteIDs: []string{d.session.SiteID}})
	require.NoError(d, err)
	return chat.AgentKey{SiteID: d.session.SiteID, SessionID: d.session.ID, AgentID: user.ID}
}

// exec changes a row as only time, or an operator, does.
func (d *desk) exec(query string, args ...any) {
	d.Helper()
	conn, err := pgx.Connect(context.Background(), d.url)
	require.NoError(d, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(context.Background(), query, args...)
	require.NoError(d, err)
}

func (d *desk) lapse() { d.Helper(); d.exec(`update sessions set agent_lease_until = now()`) }

func (d *desk) takeOver(who chat.AgentKey) chat.Standing {
	d.Helper()
	now, err := d.TakeOver(context.Background(), who)
	require.NoError(d, err)
	return now
}

func (d *desk) reply(who chat.AgentKey, clientID, content string) (chat.Message, error) {
	m, _, err := d.AddAgentMessage(context.Background(), store.NewAgentMessage{AgentKey: who, ClientMessageID: clientID, Content: content, HTML: content})
	return m, err
}

// ask stores a visitor's message in a turn under the session's present epoch.
func (d *desk) ask(clientID string) chat.TurnKey {
	d.Helper()
	m := say(d.T, d.Store, d.session, clientID, "hello")
	now, err := d.FindStanding(context.Background(), m.SiteID, m.SessionID)
	require.NoError(d, err)
	k := chat.TurnKey{SiteID: m.SiteID, SessionID: m.SessionID, TurnID: m.ID, Epoch: now.Epoch}
	require.NoError(d, d.StartTurn(context.Background(), k, []chat.CleanedMessage{{ID: m.ID, Text: "hello"}}))
	return k
}

// escalate has a turn ask for a person.
func (d *desk) escalate(clientID string) {
	d.Helper()
	_, err := d.Escalate(context.Background(), chat.Escalation{TurnKey: d.ask(clientID), Reason: chat.ReasonKeyword,
		Notice: chat.Reply{Role: chat.RoleAssistant, Content: "A colleague comes."}})
	require.NoError(d, err)
}

func (d *desk) unhandled() (clientIDs []string) {
	d.Helper()
	found, err := d.ListUnhandled(context.Background(), d.session.SiteID, d.session.ID, nil)
	require.NoError(d, err)
	for _, m := range found {
		clientIDs = append(clientIDs, m.ClientMessageID)
	}
	return clientIDs
}

func (d *desk) events() (kinds []chat.EventKind) {
	d.Helper()
	found, err := d.ListEvents(context.Background(), d.session.SiteID, d.session.ID, 0, 100)
	require.NoError(d, err)
	for _, e := range found {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

func TestOfTwoPeopleWhoTakeOverAtOnceOneWinsAndTheOtherIsToldWho(t *testing.T) {
	d := newDesk(t)
	people := []chat.AgentKey{d.ann, d.bob}
	errs := make([]error, 20)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { _, errs[i] = d.TakeOver(context.Background(), people[i%2]) })
	}
	wg.Wait()
	found, err := d.FindSession(context.Background(), d.session.SiteID, d.session.ID)
	require.NoError(t, err)
	for i, err := range errs {
		if people[i%2].AgentID == found.Agent.ID {
			require.NoError(t, err)
			continue
		}
		require.Equal(t, chat.CodeAlreadyTaken, chat.CodeOf(err))
		require.ErrorContains(t, err, found.Agent.Name)
	}
	require.Equal(t, []chat.EventKind{chat.EventStatus, chat.EventAgentJoined}, d.events(), "once, although it was asked for often")
}

func TestAPersonWhoJoinsByThemselvesIsAReasonOfItsOwn(t *testing.T) {
	d := newDesk(t)
	now := d.takeOver(d.ann)
	require.Equal(t, chat.StatusEscalated, now.Status)
	require.Equal(t, chat.ReasonManual, now.Reason)
	require.Equal(t, "Ann", now.AgentName)
	require.Zero(t, now.Wait, "nobody is waited for")
	require.InDelta(t, 5*time.Minute, now.Lease, float64(5*time.Second))
}

func TestOnlyThoseWhoWorkOnTheSiteMayTakeOver(t *testing.T) {
	d := newDesk(t)
	viewer := newUser(t, d.Store, "viewer@example.org", chat.UserViewer, d.session.SiteID)
	elsewhere := newUser(t, d.Store, "other@example.org", chat.UserAgent)
	for _, id := range []string{viewer.ID, elsewhere.ID, uuid.NewString()} {
		stranger := d.ann
		stranger.AgentID = id
		_, err := d.TakeOver(context.Background(), stranger)
		require.ErrorIs(t, err, chat.ErrNotFound)
		d.takeOver(d.ann)
		_, err = d.Transfer(context.Background(), chat.Transfer{AgentKey: d.ann, ToID: id})
		require.ErrorIs(t, err, chat.ErrNotFound)
		_, err = d.HandBack(context.Background(), d.ann)
		require.NoError(t, err)
	}
}

func TestOnlyThePersonWhoHasTheSessionMayAct(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	cid := d.agent("Cid").AgentID
	act := map[string]func(chat.AgentKey) error{
		"reply": func(k chat.AgentKey) error { _, err := d.reply(k, uuid.NewString(), "Hello"); return err },
		"type":  func(k chat.AgentKey) error { return d.SetAgentTyping(ctx, k) },
		"transfer": func(k chat.AgentKey) error {
			_, err := d.Transfer(ctx, chat.Transfer{AgentKey: k, ToID: cid})
			return err
		},
		"hand back": func(k chat.AgentKey) error { _, err := d.HandBack(ctx, k); return err },
	}
	d.escalate("a")
	for name, do := range act {
		require.ErrorIs(t, do(d.bob), chat.ErrNotTaken, name)
	}
	d.takeOver(d.ann)
	for name, do := range act {
		require.Equal(t, chat.CodeAlreadyTaken, chat.CodeOf(do(d.bob)), name)
	}
	_, err := d.CloseSession(ctx, chat.Ending{SiteID: d.bob.SiteID, SessionID: d.bob.SessionID, By: chat.EndedByAgent, AgentID: d.bob.AgentID})
	require.Equal(t, chat.CodeAlreadyTaken, chat.CodeOf(err))
	_, err = d.CloseSession(ctx, chat.Ending{SiteID: d.ann.SiteID, SessionID: d.ann.SessionID, By: chat.EndedByAgent, AgentID: d.ann.AgentID})
	require.NoError(t, err)
	for name, do := range act {
		require.ErrorIs(t, do(d.ann), chat.ErrSessionClosed, name)
	}
	closed, err := d.FindSession(ctx, d.session.SiteID, d.session.ID)
	require.NoError(t, err)
	require.Equal(t, chat.EndedByAgent, closed.ClosedBy)
	require.Equal(t, "Ann", closed.Agent.Name, "who had it stays known")
}

func TestALateAnswerIsDroppedOnceAPersonHasTheSession(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	k := d.ask("a")
	require.NoError(t, d.SaveDraft(ctx, k, 1, "Dogs are"))
	d.takeOver(d.ann)
	_, err := d.FindDraft(ctx, k.SiteID, k.SessionID, k.TurnID)
	require.ErrorIs(t, err, chat.ErrNotFound, "and so is what was written so far")
	for _, late := range []func() error{
		func() error {
			_, err := d.DeliverReply(ctx, k, chat.Reply{Role: chat.RoleAssistant, Content: "late"})
			return err
		},
		func() error {
			_, err := d.Escalate(ctx, chat.Escalation{TurnKey: k, Reason: chat.ReasonKeyword})
			return err
		},
		func() error { return d.StartTurn(ctx, k, nil) },
		func() error { return d.KeepForPerson(ctx, k) },
	} {
		require.ErrorIs(t, late(), chat.ErrSuperseded)
	}
	_, err = d.HandBack(ctx, d.ann)
	require.NoError(t, err)
	_, err = d.DeliverReply(ctx, k, chat.Reply{Role: chat.RoleAssistant, Content: "late"})
	require.ErrorIs(t, err, chat.ErrSuperseded, "also when the person has left again")
	require.Equal(t, []string{"a"}, d.unhandled(), "its message still waits")
}

func TestAnAnswerThatWasDeliveredBeforeAPersonCameIsFoundAgain(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	k := d.ask("a")
	first, err := d.DeliverReply(ctx, k, chat.Reply{Role: chat.RoleAssistant, Content: "hi"})
	require.NoError(t, err)
	d.takeOver(d.ann)
	again, err := d.DeliverReply(ctx, k, chat.Reply{Role: chat.RoleAssistant, Content: "hi"})
	require.NoError(t, err)
	require.Equal(t, first, again)
}

func TestTheAssistantGetsBackWhatNoPersonHasRead(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	d.takeOver(d.ann)
	for i := range 5 {
		require.NoError(t, d.KeepForPerson(ctx, d.ask(strconv.Itoa(i))))
		switch i {
		case 1:
			_, err := d.reply(d.ann, "r", "Hello")
			require.NoError(t, err)
		case 2:
			found := say(t, d.Store, d.session, "2", "hello")
			require.NoError(t, d.MarkSeen(ctx, d.ann, found.Seq))
		}
	}
	for range 2 { // a step that runs again
		now, err := d.HandBack(ctx, d.ann)
		require.NoError(t, err)
		require.Equal(t, chat.StatusActive, now.Status)
		require.Empty(t, now.AgentID)
	}
	require.Equal(t, []string{"3", "4"}, d.unhandled())
}

func TestAPersonsMessageAnswersWhatWaitedAndIsOne(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	d.takeOver(d.ann)
	k := d.ask("same")
	require.NoError(t, d.KeepForPerson(ctx, k))
	first, err := d.reply(d.ann, "same", "Hello") // ids of a visitor and of a person do not meet
	require.NoError(t, err)
	require.Equal(t, "Ann", first.AgentName)
	again, err := d.reply(d.ann, "same", "Hello")
	require.NoError(t, err)
	require.Equal(t, first, again)
	_, err = d.reply(d.ann, "same", "Other")
	require.Equal(t, chat.CodeConflict, chat.CodeOf(err))
	question, err := d.FindMessage(ctx, k.SiteID, k.TurnID)
	require.NoError(t, err)
	require.Equal(t, first.ID, question.ReplyID)
}

func TestWhoHasWrittenIsNotTypingAnyMore(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	d.takeOver(d.ann)
	typing := func() chat.Typing {
		t.Helper()
		live, err := d.FindLive(ctx, d.session.SiteID, d.session.ID)
		require.NoError(t, err)
		return live.Typing
	}
	require.NoError(t, d.SetAgentTyping(ctx, d.ann))
	require.Equal(t, chat.Typing{Role: chat.RoleAgent, Name: "Ann"}, typing())
	_, err := d.reply(d.ann, "a", "Hello.")
	require.NoError(t, err)
	require.Equal(t, chat.Typing{}, typing())
}

func TestATransferMovesTheSessionAndAlertsOnce(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	before := d.takeOver(d.ann)
	for range 2 { // a step that runs again
		now, err := d.Transfer(ctx, chat.Transfer{AgentKey: d.ann, ToID: d.bob.AgentID})
		require.NoError(t, err)
		require.Equal(t, "Bob", now.AgentName)
		require.Equal(t, before.Epoch+1, now.Epoch)
	}
	_, err := d.reply(d.ann, "late", "Hello")
	require.Equal(t, chat.CodeAlreadyTaken, chat.CodeOf(err))
	alerts, err := d.ListAlerts(ctx, d.session.SiteID, d.session.ID)
	require.NoError(t, err)
	require.Len(t, alerts, 1)
	require.Equal(t, chat.AlertTransferred, alerts[0].Step)
	require.Equal(t, d.bob.AgentID, alerts[0].UserID)
	require.Equal(t, []chat.EventKind{chat.EventStatus, chat.EventAgentJoined, chat.EventAgentJoined}, d.events())
}

func TestAnAdminGivesAwayWhatAColleagueHasAndWhatWaits(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	admin := chat.AgentKey{SiteID: d.session.SiteID, SessionID: d.session.ID, AgentID: newUser(t, d.Store, "boss@example.org", chat.UserAdmin).ID}
	give := func(who chat.AgentKey, to string) error {
		_, err := d.Transfer(ctx, chat.Transfer{AgentKey: who, ToID: to})
		return err
	}
	require.ErrorIs(t, give(admin, d.bob.AgentID), chat.ErrNotTaken, "the assistant answers, and nobody asked for a person")
	d.escalate("1")
	require.ErrorIs(t, give(d.ann, d.bob.AgentID), chat.ErrNotTaken, "an agent gives away what they have")
	require.NoError(t, give(admin, d.ann.AgentID))
	require.Equal(t, chat.CodeAlreadyTaken, chat.CodeOf(give(d.bob, d.bob.AgentID)))
	require.NoError(t, give(admin, d.bob.AgentID))
	require.NoError(t, give(admin, admin.AgentID), "also to themselves")
	now, err := d.FindStanding(ctx, d.session.SiteID, d.session.ID)
	require.NoError(t, err)
	require.Equal(t, admin.AgentID, now.AgentID)
	require.Zero(t, now.Wait)
	alerts, err := d.ListAlerts(ctx, d.session.SiteID, d.session.ID)
	require.NoError(t, err)
	require.Len(t, alerts, 2, "who gives themselves something knows of it")
	closeSession(t, d.Store, d.session.SiteID, d.session.ID)
	require.ErrorIs(t, give(admin, d.bob.AgentID), chat.ErrSessionClosed)
}

func TestAPersonWhoIsSilentLosesTheSessionAndTheVisitorWaitsAgain(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	release := func() chat.Standing {
		now, err := d.ReleaseLapsed(ctx, d.session.SiteID, d.session.ID)
		require.NoError(t, err)
		return now
	}
	d.takeOver(d.ann)
	require.Equal(t, d.ann.AgentID, release().AgentID, "the lease goes on")
	d.lapse()
	require.NoError(t, d.SetAgentTyping(ctx, d.ann))
	require.Equal(t, d.ann.AgentID, release().AgentID, "and was renewed in time")
	d.lapse()
	for range 2 { // a step that runs again
		now := release()
		require.Empty(t, now.AgentID)
		require.Equal(t, 1, now.Wait)
		require.Equal(t, chat.StatusEscalated, now.Status)
	}
	require.Equal(t, chat.EventAgentLeft, d.events()[2])
	_, err := d.reply(d.ann, "late", "Hello")
	require.ErrorIs(t, err, chat.ErrNotTaken)
}

func TestALapsedLeaseIsNobodysBeforeItIsReleased(t *testing.T) {
	d := newDesk(t)
	d.takeOver(d.ann)
	d.lapse()
	require.Equal(t, "Bob", d.takeOver(d.bob).AgentName)
}

func TestAVisitorWhoAsksForAPersonTwiceIsToldOnce(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	in := chat.Escalation{Reason: chat.ReasonCustomerRequest, Notice: chat.Reply{Role: chat.RoleSystem, Content: "A colleague comes."}, AskEmail: true}
	in.SiteID, in.SessionID = d.session.SiteID, d.session.ID
	k := d.ask("a")
	for range 2 {
		now, err := d.RequestPerson(ctx, in)
		require.NoError(t, err)
		require.Equal(t, chat.ReasonCustomerRequest, now.Reason)
		require.Equal(t, 1, now.Wait)
	}
	_, err := d.DeliverReply(ctx, k, chat.Reply{Role: chat.RoleAssistant, Content: "late"})
	require.ErrorIs(t, err, chat.ErrSuperseded, "the assistant falls silent")
	require.Equal(t, []chat.EventKind{chat.EventMessage, chat.EventStatus, chat.EventMessage, chat.EventEmailRequested}, d.events())
	d.takeOver(d.ann)
	now, err := d.RequestPerson(ctx, in)
	require.NoError(t, err)
	require.Equal(t, d.ann.AgentID, now.AgentID, "a person is there")
}

func TestAnAlertIsRecordedOnceForEachStepOfAWaitThatGoesOn(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	d.escalate("a")
	add := func(wait int64, step chat.AlertStep, reached chat.LadderStep) bool {
		now, err := d.AddAlert(ctx, chat.Alert{SiteID: d.session.SiteID, SessionID: d.session.ID, Number: wait, Step: step}, reached)
		require.NoError(t, err)
		return int64(now.Wait) == wait
	}
	for range 2 { // steps that run again
		require.True(t, add(1, chat.AlertEscalated, chat.LadderAlerted))
		require.True(t, add(1, chat.AlertAgain, chat.LadderAlertedAgain))
	}
	require.False(t, add(2, chat.AlertEscalated, chat.LadderAlerted), "there is no such wait")
	now, err := d.FindStanding(ctx, d.session.SiteID, d.session.ID)
	require.NoError(t, err)
	require.Equal(t, chat.LadderAlertedAgain, now.LadderStep)
	d.takeOver(d.ann)
	require.False(t, add(1, chat.AlertSupervisors, chat.LadderSupervisors), "somebody came")
	alerts, err := d.ListAlerts(ctx, d.session.SiteID, d.session.ID)
	require.NoError(t, err)
	require.Len(t, alerts, 2)
}

func TestASessionThatNobodyCameToIsClosedWithADebt(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	ending := chat.Ending{SiteID: d.session.SiteID, SessionID: d.session.ID, By: chat.EndedUnattended,
		Notice: &chat.Reply{Role: chat.RoleSystem, Content: "We will come back to you."}}
	now, err := d.CloseSession(ctx, ending)
	require.NoError(t, err)
	require.Equal(t, chat.StatusActive, now.Status, "nobody is waited for")
	d.escalate("a")
	for range 2 { // a step that runs again
		_, err = d.CloseSession(ctx, ending)
		require.NoError(t, err)
	}
	closed, err := d.FindSession(ctx, d.session.SiteID, d.session.ID)
	require.NoError(t, err)
	require.Equal(t, chat.EndedUnattended, closed.ClosedBy)
	require.True(t, closed.NeedsFollowUp)
	alerts, err := d.ListAlerts(ctx, d.session.SiteID, d.session.ID)
	require.NoError(t, err)
	require.Len(t, alerts, 1)
	require.Equal(t, chat.AlertFollowUp, alerts[0].Step)
	messages, err := d.ListMessages(ctx, d.session.SiteID, d.session.ID, 0, 100)
	require.NoError(t, err)
	require.Equal(t, "We will come back to you.", messages[len(messages)-1].Content)
	require.Len(t, messages, 3)
}

func TestAnIdleSessionWithAnUnansweredMessageStaysOpen(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	say(t, d.Store, d.session, "a", "hello")
	now, err := d.CloseSession(ctx, chat.Ending{SiteID: d.session.SiteID, SessionID: d.session.ID, By: chat.EndedIdle})
	require.NoError(t, err)
	require.Equal(t, chat.StatusActive, now.Status)
}
