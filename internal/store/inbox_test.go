package store_test

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// inbox returns what a user is told after a number.
func (d *desk) inbox(userID string, after int64) []chat.InboxEvent {
	d.Helper()
	events, err := d.ListInbox(context.Background(), userID, after, 1000)
	require.NoError(d, err)
	return events
}

func (d *desk) expire() {
	d.Helper()
	_, err := d.RemoveExpired(context.Background(), 100)
	require.NoError(d, err)
}

func kindsOf(events []chat.InboxEvent) (kinds []chat.InboxKind) {
	for _, e := range events {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

func TestStaffAreToldWhatHappensInItsOrder(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	d.escalate("1")
	d.takeOver(d.ann)
	_, err := d.reply(d.ann, "a", "Hello, Ann here.")
	require.NoError(t, err)
	_, err = d.Transfer(ctx, chat.Transfer{AgentKey: d.ann, ToID: d.bob.AgentID})
	require.NoError(t, err)
	_, err = d.HandBack(ctx, d.bob)
	require.NoError(t, err)
	closeSession(t, d.Store, d.session.SiteID, d.session.ID)

	events := d.inbox(d.bob.AgentID, 0)
	require.Equal(t, []chat.InboxKind{
		chat.InboxCreated, chat.InboxEscalated, chat.InboxMessage, chat.InboxTaken, chat.InboxMessage, chat.InboxTaken,
		chat.InboxNotification, chat.InboxReleased, chat.InboxChanged, chat.InboxClosed,
	}, kindsOf(events))
	before := int64(0)
	for _, e := range events {
		require.Greater(t, e.Seq, before)
		require.Equal(t, d.session.ID, e.SessionID)
		before = e.Seq
	}
	require.Equal(t, "hello", events[0].Message.Content)
	require.Equal(t, chat.RoleAgent, events[4].Message.Role)
	require.Equal(t, events[5:], d.inbox(d.bob.AgentID, events[4].Seq), "what follows a number")
	require.NotContains(t, kindsOf(d.inbox(d.ann.AgentID, 0)), chat.InboxNotification, "the transfer was to Bob")
	require.Contains(t, kindsOf(d.inbox(d.ann.AgentID, 0)), chat.InboxSeen, "a reply is read by who wrote it, and only that user is told")
}

func TestStaffAreToldOnceWhenAVisitorHasWhatTheyWrote(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	d.takeOver(d.ann)
	m, err := d.reply(d.ann, "a", "Hello")
	require.NoError(t, err)
	unseen := func() *time.Time {
		found, err := d.FindConversation(ctx, d.ann.AgentID, d.session.ID)
		require.NoError(t, err)
		return found.RepliesUnseenSince
	}
	require.Equal(t, m.CreatedAt, *unseen())
	events := d.inbox(d.bob.AgentID, 0)
	for range 2 {
		require.NoError(t, d.SeeVisitor(ctx, d.session.SiteID, d.session.ID))
	}
	require.Nil(t, unseen())
	require.Equal(t, []chat.InboxKind{chat.InboxChanged}, kindsOf(d.inbox(d.bob.AgentID, events[len(events)-1].Seq)))
}

func TestStaffAreToldOfTheSitesThatTheyMaySeeNow(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	other := storetest.Site(t, d.Store)
	admin, outsider := newUser(t, d.Store, "admin@example.org", chat.UserAdmin), newUser(t, d.Store, "o@example.org", chat.UserAgent, other.ID)
	d.ask("1")
	require.Len(t, d.inbox(admin.ID, 0), 1)
	require.Len(t, d.inbox(d.ann.AgentID, 0), 1)
	require.Empty(t, d.inbox(outsider.ID, 0))

	sites, yes := []string{d.session.SiteID}, true
	_, err := d.UpdateUser(ctx, store.UserChange{UserID: outsider.ID, SiteIDs: &sites})
	require.NoError(t, err)
	require.Len(t, d.inbox(outsider.ID, 0), 1)
	_, err = d.UpdateUser(ctx, store.UserChange{UserID: d.ann.AgentID, Disabled: &yes})
	require.NoError(t, err)
	require.Empty(t, d.inbox(d.ann.AgentID, 0))
}

func TestAnEventWhoseTransactionEndsLateIsToldAfterThoseThatWereSeen(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	conn, err := pgx.Connect(ctx, d.url)
	require.NoError(t, err)
	defer conn.Close(ctx)
	other, err := d.CreateSession(ctx, store.NewSession{SiteID: d.session.SiteID})
	require.NoError(t, err)
	slow, err := conn.Begin(ctx)
	require.NoError(t, err)
	const insert = `insert into inbox_events (site_id, session_id, kind) values ($1, $2, 'changed')`
	_, err = slow.Exec(ctx, insert, other.SiteID, other.ID)
	require.NoError(t, err)
	d.ask("1")
	seen := d.inbox(d.ann.AgentID, 0)
	require.Equal(t, []chat.InboxKind{chat.InboxCreated}, kindsOf(seen))
	require.NoError(t, slow.Commit(ctx))
	require.Equal(t, []chat.InboxKind{chat.InboxChanged}, kindsOf(d.inbox(d.ann.AgentID, seen[0].Seq)))
}

func TestEveryReaderIsToldEverythingOnceInOneOrder(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	const writers, each, readers = 6, 20, 4
	var sessions []chat.Session
	for range writers {
		session, err := d.CreateSession(ctx, store.NewSession{SiteID: d.session.SiteID})
		require.NoError(t, err)
		sessions = append(sessions, session)
	}
	var wg sync.WaitGroup
	for _, session := range sessions {
		wg.Go(func() {
			for n := range each {
				_, _, err := d.AddVisitorMessage(ctx, store.NewVisitorMessage{
					SiteID: session.SiteID, SessionID: session.ID, ClientMessageID: strconv.Itoa(n), Content: "hello"})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	told := make([][]chat.InboxEvent, readers)
	for i := range told {
		wg.Go(func() {
			deadline := time.Now().Add(time.Minute)
			for after := int64(0); len(told[i]) < writers*each && time.Now().Before(deadline); {
				events, err := d.ListInbox(ctx, d.ann.AgentID, after, 7)
				if err != nil {
					t.Error(err)
					return
				}
				for _, e := range events {
					if e.Seq <= after {
						t.Errorf("%d came after %d", e.Seq, after)
					}
					after = e.Seq
				}
				told[i] = append(told[i], events...)
			}
		})
	}
	wg.Wait()
	last := map[string]int64{} // message of each session
	for _, e := range told[0] {
		require.Equal(t, last[e.SessionID]+1, e.Message.Seq, "a session's own order")
		last[e.SessionID] = e.Message.Seq
	}
	for _, events := range told {
		require.Len(t, events, writers*each)
		for i := range events {
			require.Equal(t, told[0][i].Seq, events[i].Seq)
			require.Equal(t, told[0][i].Message.ID, events[i].Message.ID)
		}
	}
}

func TestWhoHasReadAConversationHasNothingUnread(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	counts := func(who chat.AgentKey) chat.InboxCounts {
		t.Helper()
		out, err := d.CountInbox(ctx, who.AgentID)
		require.NoError(t, err)
		return out
	}
	unread := func(who chat.AgentKey) int64 {
		t.Helper()
		found, err := d.ListConversationsByID(ctx, who.AgentID, []string{d.session.ID})
		require.NoError(t, err)
		return found[0].Unread
	}
	d.ask("1")
	require.Equal(t, chat.InboxCounts{}, counts(d.ann))
	require.Zero(t, unread(d.ann), "the assistant's own business")
	d.escalate("2")
	require.Equal(t, chat.InboxCounts{Waiting: 1, Unread: 1}, counts(d.ann))
	require.EqualValues(t, 2, unread(d.ann))

	require.NoError(t, d.MarkSeen(ctx, d.ann, 1))
	require.EqualValues(t, 1, unread(d.ann))
	require.NoError(t, d.MarkSeen(ctx, d.ann, 99), "there are no more")
	require.Zero(t, unread(d.ann))
	require.EqualValues(t, 2, unread(d.bob))
	require.Equal(t, chat.InboxCounts{Waiting: 1}, counts(d.ann))
	before := d.inbox(d.ann.AgentID, 0)
	require.NoError(t, d.MarkSeen(ctx, d.ann, 1), "nobody forgets")
	require.Zero(t, unread(d.ann))
	require.Equal(t, before, d.inbox(d.ann.AgentID, 0), "and nothing is told")

	d.takeOver(d.ann)
	require.Equal(t, chat.InboxCounts{Mine: 1}, counts(d.ann))
	require.Equal(t, chat.InboxCounts{}, counts(d.bob))
	d.ask("3")
	require.Equal(t, chat.InboxCounts{Mine: 1, Unread: 1}, counts(d.ann))
	_, err := d.reply(d.ann, "a", "Yes.")
	require.NoError(t, err)
	require.Equal(t, chat.InboxCounts{Mine: 1}, counts(d.ann), "who replies has read")
}

func TestReadingKeepsTheSessionOfWhoHasIt(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	d.ask("1")
	d.takeOver(d.ann)
	d.lapse()
	require.NoError(t, d.MarkSeen(ctx, d.bob, 1))
	now, err := d.FindStanding(ctx, d.session.SiteID, d.session.ID)
	require.NoError(t, err)
	require.LessOrEqual(t, now.Lease, time.Duration(0))
	require.NoError(t, d.MarkSeen(ctx, d.ann, 1))
	now, err = d.FindStanding(ctx, d.session.SiteID, d.session.ID)
	require.NoError(t, err)
	require.Positive(t, now.Lease)
}

func TestEventsAreKeptForThreeDaysAndTheirNumbersAreNotGivenAgain(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	d.ask("1")
	d.ask("2")
	before := d.inbox(d.ann.AgentID, 0)
	d.expire()
	require.Equal(t, before, d.inbox(d.ann.AgentID, 0))
	last, removed, err := d.FindInboxPosition(ctx)
	require.NoError(t, err)
	require.Equal(t, []int64{before[1].Seq, 0}, []int64{last, removed})

	d.exec(`update inbox_events set created_at = now() - interval '73 hours' where seq = $1`, before[0].Seq)
	d.expire()
	require.Equal(t, before[1:], d.inbox(d.ann.AgentID, 0))
	d.ask("3")
	d.exec(`update inbox_events set created_at = now() - interval '73 hours'`)
	d.expire()
	require.Empty(t, d.inbox(d.ann.AgentID, 0))
	d.ask("4")
	last, removed, err = d.FindInboxPosition(ctx)
	require.NoError(t, err)
	require.Equal(t, []int64{before[1].Seq + 2, before[1].Seq + 1}, []int64{last, removed})
}
