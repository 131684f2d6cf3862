package api

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/mail"
	"github.com/innconnect/innconnect/internal/store"
)

// mailOf queues a mail of a site and returns it.
func (r *rig) mailOf(siteID, cause string) chat.Mail {
	r.t.Helper()
	ctx := context.Background()
	require.NoError(r.t, r.store.QueueMail(ctx, chat.Mail{
		SiteID: siteID, Kind: chat.MailReply, Recipient: cause + "@example.net",
		Subject: "A reply", Text: "secret text", HTML: "<p>secret text</p>", DedupeKey: cause,
	}))
	mails, err := r.store.ListMailsToHand(ctx, time.Hour, 100)
	require.NoError(r.t, err)
	for _, m := range mails {
		if m.DedupeKey == cause {
			require.NoError(r.t, r.store.MarkMailHanded(ctx, m.SiteID, m.ID))
			return m
		}
	}
	r.t.Fatal("the mail is not queued")
	return chat.Mail{}
}

func (r *rig) failMail(m chat.Mail) {
	r.t.Helper()
	require.NoError(r.t, r.store.NoteMailFailure(context.Background(), m.SiteID, m.ID, "no way to send mail is set"))
	require.NoError(r.t, r.store.GiveUpMail(context.Background(), m.SiteID, m.ID))
}

func TestStaffSeeTheMailsOfTheirSitesWithWhyTheyFailed(t *testing.T) {
	r := newRig(t)
	other, _, err := r.store.CreateSite(context.Background(), store.NewSite{Name: "Other"})
	require.NoError(t, err)
	failed, waiting, foreign := r.mailOf(r.site.ID, "a"), r.mailOf(r.site.ID, "b"), r.mailOf(other.ID, "c")
	r.failMail(failed)
	agent := r.staff(chat.UserAgent, r.site.ID)

	list := func(call func(string, string, any, ...string) answer, query string) (ids []string, page MailPage) {
		t.Helper()
		a := call("GET", "/api/admin/mails"+query, nil)
		require.Equal(t, 200, a.StatusCode, "%s", a.body)
		require.NotContains(t, string(a.body), "secret text")
		a.into(t, &page)
		for _, m := range page.Data {
			ids = append(ids, m.ID)
		}
		return ids, page
	}
	ids, _ := list(agent, "")
	require.Equal(t, []string{waiting.ID, failed.ID}, ids, "newest first")
	ids, _ = list(r.staff(chat.UserAdmin), "")
	require.Equal(t, []string{foreign.ID, waiting.ID, failed.ID}, ids)
	ids, page := list(agent, "?status=failed&kind=reply&site="+r.site.ID)
	require.Equal(t, []string{failed.ID}, ids)
	require.Equal(t, "no way to send mail is set", *page.Data[0].LastError)
	ids, _ = list(agent, "?site="+other.ID)
	require.Empty(t, ids)
	_, first := list(agent, "?limit=1")
	ids, last := list(agent, "?limit=1&after="+*first.NextCursor)
	require.Equal(t, []string{failed.ID}, ids)
	require.Nil(t, last.NextCursor)
	require.Equal(t, "forbidden", r.staff(chat.UserViewer, r.site.ID)("GET", "/api/admin/mails", nil).code(t))
}

func TestAMailWhoseLinkHasExpiredIsNotSentAgain(t *testing.T) {
	r := newRig(t)
	r.resetLink()
	r.exec(`update mails set status = 'failed', created_at = now() - interval '3 hours'`)
	_, err := r.store.RemoveExpired(t.Context(), 100)
	require.NoError(t, err)
	admin := r.staff(chat.UserAdmin)
	var page MailPage
	admin("GET", "/api/admin/mails?kind=password_reset", nil).into(t, &page)
	require.Equal(t, "link_invalid", admin("POST", "/api/admin/mails/"+page.Data[0].ID+"/retry", nil).code(t))
}

