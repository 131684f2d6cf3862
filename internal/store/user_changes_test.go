package store_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

func TestAUserWithoutANameIsCalledAsTheAddressBegins(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	require.Equal(t, "ana", newUser(t, s, "ana@example.org", chat.UserAgent).Name)
	ben, err := s.CreateUser(ctx, store.NewUser{Email: "b@example.org", Name: " Ben ", Password: password, Role: chat.UserAgent})
	require.NoError(t, err)
	require.Equal(t, "Ben", ben.Name)
}

func TestAChangeOfAUserLeavesTheRestAsItIs(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site := storetest.Site(t, s)
	ana := newUser(t, s, "ana@example.org", chat.UserAgent, site.ID)
	yes, name := true, "Ana B."
	got, err := s.UpdateUser(ctx, store.UserChange{UserID: ana.ID, Supervisor: &yes, Name: &name})
	require.NoError(t, err)
	want := ana
	want.Supervisor, want.Name = true, name
	require.Equal(t, want, got)
	found, err := s.FindUser(ctx, ana.ID)
	require.NoError(t, err)
	require.Equal(t, want, found)

	for _, wrong := range []string{"", "  ", "A\r\nB", strings.Repeat("a", 101)} {
		_, err := s.UpdateUser(ctx, store.UserChange{UserID: ana.ID, Name: &wrong})
		require.Equal(t, chat.CodeInvalid, chat.CodeOf(err), "%q", wrong)
	}
	owner := chat.UserRole("owner")
	_, err = s.UpdateUser(ctx, store.UserChange{UserID: ana.ID, Role: &owner})
	require.Equal(t, chat.CodeInvalid, chat.CodeOf(err))
	_, err = s.UpdateUser(ctx, store.UserChange{UserID: uuid.NewString(), Name: &name})
	require.ErrorIs(t, err, chat.ErrNotFound)
}

func TestADisabledUserIsOutAtOnceAndCannotSignIn(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	ana := newUser(t, s, "ana@example.org", chat.UserAgent)
	_, token, err := signIn(s, ana.Email, password, home)
	require.NoError(t, err)
	disable := func(disabled bool) {
		t.Helper()
		_, err := s.UpdateUser(ctx, store.UserChange{UserID: ana.ID, Disabled: &disabled})
		require.NoError(t, err)
	}
	disable(true)
	_, err = s.FindUserBySession(ctx, token)
	require.ErrorIs(t, err, chat.ErrNotFound)
	_, _, err = signIn(s, ana.Email, password, home)
	require.Equal(t, chat.CodeSignInFailed, chat.CodeOf(err))

	disable(false)
	_, err = s.FindUserBySession(ctx, token)
	require.ErrorIs(t, err, chat.ErrNotFound, "the old session stays ended")
	_, _, err = signIn(s, ana.Email, password, home)
	require.NoError(t, err)
}

func TestTheLastAdminStays(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	admins := []chat.User{newUser(t, s, "a@example.org", chat.UserAdmin), newUser(t, s, "b@example.org", chat.UserAdmin)}
	agent, yes := chat.UserAgent, true
	var wg sync.WaitGroup
	errs := make([]error, len(admins))
	for i, change := range []store.UserChange{{UserID: admins[0].ID, Role: &agent}, {UserID: admins[1].ID, Disabled: &yes}} {
		wg.Go(func() { _, errs[i] = s.UpdateUser(ctx, change) })
	}
	wg.Wait()
	last := 0 // the one who was refused
	if errs[0] == nil {
		last = 1
	}
	require.NoError(t, errs[1-last])
	require.Equal(t, chat.CodeLastAdmin, chat.CodeOf(errs[last]))
	for _, change := range []store.UserChange{{UserID: admins[last].ID, Role: &agent}, {UserID: admins[last].ID, Disabled: &yes}} {
		_, err := s.UpdateUser(ctx, change)
		require.Equal(t, chat.CodeLastAdmin, chat.CodeOf(err))
	}
	newUser(t, s, "c@example.org", chat.UserAdmin)
	_, err := s.UpdateUser(ctx, store.UserChange{UserID: admins[last].ID, Role: &agent})
	require.NoError(t, err)
}

