package e2e

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/temporalproto"

	"github.com/innconnect/innconnect/client"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/llm/llmtest"
	"github.com/innconnect/innconnect/workflows"
)

// recordedVersion is what RECORD_HISTORIES names, such as 2026-11, for files that
// the replay tests of package workflows read; those of earlier versions stay.
func recordedVersion(t *testing.T) string {
	t.Helper()
	version := os.Getenv("RECORD_HISTORIES")
	if version == "" {
		t.Skip("records test data: run `make histories`")
	}
	return version
}

// TestRecordHistoriesOfConversations writes the histories of some conversations.
func TestRecordHistoriesOfConversations(t *testing.T) {
	version := recordedVersion(t)
	s := startStack(t)
	s.start("worker")
	s.importArticles(map[string]string{"pets": petsArticle, "parking": parkingArticle})
	record := func(name string, decide func(llmtest.Request) llmtest.Script, questions ...string) {
		s.useModel(decide)
		visitor := s.newSession()
		for i, q := range questions {
			s.ask(visitor, string(rune('a'+i)), q)
		}
		s.end(visitor)
		s.saveHistory(workflows.SessionWorkflowID(visitor.ID), "session-"+version+"-"+name+".json")
	}
	record("answered", llmtest.Grounded, "Can I bring my dog?", "How much is parking per night?")
	record("escalated", llmtest.Grounded, "What is the capital of France?", "Can I bring my dog?", "I want to talk to a human agent", "Can I bring my dog?")
	record("declined", llmtest.Always(llmtest.Decline()), "Can I bring my dog?")
	record("provider-failed", llmtest.Always(llmtest.Failed(http.StatusInternalServerError)), "Can I bring my dog?")

	s.useModel(llmtest.Grounded)
	s.run("site", "update", "--id", s.site.ID, "--keyword", "refund", // the least of each time
		"--alert-again", "10s", "--supervisors", "10s", "--tell-visitor", "10s", "--close-unattended", "1m",
		"--idle-close", "1m", "--idle-warning", "10s", "--rating-follow-up", "1m")
	for name, visitor := range map[string]client.Session{
		"taken-over": s.takenOver(), "unattended": s.unattended(), "idle": s.idle(), "asked-for-rating": s.askedForRating(),
	} {
		s.saveHistory(workflows.SessionWorkflowID(visitor.ID), "session-"+version+"-"+name+".json") // waits for its end
	}
}

// TestRecordHistoriesOfImports writes the history of an import of each kind, each
// with documents that are refused.
func TestRecordHistoriesOfImports(t *testing.T) {
	version := recordedVersion(t)
	web := httptest.NewServer(http.HandlerFunc(importedSite))
	defer web.Close()
	s := prepareStack(t)
	s.env = append(s.env, "IMPORT_ALLOW_HOSTS=127.0.0.1")
	s.start("worker")
	p := s.people("Ann")
	for name, in := range map[string]chat.NewImport{
		"files": {Source: chat.ImportFiles, Files: []chat.ImportFile{
			{Name: "pets.md", Content: []byte("# Pets\n\nDogs are welcome.")}, {Name: "setup.exe", Content: []byte("MZ")}, {Name: "hours.html", Content: []byte("<p>We open at nine.")}}},
		"url":             {Source: chat.ImportURL, Address: web.URL + "/pool"},
		"url-refused":     {Source: chat.ImportURL, Address: web.URL + "/gone"},
		"sitemap":         {Source: chat.ImportSitemap, Address: web.URL + "/sitemap.xml"},
		"sitemap-refused": {Source: chat.ImportSitemap, Address: web.URL + "/pool"},
	} {
		in.By, in.SiteID, in.Status = p.ids[0], s.site.ID, chat.ArticlePublished
		created, err := p.store.CreateImport(t.Context(), in)
		require.NoError(t, err)
		id := workflows.ImportWorkflowID(created.ID)
		require.Eventually(t, func() bool {
			_, err := s.temporal.DescribeWorkflow(t.Context(), id, "")
			return err == nil
		}, ready, 50*time.Millisecond)
		s.saveHistory(id, "import-"+version+"-"+name+".json")
	}
}

