package store_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// user makes somebody else on the desk's site.
func (d *desk) user(name string, role chat.UserRole, supervisor bool, sites ...string) string {
	d.Helper()
	u, err := d.CreateUser(context.Background(), store.NewUser{
		Email: name + "@example.org", Name: name, Password: "correct horse", Role: role, Supervisor: supervisor, SiteIDs: sites})
	require.NoError(d, err)
	return u.ID
}

// alert raises a step of the session's wait for a person.
func (d *desk) alert(step chat.AlertStep, reached chat.LadderStep) {
	d.Helper()
	now, err := d.FindStanding(context.Background(), d.session.SiteID, d.session.ID)
	require.NoError(d, err)
	after, err := d.AddAlert(context.Background(), chat.Alert{SiteID: d.session.SiteID, SessionID: d.session.ID, Number: int64(now.Wait), Step: step}, reached)
	require.NoError(d, err)
	require.Equal(d, now.Wait, after.Wait, "the wait goes on")
}

// told returns the steps that a user was told of, newest first.
func (d *desk) told(userID string) []chat.AlertStep {
	d.Helper()
	found, _, _, err := d.ListNotifications(context.Background(), userID, store.NotificationFilter{Limit: 100})
	require.NoError(d, err)
	var out []chat.AlertStep
	for _, n := range found {
		out = append(out, n.Step)
	}
	return out
}

func TestAnAlertIsToldOnceToThoseWhoWorkOnTheSite(t *testing.T) {
	d := newDesk(t)
	site := d.session.SiteID
	admin, viewer := d.user("admin", chat.UserAdmin, false), d.user("viewer", chat.UserViewer, true, site)
	elsewhere := d.user("elsewhere", chat.UserAgent, true)
	gone := d.user("gone", chat.UserAgent, false, site)
	d.exec(`update users set disabled_at = now() where id = $1`, gone)
	d.escalate("a")
	for range 3 { // a step that runs again
		d.alert(chat.AlertEscalated, chat.LadderAlerted)
	}
	for _, id := range []string{admin, d.ann.AgentID, d.bob.AgentID} {
		require.Equal(t, []chat.AlertStep{chat.AlertEscalated}, d.told(id))
	}
	for _, id := range []string{viewer, elsewhere, gone} {
		require.Empty(t, d.told(id))
	}
	found, next, unread, err := d.ListNotifications(context.Background(), admin, store.NotificationFilter{Limit: 10})
	require.NoError(t, err)
	require.Empty(t, next)
	require.Equal(t, 1, unread)
	require.Equal(t, d.session.ID, found[0].SessionID)
	require.Equal(t, chat.ReasonKeyword, found[0].Reason)
	require.Equal(t, "Test", found[0].SiteName)
}

func TestSupervisorsAloneAreToldOfTheirStepAndAdminsWhereThereAreNone(t *testing.T) {
	d := newDesk(t)
	admin := d.user("admin", chat.UserAdmin, false)
	d.escalate("a")
	d.alert(chat.AlertSupervisors, chat.LadderSupervisors)
	require.Equal(t, []chat.AlertStep{chat.AlertSupervisors}, d.told(admin), "the step is not lost")
	require.Empty(t, d.told(d.ann.AgentID))

	d = newDesk(t)
	admin = d.user("admin", chat.UserAdmin, false)
	chief := d.user("chief", chat.UserAgent, true, d.session.SiteID)
	d.escalate("a")
	d.alert(chat.AlertSupervisors, chat.LadderSupervisors)
	require.Equal(t, []chat.AlertStep{chat.AlertSupervisors}, d.told(chief))
	require.Empty(t, d.told(admin))
}

func TestATransferIsToldToWhoGetsIt(t *testing.T) {
	d := newDesk(t)
	d.takeOver(d.ann)
	_, err := d.Transfer(context.Background(), chat.Transfer{AgentKey: d.ann, ToID: d.bob.AgentID})
	require.NoError(t, err)
	require.Equal(t, []chat.AlertStep{chat.AlertTransferred}, d.told(d.bob.AgentID))
	require.Empty(t, d.told(d.ann.AgentID))
}

func TestPreferencesDecideHowAUserIsToldFromTheNextAlertOn(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	all, err := d.ListPreferences(ctx, d.ann.AgentID)
	require.NoError(t, err)
	require.Len(t, all, len(chat.AlertSteps))
	for i, p := range all {
		require.Equal(t, chat.NotificationPreference{Step: chat.AlertSteps[i], InApp: true, ByMail: true}, p)
	}
	require.NoError(t, d.SetPreferences(ctx, d.ann.AgentID, []chat.NotificationPreference{
		{Step: chat.AlertEscalated, ByMail: true}, {Step: chat.AlertAgain}}))
	require.NoError(t, d.SetPreferences(ctx, d.bob.AgentID, []chat.NotificationPreference{{Step: chat.AlertEscalated, InApp: true}}))
	d.escalate("a")
	d.alert(chat.AlertEscalated, chat.LadderAlerted)
	d.alert(chat.AlertAgain, chat.LadderAlertedAgain)
	require.Empty(t, d.told(d.ann.AgentID))
	require.Equal(t, []chat.AlertStep{chat.AlertAgain, chat.AlertEscalated}, d.told(d.bob.AgentID))
	digests := d.mailAlerts()
	require.Equal(t, []chat.AlertStep{chat.AlertEscalated}, digests[d.ann.AgentID])
	require.Equal(t, []chat.AlertStep{chat.AlertAgain}, digests[d.bob.AgentID])
}

