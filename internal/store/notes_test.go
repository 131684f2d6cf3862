package store_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

func TestANoteIsOneAndForStaffAlone(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	d.ask("1")
	closeSession(t, d.Store, d.session.SiteID, d.session.ID)
	events, inbox := d.events(), d.inbox(d.bob.AgentID, 0)
	in := store.NewNote{AgentKey: d.ann, ID: uuid.NewString(), Content: "Is a regular guest."}
	note, err := d.AddNote(ctx, in)
	require.NoError(t, err, "also when the conversation has ended")
	again, err := d.AddNote(ctx, in)
	require.NoError(t, err)
	require.Equal(t, note, again)
	require.Equal(t, "Ann", note.UserName)
	for _, other := range []store.NewNote{{AgentKey: d.bob, ID: in.ID, Content: in.Content}, {AgentKey: d.ann, ID: in.ID, Content: "Other"}} {
		_, err := d.AddNote(ctx, other)
		require.Equal(t, chat.CodeConflict, chat.CodeOf(err))
	}
	foreign := in
	foreign.SessionID = uuid.NewString()
	_, err = d.AddNote(ctx, foreign)
	require.ErrorIs(t, err, chat.ErrNotFound)

	notes, err := d.ListNotes(ctx, d.session.SiteID, d.session.ID)
	require.NoError(t, err)
	require.Equal(t, []chat.Note{note}, notes)
	require.Equal(t, events, d.events(), "the visitor is told nothing")
	require.Equal(t, []chat.InboxKind{chat.InboxChanged}, kindsOf(d.inbox(d.bob.AgentID, inbox[len(inbox)-1].Seq)), "colleagues are, once")
}

func TestADebtToAVisitorOutlivesTheEnd(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	require.NoError(t, d.SetFollowUp(ctx, d.ann, true))
	_, err := d.CloseSession(ctx, chat.Ending{SiteID: d.session.SiteID, SessionID: d.session.ID, By: chat.EndedByAgent, AgentID: d.ann.AgentID})
	require.NoError(t, err)
	session, err := d.FindSession(ctx, d.session.SiteID, d.session.ID)
	require.NoError(t, err)
	require.True(t, session.NeedsFollowUp)
	require.NoError(t, d.SetFollowUp(ctx, d.bob, false))
	require.NoError(t, d.SetFollowUp(ctx, d.bob, false), "again")
	foreign := d.bob
	foreign.SessionID = uuid.NewString()
	require.ErrorIs(t, d.SetFollowUp(ctx, foreign, true), chat.ErrNotFound)
}

func TestEveryActOfAPersonIsInTheAuditLogOnce(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	d.escalate("1")
	twice := func(do func() error) {
		t.Helper()
		require.NoError(t, do())
		require.NoError(t, do(), "a retry")
	}
	twice(func() error { _, err := d.TakeOver(ctx, d.ann); return err })
	twice(func() error { _, err := d.reply(d.ann, "a", "My secret is 42."); return err })
	note := store.NewNote{AgentKey: d.ann, ID: uuid.NewString(), Content: "The note"}
	twice(func() error { _, err := d.AddNote(ctx, note); return err })
	twice(func() error { return d.SetFollowUp(ctx, d.ann, true) })
	twice(func() error {
		_, err := d.Transfer(ctx, chat.Transfer{AgentKey: d.ann, ToID: d.bob.AgentID})
		return err
	})
	twice(func() error { _, err := d.HandBack(ctx, d.bob); return err })
	twice(func() error {
		_, err := d.CloseSession(ctx, chat.Ending{SiteID: d.session.SiteID, SessionID: d.session.ID, By: chat.EndedByAgent, AgentID: d.bob.AgentID})
		return err
	})
	_, err := d.TakeOver(ctx, d.bob)
	require.ErrorIs(t, err, chat.ErrSessionClosed, "what did not happen is not there")

	entries, _, err := d.ListAudit(ctx, store.AuditFilter{SessionID: d.session.ID, SiteID: d.session.SiteID, Limit: 100})
	require.NoError(t, err)
	slices.Reverse(entries)
	type short struct {
		action chat.Action
		by     string
	}
	var got []short
	for _, e := range entries {
		got = append(got, short{e.Action, e.UserID})
		for _, value := range e.Details {
			require.NotContains(t, value, "secret")
			require.NotContains(t, value, "note")
		}
	}
	ann, bob := d.ann.AgentID, d.bob.AgentID
	require.Equal(t, []short{
		{chat.ActionTaken, ann}, {chat.ActionReplied, ann}, {chat.ActionNoteAdded, ann}, {chat.ActionFollowUpSet, ann},
		{chat.ActionTransferred, ann}, {chat.ActionHandedBack, bob}, {chat.ActionClosed, bob},
	}, got)
	require.Equal(t, bob, entries[4].Details["to"])
}