func TestOnlyAFailedMailOfOnesOwnSitesIsSentAgain(t *testing.T) {
	r := newRig(t)
	ctx := context.Background()
	m := r.mailOf(r.site.ID, "a")
	retry := func(call func(string, string, any, ...string) answer, id string) answer {
		return call("POST", "/api/admin/mails/"+id+"/retry", nil)
	}
	agent, stranger := r.staff(chat.UserAgent, r.site.ID), r.staff(chat.UserAgent)

	require.Equal(t, 200, retry(agent, m.ID).StatusCode)
	queued, err := r.store.ListMailsToHand(ctx, time.Hour, 10)
	require.NoError(t, err)
	require.Empty(t, queued, "a mail that is being sent stays as it is")

	r.failMail(m)
	require.Equal(t, "not_found", retry(stranger, m.ID).code(t))
	require.Equal(t, "not_found", retry(agent, uuid.NewString()).code(t))
	a := retry(agent, m.ID)
	require.Equal(t, 200, a.StatusCode)
	var got Mail
	a.into(t, &got)
	require.Equal(t, MailStatusQueued, got.Status)
	queued, err = r.store.ListMailsToHand(ctx, time.Hour, 10)
	require.NoError(t, err)
	require.Len(t, queued, 1)
	log, _, err := r.store.ListAudit(ctx, store.AuditFilter{Action: chat.ActionMailRetried})
	require.NoError(t, err)
	require.Len(t, log, 1)
	require.Equal(t, m.ID, log[0].SubjectID)
}

func TestTheOutboxShowsMailsToAdminsAloneAndRunsNothingOfThem(t *testing.T) {
	dir := t.TempDir()
	r := newRig(t, func(o *Options) { o.OutboxDir = dir })
	sender, err := mail.New(mail.Options{OutboxDir: dir, From: "noreply@innconnect.example"})
	require.NoError(t, err)
	id := uuid.NewString()
	require.NoError(t, sender.Send(context.Background(), chat.Mail{
		ID: id, Recipient: "visitor@example.net", Subject: "<script>alert(1)</script>", CreatedAt: time.Now(),
		Text: "</pre><script>alert(2)</script>", HTML: `<p>Hello</p><script>alert(3)</script>`,
	}, chat.MailSettings{}))
	as := func(role chat.UserRole) func(path string) answer {
		call := r.staff(role, r.site.ID)
		return func(path string) answer { return call("GET", path, nil, "Origin", "") }
	}
	admin, agent := as(chat.UserAdmin), as(chat.UserAgent)

	list := admin("/outbox")
	require.Equal(t, 200, list.StatusCode)
	require.Contains(t, string(list.body), `href="/outbox/`+id+`"`)
	require.NotContains(t, string(list.body), "<script")
	one := admin("/outbox/" + id)
	require.Contains(t, string(one.body), "visitor@example.net")
	require.NotContains(t, string(one.body), "<script")
	require.Contains(t, string(one.body), `sandbox="allow-popups allow-popups-to-escape-sandbox"`)
	for _, page := range []answer{list, one} {
		require.Regexp(t, `^default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; frame-ancestors 'none'`, page.Header.Get("Content-Security-Policy"))
	}
	html := admin("/outbox/" + id + "/html")
	require.Contains(t, string(html.body), "<p>Hello</p>")
	require.Regexp(t, `^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src`, html.Header.Get("Content-Security-Policy"))

	for _, path := range []string{"/outbox/" + uuid.NewString(), "/outbox/../secret", "/outbox/" + id + "/raw", "/outbox/%2e%2e%2fx"} {
		require.Equal(t, 404, admin(path).StatusCode, path)
	}
	for _, path := range []string{"/outbox", "/outbox/" + id, "/outbox/" + id + "/html"} {
		require.Equal(t, "forbidden", agent(path).code(t), path)
		stranger := r.call("GET", path, nil, "Origin", "")
		require.Equal(t, "/admin", stranger.Request.URL.Path, "sent to where one signs in")
	}
}

func TestThereIsNoOutboxWhereMailsAreSent(t *testing.T) {
	r := newRig(t)
	require.Equal(t, 404, r.staff(chat.UserAdmin)("GET", "/outbox", nil, "Origin", "").StatusCode)
}