func TestReadNotificationsAreOnesOwn(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	d.escalate("a")
	d.alert(chat.AlertEscalated, chat.LadderAlerted)
	d.alert(chat.AlertAgain, chat.LadderAlertedAgain)
	count := func(user chat.AgentKey) int {
		n, err := d.CountUnread(ctx, user.AgentID)
		require.NoError(t, err)
		return n
	}
	found, _, _, err := d.ListNotifications(ctx, d.ann.AgentID, store.NotificationFilter{Limit: 1})
	require.NoError(t, err)
	require.NoError(t, d.MarkRead(ctx, d.bob.AgentID, []string{found[0].ID}))
	require.Equal(t, 2, count(d.ann), "somebody else's")
	require.NoError(t, d.MarkRead(ctx, d.ann.AgentID, []string{found[0].ID}))
	require.Equal(t, 1, count(d.ann))
	unread, _, _, err := d.ListNotifications(ctx, d.ann.AgentID, store.NotificationFilter{Unread: true, Limit: 10})
	require.NoError(t, err)
	require.Len(t, unread, 1)
	require.NotEqual(t, found[0].ID, unread[0].ID)
	require.NoError(t, d.MarkRead(ctx, d.ann.AgentID, nil))
	require.Zero(t, count(d.ann))
	require.Equal(t, 2, count(d.bob))
}

func TestWhoReadsAConversationHasReadWhatTheyWereToldOfIt(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	d.escalate("a")
	unread := func(user chat.AgentKey) int {
		t.Helper()
		n, err := d.CountUnread(ctx, user.AgentID)
		require.NoError(t, err)
		return n
	}
	for _, step := range []chat.AlertStep{chat.AlertEscalated, chat.AlertAgain} { // the second time there is no new message
		d.alert(step, chat.LadderAlerted)
		require.NoError(t, d.MarkSeen(ctx, d.ann, 1))
		require.Zero(t, unread(d.ann))
	}
	require.Equal(t, 2, unread(d.bob))
}

func TestNotificationsOfASiteThatAUserLostAreNotShown(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	d.escalate("a")
	d.alert(chat.AlertEscalated, chat.LadderAlerted)
	d.exec(`delete from user_sites where user_id = $1`, d.ann.AgentID)
	require.Empty(t, d.told(d.ann.AgentID))
	n, err := d.CountUnread(ctx, d.ann.AgentID)
	require.NoError(t, err)
	require.Zero(t, n)
	require.NotContains(t, d.mailAlerts(), d.ann.AgentID)
	d.exec(`insert into user_sites (site_id, user_id) values ($1, $2)`, d.session.SiteID, d.ann.AgentID)
	require.NotContains(t, d.mailAlerts(), d.ann.AgentID, "settled")
}

// mailAlerts queues the mails that are due and returns what each tells, by user.
func (d *desk) mailAlerts() map[string][]chat.AlertStep {
	d.Helper()
	out := map[string][]chat.AlertStep{}
	require.NoError(d, d.QueueAlertMails(context.Background(), func(in chat.AlertDigest) (chat.Mail, error) {
		for _, i := range in.Items {
			out[in.UserID] = append(out[in.UserID], i.Step)
		}
		return chat.Mail{Subject: "S", Text: "T", HTML: "H"}, nil
	}))
	return out
}

func TestTheFirstAlertIsMailedAtOnceAndThoseOfTheNextMinuteTogether(t *testing.T) {
	d := newDesk(t)
	d.escalate("a")
	d.alert(chat.AlertEscalated, chat.LadderAlerted)
	first := d.mailAlerts()
	require.Equal(t, map[string][]chat.AlertStep{
		d.ann.AgentID: {chat.AlertEscalated}, d.bob.AgentID: {chat.AlertEscalated}}, first)
	require.Empty(t, d.mailAlerts(), "once")

	session := d.session
	for range 3 { // three more conversations within a minute
		more, err := d.CreateSession(context.Background(), store.NewSession{SiteID: session.SiteID})
		require.NoError(t, err)
		d.session = more
		d.escalate("b")
		d.alert(chat.AlertEscalated, chat.LadderAlerted)
	}
	require.Empty(t, d.mailAlerts(), "not yet")
	d.exec(`update mails set created_at = created_at - interval '61 seconds'`)
	second := d.mailAlerts()
	require.Len(t, second[d.ann.AgentID], 3, "one mail")
	require.Empty(t, d.mailAlerts())
	mails := queued(t, d.Store)
	require.Len(t, mails, 4)
	require.True(t, slices.ContainsFunc(mails, func(m chat.Mail) bool { return m.Recipient == "Ann@example.org" && m.UserID == d.ann.AgentID }))
}

func TestWhatSomebodyHasTakenCareOfIsNotMailedAnyMore(t *testing.T) {
	d := newDesk(t)
	d.escalate("a")
	d.alert(chat.AlertEscalated, chat.LadderAlerted)
	d.takeOver(d.ann)
	require.Empty(t, d.mailAlerts())
	require.Equal(t, []chat.AlertStep{chat.AlertEscalated}, d.told(d.bob.AgentID), "the panel still shows it")
}

func TestWorkersThatWriteAtOnceMailEachAlertOnce(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	d.escalate("a")
	d.alert(chat.AlertEscalated, chat.LadderAlerted)
	failed := make(chan error)
	for range 8 {
		go func() {
			failed <- d.QueueAlertMails(ctx, func(chat.AlertDigest) (chat.Mail, error) {
				return chat.Mail{Subject: "S", Text: "T", HTML: "H"}, nil
			})
		}()
	}
	for range 8 {
		require.NoError(t, <-failed)
	}
	require.Len(t, queued(t, d.Store), 2, "Ann's and Bob's")
}
