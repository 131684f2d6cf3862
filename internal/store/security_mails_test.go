package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// noticesDue queues the mails that are due and returns what they tell of.
func noticesDue(t testing.TB, s *store.Store) (events []chat.SecurityEvent) {
	t.Helper()
	require.NoError(t, s.QueueSecurityMails(context.Background(), func(n chat.SecurityNotice) (chat.Mail, error) {
		events = append(events, n.Event)
		return chat.Mail{Subject: string(n.Event), Text: n.Name + " " + n.Language, HTML: "<p></p>"}, nil
	}))
	return events
}

func TestAUserIsToldOfEachChangeOfHowTheySignIn(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	admin, ana := newUser(t, s, "admin@example.org", chat.UserAdmin), newUser(t, s, "ana@example.org", chat.UserAgent)
	require.Empty(t, noticesDue(t, s), "whoever comes in for the first time knows")

	const second, third = "a second password", "a third password"
	require.NoError(t, s.ChangePassword(ctx, store.PasswordChange{UserID: ana.ID, Old: password, New: second}))
	require.Error(t, s.ChangePassword(ctx, store.PasswordChange{UserID: ana.ID, Old: password, New: third}))
	require.Equal(t, []chat.SecurityEvent{chat.SecurityPasswordChanged}, noticesDue(t, s))
	require.Empty(t, noticesDue(t, s), "once")

	require.NoError(t, s.RequestPasswordReset(ctx, ana.Email, home))
	require.NoError(t, s.FinishPasswordReset(ctx, mailLinks(t, s)[0], password))
	require.Equal(t, []chat.SecurityEvent{chat.SecurityPasswordChanged}, noticesDue(t, s))

	turnOnTOTP(t, s, ana)
	require.NoError(t, s.TurnOffTOTP(ctx, ana.ID, password))
	require.NoError(t, s.TurnOffTOTP(ctx, ana.ID, password), "which changes nothing")
	turnOnTOTP(t, s, ana)
	require.NoError(t, s.RemoveTOTP(ctx, admin.ID, ana.ID))
	_, err := s.ResetPassword(ctx, admin.ID, ana.ID)
	require.NoError(t, err)
	require.Equal(t, []chat.SecurityEvent{chat.SecurityTwoStepsOn, chat.SecurityTwoStepsOff, chat.SecurityTwoStepsOn,
		chat.SecurityTwoStepsRemoved, chat.SecurityPasswordReset}, noticesDue(t, s))

	mails, _, err := s.ListMails(ctx, admin.ID, store.MailFilter{Kind: chat.MailSecurity, Limit: 10})
	require.NoError(t, err)
	require.Len(t, mails, 7)
	for _, m := range mails {
		require.Equal(t, ana.Email, m.Recipient)
		require.Equal(t, ana.ID, m.UserID)
		require.Empty(t, m.SiteID)
	}
	seen, _, err := s.ListMails(ctx, ana.ID, store.MailFilter{Kind: chat.MailSecurity, Limit: 10})
	require.NoError(t, err)
	require.Empty(t, seen, "admins alone see mails of the installation")
}

func TestANoticeOutlivesABrokenLetterAndIsNotKeptForLong(t *testing.T) {
	url, ctx := storetest.URL(t), context.Background()
	s := openAt(t, url)
	ana := newUser(t, s, "ana@example.org", chat.UserAgent)
	_, err := s.ResetPassword(ctx, "", ana.ID)
	require.NoError(t, err)
	broken := errors.New("no paper")
	require.ErrorIs(t, s.QueueSecurityMails(ctx, func(chat.SecurityNotice) (chat.Mail, error) { return chat.Mail{}, broken }), broken)
	require.Len(t, noticesDue(t, s), 1)

	_, err = s.ResetPassword(ctx, "", ana.ID)
	require.NoError(t, err)
	execAt(t, url, `update security_notices set created_at = now() - interval '25 hours'`)
	_, err = s.RemoveExpired(ctx, 100)
	require.NoError(t, err)
	require.Empty(t, noticesDue(t, s), "of last week nobody wants to hear, where mail was not set up then")

	_, err = s.UpdateUser(ctx, store.UserChange{UserID: ana.ID, Disabled: new(true)})
	require.NoError(t, err)
	_, err = s.ResetPassword(ctx, "", ana.ID)
	require.NoError(t, err)
	require.Empty(t, noticesDue(t, s), "nor does whoever is disabled")
}
