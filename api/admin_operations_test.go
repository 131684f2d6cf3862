package api

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/workflows"
)

// queues tells what a test puts into it.
type queues struct {
	state workflows.QueueState
	err   error
}

func (q *queues) Find(context.Context) (workflows.QueueState, error) { return q.state, q.err }

func operations(t *testing.T, call func(string, string, any, ...string) answer) (out Operations) {
	t.Helper()
	a := call("GET", "/api/admin/operations", nil)
	require.Equal(t, 200, a.StatusCode, "%s", a.body)
	a.into(t, &out)
	return out
}

func states(in Operations) map[ServiceStateName]ServiceStateState {
	out := map[ServiceStateName]ServiceStateState{}
	for _, s := range in.Services {
		out[s.Name] = s.State
	}
	return out
}

func TestOperatorsSeeWhatWorksAndWhatWaits(t *testing.T) {
	seen := time.Date(2026, 3, 2, 9, 29, 0, 0, time.UTC)
	q := &queues{state: workflows.QueueState{
		Workflows: workflows.Tasks{Count: 3, Age: 1500 * time.Millisecond},
		Workers:   []workflows.WorkerSeen{{Identity: "1@host", LastSeenAt: seen}},
	}}
	down := errors.New("dial tcp 10.0.0.9:7233: connection refused")
	r := newRig(t, func(o *Options) {
		o.Queues = q
		o.Checks = map[string]func(context.Context) error{
			"database": func(context.Context) error { return nil },
			"temporal": func(context.Context) error { return down },
		}
	})
	r.failMail(r.mailOf(r.site.ID, "a"))
	r.mailOf(r.site.ID, "b")
	admin := r.staff(chat.UserAdmin)
	got := operations(t, admin)
	require.Equal(t, map[ServiceStateName]ServiceStateState{"database": "ok", "temporal": "down", "embeddings": "off"}, states(got))
	require.Equal(t, Backlog{QueuedMails: 1, FailedMails: 1}, got.Backlog)
	require.Equal(t, &TaskQueue{
		Workflows: Tasks{Tasks: 3, OldestSeconds: 1.5}, Activities: Tasks{},
		Workers: []WorkerSeen{{Identity: "1@host", LastSeenAt: seen}},
	}, got.TaskQueue)
	require.NotEmpty(t, got.Build.Version)
	require.NotContains(t, string(admin("GET", "/api/admin/operations", nil).body), "10.0.0.9")

	q.err = down
	require.Nil(t, operations(t, admin).TaskQueue)
}

func TestTheEmbeddingServiceIsAskedOnceHoweverManyLook(t *testing.T) {
	asked := 0
	r := newRig(t, func(o *Options) {
		o.CheckEmbeddings = func(context.Context) error {
			asked++
			return nil
		}
	})
	admin := r.staff(chat.UserAdmin)
	for range 5 {
		require.Equal(t, ServiceStateStateOk, states(operations(t, admin))["embeddings"])
	}
	require.Equal(t, 1, asked)
}

func TestOperatorsSeeHowModelsDidWithoutAskingThem(t *testing.T) {
	r := newRig(t)
	admin := r.staff(chat.UserAdmin)
	list := func() []ModelState {
		t.Helper()
		var page ModelStatePage
		admin("GET", "/api/admin/operations/models", nil).into(t, &page)
		return page.Data
	}
	require.Empty(t, list(), "answers are the articles' own words")
	require.NoError(t, r.store.UpdateSettings(t.Context(), store.SettingsChange{SiteID: r.site.ID, Change: func(s *chat.Settings) { s.Provider = chat.ProviderMistral }}))
	require.Equal(t, ModelStateStateUnknown, list()[0].State)
	require.NoError(t, r.store.NoteModelCall(t.Context(), chat.ModelCall{SiteID: r.site.ID, Provider: chat.ProviderMistral, Model: "small", Took: time.Second}))
	require.Equal(t, ModelStateStateOk, list()[0].State)
	require.NoError(t, r.store.NoteModelCall(t.Context(), chat.ModelCall{SiteID: r.site.ID, Provider: chat.ProviderMistral, Failure: "provider rejected (HTTP 401)"}))
	got := list()[0]
	require.Equal(t, []any{ModelStateStateFailing, "provider rejected (HTTP 401)", "small", r.site.ID}, []any{got.State, *got.Failure, *got.Model, got.Site.ID})
}

func TestASitesMailSettingsAreChangedAndItsKeyIsNeverTold(t *testing.T) {
	r := newRig(t)
	admin := r.staff(chat.UserAdmin)
	path := "/api/admin/sites/" + r.site.ID + "/mail"
	var got SiteMail
	admin("GET", path, nil).into(t, &got)
	require.Equal(t, SiteMail{ReplyAfterSeconds: 120, VisitorMailsPerDay: 500, AddressMailsPerDay: 10}, got)
	a := admin("PATCH", path, `{"from":"help@shop.example","from_name":"Shop","sendgrid_key":"SG.secret","reply_after_seconds":0,"address_mails_per_day":3}`)
	require.Equal(t, 200, a.StatusCode, "%s", a.body)
	a.into(t, &got)
	require.Equal(t, SiteMail{From: "help@shop.example", FromName: "Shop", SendgridKeySet: true, VisitorMailsPerDay: 500, AddressMailsPerDay: 3}, got)
	settings, err := r.store.FindMailSettings(t.Context(), r.site.ID)
	require.NoError(t, err)
	require.Equal(t, "SG.secret", settings.SendGridKey)
	log := admin("GET", "/api/admin/audit?action=mail_settings_changed", nil)
	require.Contains(t, string(log.body), `"sendgrid_key":"set"`)
	require.NotContains(t, string(a.body)+string(log.body)+r.log.String(), "SG.secret")

	for _, body := range []string{`{"from":"Shop <help@shop.example>"}`, `{"from":"a@b.example\r\nBcc: c@d.example"}`, `{"from_name":"a\nb"}`,
		`{"reply_after_seconds":59}`, `{"visitor_mails_per_day":-1}`, `{"from_name":"` + strings.Repeat("a", 201) + `"}`} {
		require.Equal(t, "invalid_request", admin("PATCH", path, body).code(t), body)
	}
	a = admin("PATCH", path, `{"sendgrid_key":""}`)
	a.into(t, &got)
	require.False(t, got.SendgridKeySet)
	require.Equal(t, "not_found", admin("GET", "/api/admin/sites/"+uuid.NewString()+"/mail", nil).code(t))
}

func TestATestMailGoesToTheAdminWhoAsks(t *testing.T) {
	r := newRig(t)
	admin := r.staff(chat.UserAdmin)
	var me SignedIn
	admin("GET", "/api/admin/me", nil).into(t, &me)
	a := admin("POST", "/api/admin/sites/"+r.site.ID+"/mail/test", nil)
	require.Equal(t, 202, a.StatusCode, "%s", a.body)
	var m Mail
	a.into(t, &m)
	require.Equal(t, []any{MailKindTest, MailStatusQueued, me.User.Email, r.site.ID}, []any{m.Kind, m.Status, m.Recipient, *m.SiteID})
	require.Equal(t, "not_found", admin("POST", "/api/admin/sites/"+uuid.NewString()+"/mail/test", nil).code(t))
}
