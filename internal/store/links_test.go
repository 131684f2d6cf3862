package store_test

import (
	"context"
	"errors"
	"net/netip"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// mailLinks queues the mails with links that are due, each with its token as the
// text, and returns the tokens.
func mailLinks(t testing.TB, s *store.Store) (tokens []string) {
	t.Helper()
	require.NoError(t, s.QueueLinkMails(context.Background(), func(l chat.LinkLetter) (chat.Mail, error) {
		tokens = append(tokens, l.Token)
		return chat.Mail{Subject: "A link", Text: l.Token, HTML: "<p>" + l.Token + "</p>"}, nil
	}))
	return tokens
}

func execAt(t testing.TB, url, query string, args ...any) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), url)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(context.Background(), query, args...)
	require.NoError(t, err)
}

func TestALinkWorksUntilItExpires(t *testing.T) {
	url, ctx := storetest.URL(t), context.Background()
	s := openAt(t, url)
	_, err := s.InviteUser(ctx, store.NewUser{Email: "ana@example.org", Role: chat.UserAgent})
	require.NoError(t, err)
	token := mailLinks(t, s)[0]
	link, err := s.FindLink(ctx, token)
	require.NoError(t, err)
	require.WithinDuration(t, time.Now().Add(72*time.Hour), link.ExpiresAt, time.Minute)
	execAt(t, url, `update user_links set expires_at = now()`)
	_, err = s.FindLink(ctx, token)
	require.Equal(t, chat.CodeLinkInvalid, chat.CodeOf(err))
	_, err = s.AcceptInvitation(ctx, store.Joining{Token: token, Password: password})
	require.Equal(t, chat.CodeLinkInvalid, chat.CodeOf(err))
}

func TestOfTwoWhoUseALinkAtOnceOneGetsIn(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	_, err := s.InviteUser(ctx, store.NewUser{Email: "ana@example.org", Role: chat.UserAgent})
	require.NoError(t, err)
	token := mailLinks(t, s)[0]
	results := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := s.AcceptInvitation(ctx, store.Joining{Token: token, Password: password})
			results <- err
		}()
	}
	codes := []chat.Code{chat.CodeOf(<-results), chat.CodeOf(<-results)}
	require.ElementsMatch(t, []chat.Code{"", chat.CodeLinkInvalid}, codes)
}

// TestWhatLetsInIsNotReadableInTheDatabase holds of all that lets in: links, mails with
// links, challenges, keys of apps and recovery codes.
func TestWhatLetsInIsNotReadableInTheDatabase(t *testing.T) {
	url, ctx := storetest.URL(t), context.Background()
	s := openAt(t, url)
	user := newUser(t, s, "ana@example.org", chat.UserAgent)
	require.NoError(t, s.RequestPasswordReset(ctx, user.Email, home))
	secrets := mailLinks(t, s)
	key, recovery := turnOnTOTP(t, s, user)
	in, err := s.SignIn(ctx, store.Credentials{Email: user.Email, Password: password, From: home})
	require.NoError(t, err)
	require.Empty(t, in.Token)
	secrets = append(append(secrets, key, in.Challenge), recovery...)
	conn, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer conn.Close(ctx)
	for _, table := range []string{"users", "user_links", "user_totp", "user_recovery_codes", "sign_in_challenges", "mails", "audit_log", "link_requests"} {
		for _, secret := range secrets {
			var found int
			require.NoError(t, conn.QueryRow(ctx, `select count(*) from `+table+` r where r::text like '%' || $1 || '%'
				or r::text like '%' || encode(convert_to($1, 'UTF8'), 'hex') || '%'`, secret).Scan(&found))
			require.Zero(t, found, table)
		}
	}
}