// importedSite serves two pages, and a sitemap that names a third.
func importedSite(w http.ResponseWriter, r *http.Request) {
	base := "http://" + r.Host
	pages := map[string]string{
		"/pool":  "<html lang=en><title>Pool</title><main><h1>The pool</h1><p>The pool opens at nine.</main>",
		"/sauna": "<html lang=en><title>Sauna</title><main><h1>The sauna</h1><p>The sauna opens at ten.</main>",
		"/sitemap.xml": "<urlset><url><loc>" + base + "/pool</loc></url><url><loc>" + base + "/gone</loc></url><url><loc>" +
			base + "/sauna</loc></url></urlset>",
	}
	page, found := pages[r.URL.Path]
	if !found {
		w.WriteHeader(http.StatusNotFound)
	}
	_, _ = w.Write([]byte(page))
}

// takenOver is a conversation that two people take part in.
func (s *stack) takenOver() client.Session {
	s.t.Helper()
	ctx, p := context.Background(), s.people("Ann", "Bob")
	visitor := s.newSession()
	ann, bob := p.in(visitor, 0), p.in(visitor, 1)
	s.ask(visitor, "a", "Can I bring my dog?")
	require.NoError(s.t, p.talk.AskForPerson(ctx, s.site.ID, visitor.ID))
	require.NoError(s.t, p.talk.TakeOver(ctx, ann))
	require.NoError(s.t, p.reply(ctx, ann, "a", "Hello."))
	s.ask(visitor, "b", "And my cat?")
	require.NoError(s.t, p.talk.Transfer(ctx, chat.Transfer{AgentKey: ann, ToID: bob.AgentID}))
	require.Equal(s.t, chat.CodeAlreadyTaken, chat.CodeOf(p.talk.TakeOver(ctx, ann)))
	require.NoError(s.t, p.talk.HandBack(ctx, bob))
	s.ask(visitor, "c", "How much is parking per night?")
	require.NoError(s.t, p.talk.TakeOver(ctx, bob))
	require.NoError(s.t, p.talk.End(ctx, chat.Ending{SiteID: s.site.ID, SessionID: visitor.ID, By: chat.EndedByAgent, AgentID: bob.AgentID}))
	return visitor
}

// unattended is a conversation that nobody comes to.
func (s *stack) unattended() client.Session {
	s.t.Helper()
	visitor := s.newSession()
	s.ask(visitor, "a", "I want a refund")
	return visitor
}

// idle is a conversation that its visitor leaves.
func (s *stack) idle() client.Session {
	s.t.Helper()
	visitor := s.newSession()
	s.ask(visitor, "a", "Can I bring my dog?")
	return visitor
}

// askedForRating is a conversation whose visitor left an address.
func (s *stack) askedForRating() client.Session {
	s.t.Helper()
	email := "guest@example.org"
	out, err := client.Check(s.api.CreateSessionWithResponse(context.Background(), nil, client.NewSession{Email: &email}))
	require.NoError(s.t, err)
	s.ask(*out.JSON201, "a", "Can I bring my dog?")
	s.end(*out.JSON201)
	return *out.JSON201
}

// saveHistory writes the history of a workflow when it has ended.
func (s *stack) saveHistory(workflowID, file string) {
	s.t.Helper()
	history := &historypb.History{}
	events := s.temporal.GetWorkflowHistory(context.Background(), workflowID, "", true,
		enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		e, err := events.Next()
		require.NoError(s.t, err)
		history.Events = append(history.Events, e)
	}
	data, err := temporalproto.CustomJSONMarshalOptions{Indent: " "}.Marshal(history)
	require.NoError(s.t, err)
	require.NoError(s.t, os.WriteFile(filepath.Join("..", "workflows", "testdata", "histories", file), append(data, '\n'), 0o644))
}
