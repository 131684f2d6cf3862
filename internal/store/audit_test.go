package store_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

func TestWhatIsDoneToUsersIsInTheAuditLog(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site := storetest.Site(t, s)
	boss := newUser(t, s, "boss@example.org", chat.UserAdmin)
	ana, err := s.CreateUser(ctx, store.NewUser{By: boss.ID, Email: "ana@example.org", Password: password, Role: chat.UserAgent})
	require.NoError(t, err)
	yes, sites := true, []string{site.ID}
	_, err = s.UpdateUser(ctx, store.UserChange{By: boss.ID, UserID: ana.ID, Supervisor: &yes, SiteIDs: &sites})
	require.NoError(t, err)
	temporary, err := s.ResetPassword(ctx, boss.ID, ana.ID)
	require.NoError(t, err)
	_, token, err := signIn(s, ana.Email, temporary, home)
	require.NoError(t, err)
	require.NoError(t, s.ChangePassword(ctx, store.PasswordChange{UserID: ana.ID, Token: token, Old: temporary, New: password}))
	require.NoError(t, s.SignOut(ctx, token))
	require.NoError(t, s.SignOut(ctx, token), "nothing happens, and nothing is kept")

	entries, next, err := s.ListAudit(ctx, store.AuditFilter{Limit: 50})
	require.NoError(t, err)
	require.Empty(t, next)
	slices.Reverse(entries)
	require.Equal(t, chat.ActionSiteCreated, entries[0].Action)
	entries = entries[1:]
	type short struct {
		action   chat.Action
		by, to   string
		what, is string
	}
	var got []short
	for _, e := range entries {
		got = append(got, short{e.Action, e.UserEmail, e.SubjectID, "sites", e.Details["sites"]})
	}
	require.Equal(t, []short{
		{chat.ActionUserCreated, "", boss.ID, "sites", ""},
		{chat.ActionUserCreated, boss.Email, ana.ID, "sites", ""},
		{chat.ActionUserChanged, boss.Email, ana.ID, "sites", site.ID},
		{chat.ActionPasswordReset, boss.Email, ana.ID, "sites", ""},
		{chat.ActionSignedIn, ana.Email, "", "sites", ""},
		{chat.ActionPasswordChanged, ana.Email, ana.ID, "sites", ""},
		{chat.ActionSignedOut, ana.Email, "", "sites", ""},
	}, got)
	require.Equal(t, map[string]string{"supervisor": "true", "sites": site.ID}, entries[2].Details)
	for _, e := range entries {
		for _, value := range e.Details {
			require.NotEqual(t, temporary, value)
		}
	}

	only, _, err := s.ListAudit(ctx, store.AuditFilter{UserID: ana.ID, Action: chat.ActionSignedIn, Limit: 50})
	require.NoError(t, err)
	require.Equal(t, []chat.AuditEntry{entries[4]}, only)
	for _, none := range []store.AuditFilter{{SiteID: uuid.NewString()}, {SessionID: uuid.NewString()}, {UserID: uuid.NewString()}} {
		found, _, err := s.ListAudit(ctx, none)
		require.NoError(t, err)
		require.Empty(t, found)
	}
}

func TestAChangeThatFailsLeavesNoEntry(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	boss := newUser(t, s, "boss@example.org", chat.UserAdmin)
	yes := true
	_, err := s.UpdateUser(ctx, store.UserChange{By: boss.ID, UserID: boss.ID, Disabled: &yes})
	require.Equal(t, chat.CodeLastAdmin, chat.CodeOf(err))
	_, err = s.CreateUser(ctx, store.NewUser{By: boss.ID, Email: boss.Email, Password: password, Role: chat.UserAgent})
	require.Error(t, err)
	entries, _, err := s.ListAudit(ctx, store.AuditFilter{UserID: boss.ID, Limit: 50})
	require.NoError(t, err)
	require.Empty(t, entries)
}

func TestPagesOfTheAuditLogFollowTheCursor(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	var want, got []string
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		want = append([]string{newUser(t, s, name+"@example.org", chat.UserAgent).ID}, want...)
	}
	after := ""
	for {
		entries, next, err := s.ListAudit(ctx, store.AuditFilter{After: after, Limit: 2})
		require.NoError(t, err)
		require.LessOrEqual(t, len(entries), 2)
		for _, e := range entries {
			got = append(got, e.SubjectID)
		}
		if after = next; next == "" {
			break
		}
	}
	require.Equal(t, want, got)
	var users []string
	for after := ""; ; {
		page, next, err := s.ListUsers(ctx, store.UserFilter{After: after, Limit: 2})
		require.NoError(t, err)
		for _, u := range page {
			users = append(users, u.ID)
		}
		if after = next; next == "" {
			break
		}
	}
	require.Equal(t, want, users)
	found, _, err := s.ListUsers(ctx, store.UserFilter{Search: "C@Example", Limit: 10})
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Equal(t, want[2], found[0].ID)
	for _, wrong := range []string{"x", "1_x", "-1_" + uuid.NewString()} {
		_, _, err := s.ListAudit(ctx, store.AuditFilter{After: wrong})
		require.Equal(t, chat.CodeInvalid, chat.CodeOf(err))
		_, _, err = s.ListUsers(ctx, store.UserFilter{After: wrong})
		require.Equal(t, chat.CodeInvalid, chat.CodeOf(err))
	}
}
