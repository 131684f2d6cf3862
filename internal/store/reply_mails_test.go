package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// newReplyDesk is a desk whose visitor left an address and whose agent Ann has
// the session.
func newReplyDesk(t *testing.T) *desk {
	d := newDesk(t)
	var err error
	d.session, err = d.CreateSession(context.Background(), store.NewSession{
		SiteID: d.session.SiteID, VisitorEmail: "visitor@example.net", PageURL: "https://shop.example/rooms?x=1"})
	require.NoError(t, err)
	d.ann.SessionID, d.bob.SessionID = d.session.ID, d.session.ID
	d.takeOver(d.ann)
	return d
}

func (d *desk) say(clientID, content string) {
	d.Helper()
	_, err := d.reply(d.ann, clientID, content)
	require.NoError(d, err)
}

// pass lets time go by: everything that is known of the session happened so much
// earlier.
func (d *desk) pass(by time.Duration) {
	d.Helper()
	d.exec(`update sessions set visitor_seen_at = visitor_seen_at - make_interval(secs => $1),
	    replies_unseen_since = replies_unseen_since - make_interval(secs => $1)`, by.Seconds())
	d.exec(`update messages set created_at = created_at - make_interval(secs => $1)`, by.Seconds())
	d.exec(`update mails set created_at = created_at - make_interval(secs => $1)`, by.Seconds())
}

// mailReplies queues the mails that are due and returns what each brings.
func (d *desk) mailReplies() (out [][]string) {
	d.Helper()
	require.NoError(d, d.QueueReplyMails(context.Background(), func(in chat.ReplyDigest) (chat.Mail, error) {
		var texts []string
		for _, m := range in.Messages {
			texts = append(texts, m.AgentName+": "+m.Content)
		}
		out = append(out, texts)
		return chat.Mail{Subject: "S", Text: "T", HTML: "H"}, nil
	}))
	return out
}

func (d *desk) see() {
	d.Helper()
	require.NoError(d, d.SeeVisitor(context.Background(), d.session.SiteID, d.session.ID))
}

func TestRepliesToAVisitorWhoIsAwayComeInOneMail(t *testing.T) {
	d := newReplyDesk(t)
	d.see()
	d.pass(time.Hour)
	d.say("1", "Hello?")
	d.pass(time.Minute)
	d.say("2", "Dogs are welcome.")
	require.Empty(t, d.mailReplies(), "the visitor may come back")
	d.pass(time.Minute)
	require.Equal(t, [][]string{{"Ann: Hello?", "Ann: Dogs are welcome."}}, d.mailReplies())
	d.pass(time.Hour)
	require.Empty(t, d.mailReplies(), "once")
	mails := queued(t, d.Store)
	require.Len(t, mails, 1)
	require.Equal(t, "visitor@example.net", mails[0].Recipient)
	require.Equal(t, chat.MailReply, mails[0].Kind)
	require.Equal(t, d.session.ID, mails[0].SessionID)

	d.say("3", "Are you there?")
	d.pass(3 * time.Minute)
	require.Equal(t, [][]string{{"Ann: Are you there?"}}, d.mailReplies(), "only what is new")
}

func TestAVisitorWhoIsThereGetsNoMail(t *testing.T) {
	d := newReplyDesk(t)
	d.see()
	d.say("1", "Hello?")
	d.pass(90 * time.Second)
	require.NoError(t, d.KeepVisitor(context.Background(), d.session.SiteID, d.session.ID))
	d.pass(90 * time.Second)
	require.Empty(t, d.mailReplies(), "a stream was open a moment ago")
	d.see()
	d.pass(time.Hour)
	require.Empty(t, d.mailReplies(), "the client has asked since, so it has the reply")
}

func TestAStreamThatNobodyReadsDelaysAMailAndDoesNotLoseIt(t *testing.T) {
	d := newReplyDesk(t)
	d.see()
	d.say("1", "Hello?")
	for range 10 {
		d.pass(time.Minute)
		require.NoError(t, d.KeepVisitor(context.Background(), d.session.SiteID, d.session.ID))
		require.Empty(t, d.mailReplies())
	}
	d.pass(2 * time.Minute)
	require.Len(t, d.mailReplies(), 1)
}

func TestAReplyIsMailedAlsoAfterTheConversationHasEnded(t *testing.T) {
	d := newReplyDesk(t)
	d.say("1", "Dogs are welcome.")
	_, err := d.CloseSession(context.Background(), chat.Ending{SiteID: d.session.SiteID, SessionID: d.session.ID, By: chat.EndedByAgent, AgentID: d.ann.AgentID})
	require.NoError(t, err)
	d.pass(3 * time.Minute)
	require.Len(t, d.mailReplies(), 1)
}

func TestNoReplyIsMailedWithoutAnAddressWhenSwitchedOffOrAfterAWeek(t *testing.T) {
	d, ctx := newReplyDesk(t), context.Background()
	d.say("1", "Hello?")
	d.pass(3 * time.Minute)
	off := func(after time.Duration) {
		require.NoError(t, d.UpdateMailSettings(ctx, store.MailSettingsChange{SiteID: d.session.SiteID, Change: func(c *chat.MailSettings) { c.ReplyAfter = after }}))
	}
	off(0)
	require.Empty(t, d.mailReplies())
	off(time.Minute)
	d.pass(8 * 24 * time.Hour)
	require.Empty(t, d.mailReplies())

	d.say("2", "Hello?")
	d.exec(`update sessions set replies_unseen_since = now() - interval '5 minutes', visitor_email = ''`)
	require.Empty(t, d.mailReplies())
	d.exec(`update sessions set visitor_email = 'a@b.example,c@d.example'`)
	require.Empty(t, d.mailReplies(), "no address")
	d.exec(`update sessions set visitor_email = 'visitor@example.net'`)
	require.Empty(t, d.mailReplies(), "and not looked at again")
}

func TestWorkersThatWriteAtOnceMailAReplyOnce(t *testing.T) {
	d := newReplyDesk(t)
	d.say("1", "Hello?")
	d.pass(3 * time.Minute)
	failed := make(chan error)
	for range 8 {
		go func() {
			failed <- d.QueueReplyMails(context.Background(), func(chat.ReplyDigest) (chat.Mail, error) {
				return chat.Mail{Subject: "S", Text: "T", HTML: "H"}, nil
			})
		}()
	}
	for range 8 {
		require.NoError(t, <-failed)
	}
	require.Len(t, queued(t, d.Store), 1)
}

func TestARepliesMailThatACapForbidsIsKeptAsFailed(t *testing.T) {
	d, ctx := newReplyDesk(t), context.Background()
	require.NoError(t, d.UpdateMailSettings(ctx, store.MailSettingsChange{SiteID: d.session.SiteID, Change: func(c *chat.MailSettings) { c.AddressMailsPerDay = 0 }}))
	d.say("1", "Hello?")
	d.pass(3 * time.Minute)
	require.Len(t, d.mailReplies(), 1)
	require.Empty(t, queued(t, d.Store))
	admin := d.user("admin", chat.UserAdmin, false)
	mails, _, err := d.ListMails(ctx, admin, store.MailFilter{Status: chat.MailFailed, Limit: 10})
	require.NoError(t, err)
	require.Len(t, mails, 1)
	require.Equal(t, "the 0 mails to one address in 24 hours are used up", mails[0].LastError)
}