func TestAMailWithALinkKeepsItsTextSealedUntilItIsSent(t *testing.T) {
	url, ctx := storetest.URL(t), context.Background()
	sealer := storetest.Sealer(t)
	s, err := store.Open(ctx, url, 4, sealer)
	require.NoError(t, err)
	t.Cleanup(s.Close)
	admin := newUser(t, s, "olga@example.org", chat.UserAdmin)
	due := func() chat.Mail {
		t.Helper()
		mails, err := s.ListMailsToHand(ctx, time.Hour, 10)
		require.NoError(t, err)
		require.Len(t, mails, 1)
		require.Empty(t, mails[0].SiteID)
		require.Empty(t, mails[0].Text)
		require.NoError(t, s.MarkMailHanded(ctx, "", mails[0].ID))
		return mails[0]
	}
	require.NoError(t, s.RequestPasswordReset(ctx, admin.Email, home))
	token := mailLinks(t, s)[0]
	m := due()
	sent, err := s.StartMailAttempt(ctx, "", m.ID)
	require.NoError(t, err)
	require.Equal(t, []any{token, 1}, []any{sent.Text, sent.Attempts})
	_, err = openAt(t, url).StartMailAttempt(ctx, "", m.ID) // with another key
	require.NotNil(t, chat.AsProviderError(err))

	require.NoError(t, s.NoteMailFailure(ctx, "", m.ID, "no way to send mail is set"))
	require.NoError(t, s.GiveUpMail(ctx, "", m.ID))
	again, err := s.RetryMail(ctx, admin.ID, m.ID)
	require.NoError(t, err)
	require.Equal(t, chat.MailQueued, again.Status)
	require.NoError(t, s.MarkMailSent(ctx, "", m.ID))
	sent, err = s.StartMailAttempt(ctx, "", m.ID)
	require.NoError(t, err)
	require.Equal(t, []any{chat.MailSent, ""}, []any{sent.Status, sent.Text})
}

func TestTextsOfMailsAreRemoved(t *testing.T) {
	url, ctx := storetest.URL(t), context.Background()
	s := openAt(t, url)
	admin := newUser(t, s, "olga@example.org", chat.UserAdmin)
	site := storetest.Site(t, s)
	for _, cause := range []string{"a", "b", "c"} {
		require.NoError(t, s.QueueMail(ctx, chat.Mail{SiteID: site.ID, Kind: chat.MailReply, Recipient: cause + "@example.net",
			Subject: "A reply", Text: "text", HTML: "<p>text</p>", DedupeKey: cause}))
	}
	mails, err := s.ListMailsToHand(ctx, time.Hour, 10)
	require.NoError(t, err)
	for _, m := range mails[:2] {
		require.NoError(t, s.MarkMailSent(ctx, site.ID, m.ID))
	}
	execAt(t, url, `update mails set sent_at = now() - interval '30 days 1 minute' where id = $1`, mails[0].ID)
	execAt(t, url, `update mails set created_at = now() - interval '1 year' where id = $1`, mails[2].ID)
	require.NoError(t, s.RequestPasswordReset(ctx, admin.Email, home))
	mailLinks(t, s)
	execAt(t, url, `update mails set status = 'failed', created_at = now() - interval '2 hours 1 minute' where site_id is null`)
	_, err = s.RemoveExpired(ctx, 100)
	require.NoError(t, err)
	for i, text := range []string{"", "text", "text"} {
		m, err := s.FindMail(ctx, site.ID, mails[i].ID)
		require.NoError(t, err)
		require.Equal(t, text, m.Text, "sent long ago, sent now, still queued")
	}
	failed, _, err := s.ListMails(ctx, admin.ID, store.MailFilter{Kind: chat.MailPasswordReset, Limit: 10})
	require.NoError(t, err)
	_, err = s.RetryMail(ctx, admin.ID, failed[0].ID)
	require.Equal(t, chat.CodeLinkInvalid, chat.CodeOf(err), "its link has expired")
}

func TestAMailWithALinkThatCannotBeWrittenIsTriedAgain(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	newUser(t, s, "ana@example.org", chat.UserAgent)
	require.NoError(t, s.RequestPasswordReset(ctx, "ana@example.org", netip.MustParseAddr("192.0.2.9")))
	broken := errors.New("broken")
	require.ErrorIs(t, s.QueueLinkMails(ctx, func(chat.LinkLetter) (chat.Mail, error) { return chat.Mail{}, broken }), broken)
	require.Len(t, mailLinks(t, s), 1)
}
