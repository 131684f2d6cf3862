package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

func aMail(site chat.Site, cause string) chat.Mail {
	return chat.Mail{
		SiteID: site.ID, Kind: chat.MailReply, Recipient: cause + "@example.net",
		Subject: "A reply", Text: "Hello", HTML: "<p>Hello</p>", DedupeKey: cause,
	}
}

// queued returns the mails that wait for a workflow.
func queued(t testing.TB, s *store.Store) []chat.Mail {
	t.Helper()
	mails, err := s.ListMailsToHand(context.Background(), time.Hour, 100)
	require.NoError(t, err)
	return mails
}

func TestOneCauseQueuesOneMail(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site, other := storetest.Site(t, s), storetest.Site(t, s)
	for range 3 {
		require.NoError(t, s.QueueMail(ctx, aMail(site, "a")))
	}
	require.NoError(t, s.QueueMail(ctx, aMail(other, "a")))
	mails := queued(t, s)
	require.Len(t, mails, 2)
	require.Equal(t, chat.MailQueued, mails[0].Status)
	require.Equal(t, "a@example.net", mails[0].Recipient)
}

func TestAHandedMailIsHandedAgainOnlyAfterALongTime(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site := storetest.Site(t, s)
	require.NoError(t, s.QueueMail(ctx, aMail(site, "a")))
	m := queued(t, s)[0]
	require.NoError(t, s.MarkMailHanded(ctx, m.SiteID, m.ID))
	require.Empty(t, queued(t, s))
	again, err := s.ListMailsToHand(ctx, 0, 100)
	require.NoError(t, err)
	require.Len(t, again, 1)
}

func TestAMailGoesFromQueuedToSentOrFailedAndNotBack(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site, other := storetest.Site(t, s), storetest.Site(t, s)
	require.NoError(t, s.QueueMail(ctx, aMail(site, "a")))
	require.NoError(t, s.QueueMail(ctx, aMail(site, "b")))
	mails := queued(t, s)
	sent, failed := mails[0].ID, mails[1].ID

	m, err := s.StartMailAttempt(ctx, site.ID, sent)
	require.NoError(t, err)
	require.Equal(t, 1, m.Attempts)
	require.NoError(t, s.NoteMailFailure(ctx, site.ID, sent, "no connection"))
	m, err = s.StartMailAttempt(ctx, site.ID, sent)
	require.NoError(t, err)
	require.Equal(t, 2, m.Attempts)
	require.Equal(t, "no connection", m.LastError)
	require.NoError(t, s.MarkMailSent(ctx, site.ID, sent))
	require.NoError(t, s.GiveUpMail(ctx, site.ID, sent))
	require.NoError(t, s.NoteMailFailure(ctx, site.ID, sent, "late"))
	m, err = s.StartMailAttempt(ctx, site.ID, sent)
	require.NoError(t, err)
	require.Equal(t, chat.MailSent, m.Status)
	require.Equal(t, 2, m.Attempts)
	require.Empty(t, m.LastError)
	require.NotNil(t, m.SentAt)

	require.NoError(t, s.NoteMailFailure(ctx, site.ID, failed, "refused"))
	require.NoError(t, s.GiveUpMail(ctx, site.ID, failed))
	require.NoError(t, s.MarkMailSent(ctx, site.ID, failed))
	m, err = s.StartMailAttempt(ctx, site.ID, failed)
	require.NoError(t, err)
	require.Equal(t, chat.MailFailed, m.Status)
	require.Equal(t, "refused", m.LastError)

	_, err = s.StartMailAttempt(ctx, other.ID, failed)
	require.ErrorIs(t, err, chat.ErrNotFound, "another site's mail")
}

func TestTheMailsToVisitorsOfASiteAreCapped(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site, other := storetest.Site(t, s), storetest.Site(t, s)
	require.NoError(t, s.UpdateMailSettings(ctx, store.MailSettingsChange{SiteID: site.ID, Change: func(c *chat.MailSettings) { c.VisitorMailsPerDay = 3 }}))
	for i := range 4 {
		require.NoError(t, s.QueueMail(ctx, aMail(site, fmt.Sprint("visitor", i))))
	}
	alert := aMail(site, "staff")
	alert.Kind = chat.MailAlert
	require.NoError(t, s.QueueMail(ctx, alert), "alerts to staff are not counted")
	require.NoError(t, s.QueueMail(ctx, aMail(other, "visitor9")))
	mails := queued(t, s)
	require.Len(t, mails, 5)
	for _, m := range mails {
		require.NotEqual(t, "visitor3@example.net", m.Recipient)
	}
}