func TestANewPasswordEndsTheOtherSessions(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	ana := newUser(t, s, "ana@example.org", chat.UserAgent)
	_, desk, err := signIn(s, ana.Email, password, home)
	require.NoError(t, err)
	_, phone, err := signIn(s, ana.Email, password, home)
	require.NoError(t, err)

	change := store.PasswordChange{UserID: ana.ID, Token: desk, Old: password, New: "another horse battery"}
	for _, c := range []struct {
		old, now string
		code     chat.Code
	}{
		{"wrong horse battery", change.New, chat.CodeSignInFailed},
		{password, password, chat.CodeInvalid},
		{password, "short", chat.CodeInvalid},
	} {
		err := s.ChangePassword(ctx, store.PasswordChange{UserID: ana.ID, Token: desk, Old: c.old, New: c.now})
		require.Equal(t, c.code, chat.CodeOf(err), c.now)
	}
	require.NoError(t, s.ChangePassword(ctx, change))
	_, err = s.FindUserBySession(ctx, desk)
	require.NoError(t, err)
	_, err = s.FindUserBySession(ctx, phone)
	require.ErrorIs(t, err, chat.ErrNotFound)
	_, _, err = signIn(s, ana.Email, password, home)
	require.Equal(t, chat.CodeSignInFailed, chat.CodeOf(err))
	_, _, err = signIn(s, ana.Email, change.New, home)
	require.NoError(t, err)
}

func TestWhoHoldsASessionCannotGuessThePassword(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	ana := newUser(t, s, "ana@example.org", chat.UserAgent)
	for range 10 {
		err := s.ChangePassword(ctx, store.PasswordChange{UserID: ana.ID, Old: "wrong horse battery", New: "another horse battery"})
		require.Equal(t, chat.CodeSignInFailed, chat.CodeOf(err))
	}
	err := s.ChangePassword(ctx, store.PasswordChange{UserID: ana.ID, Old: password, New: "another horse battery"})
	require.Equal(t, chat.CodeTooManyRequests, chat.CodeOf(err))
}

func TestAResetPasswordIsTemporaryUntilItsOwnerChangesIt(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	ana := newUser(t, s, "ana@example.org", chat.UserAgent)
	_, token, err := signIn(s, ana.Email, password, home)
	require.NoError(t, err)
	temporary, err := s.ResetPassword(ctx, "", ana.ID)
	require.NoError(t, err)
	_, err = s.FindUserBySession(ctx, token)
	require.ErrorIs(t, err, chat.ErrNotFound)
	got, token, err := signIn(s, ana.Email, temporary, home)
	require.NoError(t, err)
	require.True(t, got.PasswordTemporary)
	require.NoError(t, s.ChangePassword(ctx, store.PasswordChange{UserID: ana.ID, Token: token, Old: temporary, New: password}))
	got, err = s.FindUserBySession(ctx, token)
	require.NoError(t, err)
	require.False(t, got.PasswordTemporary)
	_, err = s.ResetPassword(ctx, "", uuid.NewString())
	require.ErrorIs(t, err, chat.ErrNotFound)
}

func TestAUserEndsTheirOwnSessionsAlone(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	ana, ben := newUser(t, s, "ana@example.org", chat.UserAgent), newUser(t, s, "ben@example.org", chat.UserAgent)
	_, desk, err := signIn(s, ana.Email, password, home)
	require.NoError(t, err)
	_, phone, err := signIn(s, ana.Email, password, home)
	require.NoError(t, err)
	_, _, err = signIn(s, ben.Email, password, home)
	require.NoError(t, err)
	sessions, err := s.ListUserSessions(ctx, ana.ID, phone)
	require.NoError(t, err)
	require.Len(t, sessions, 2)
	for _, session := range sessions {
		require.ErrorIs(t, s.EndUserSession(ctx, ben.ID, session.ID), chat.ErrNotFound)
		if !session.Current {
			require.NoError(t, s.EndUserSession(ctx, ana.ID, session.ID))
		}
	}
	_, err = s.FindUserBySession(ctx, desk)
	require.ErrorIs(t, err, chat.ErrNotFound)
	_, err = s.FindUserBySession(ctx, phone)
	require.NoError(t, err)
}