func TestTheMailsToOneAddressAreCappedHoweverItIsSpelled(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site := storetest.Site(t, s)
	require.NoError(t, s.UpdateMailSettings(ctx, store.MailSettingsChange{SiteID: site.ID, Change: func(c *chat.MailSettings) { c.AddressMailsPerDay = 2 }}))
	for i, address := range []string{"victim@example.net", "Victim@Example.net", "VICTIM@example.net"} {
		m := aMail(site, fmt.Sprint(i))
		m.Recipient = address
		require.NoError(t, s.QueueMail(ctx, m))
	}
	require.Len(t, queued(t, s), 2)
}

func TestAnAddressIsAskedForOneRatingADayHoweverManyConversationsNameIt(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site := storetest.Site(t, s)
	for i := range 3 {
		m := aMail(site, fmt.Sprint(i))
		m.Kind, m.Recipient = chat.MailRating, "victim@example.net"
		require.NoError(t, s.QueueMail(ctx, m))
	}
	require.Len(t, queued(t, s), 1)
}

func TestParallelMailsDoNotOvershootACap(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site := storetest.Site(t, s)
	require.NoError(t, s.UpdateMailSettings(ctx, store.MailSettingsChange{SiteID: site.ID, Change: func(c *chat.MailSettings) { c.VisitorMailsPerDay = 3 }}))
	failed := make(chan error)
	for i := range 12 {
		go func() { failed <- s.QueueMail(ctx, aMail(site, fmt.Sprint("v", i))) }()
	}
	for range 12 {
		require.NoError(t, <-failed)
	}
	require.Len(t, queued(t, s), 3)
}

func TestMailSettingsThatCannotBeAreRefused(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site := storetest.Site(t, s)
	for name, change := range map[string]func(*chat.MailSettings){
		"no address":      func(c *chat.MailSettings) { c.From = "nobody" },
		"a name":          func(c *chat.MailSettings) { c.From = "Shop <help@shop.example>" },
		"a line":          func(c *chat.MailSettings) { c.FromName = "Shop\nBcc: all@example.org" },
		"a negative wait": func(c *chat.MailSettings) { c.ReplyAfter = -time.Second },
		"two days":        func(c *chat.MailSettings) { c.ReplyAfter = 48 * time.Hour },
		"a negative cap":  func(c *chat.MailSettings) { c.VisitorMailsPerDay = -1 },
	} {
		require.Equal(t, chat.CodeInvalid, chat.CodeOf(s.UpdateMailSettings(ctx, store.MailSettingsChange{SiteID: site.ID, Change: change})), name)
	}
}

func TestASendGridKeyIsSealedAndReadBackWithTheSameKeyOnly(t *testing.T) {
	url := storetest.URL(t)
	ctx := context.Background()
	s, err := store.Open(ctx, url, 4, storetest.Sealer(t))
	require.NoError(t, err)
	t.Cleanup(s.Close)
	site := storetest.Site(t, s)
	key := "SG.secret"
	require.NoError(t, s.UpdateMailSettings(ctx, store.MailSettingsChange{SiteID: site.ID, SendGridKey: &key}))
	settings, err := s.FindMailSettings(ctx, site.ID)
	require.NoError(t, err)
	require.Equal(t, "SG.secret", settings.SendGridKey)
	shown, hasKey, err := s.FindMailDisplay(ctx, site.ID)
	require.NoError(t, err)
	require.True(t, hasKey)
	require.Empty(t, shown.SendGridKey)

	stranger, err := store.Open(ctx, url, 4, storetest.Sealer(t))
	require.NoError(t, err)
	t.Cleanup(stranger.Close)
	_, err = stranger.FindMailSettings(ctx, site.ID)
	require.Equal(t, chat.ProviderRejected, chat.AsProviderError(err).Kind)
	require.NotContains(t, err.Error(), "SG.")
}
