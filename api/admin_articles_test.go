package api

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// articles is an address about the site's articles.
func (r *rig) articles(rest ...string) string {
	return "/api/admin/sites/" + r.site.ID + "/articles" + strings.Join(rest, "")
}

func document(t testing.TB, a answer, status int) ArticleDocument {
	t.Helper()
	require.Equal(t, status, a.StatusCode, "%s", a.body)
	var out ArticleDocument
	a.into(t, &out)
	return out
}

func TestAnArticleIsWrittenPublishedChangedAndWithdrawn(t *testing.T) {
	r := newRig(t)
	user := r.user("ana@example.org", chat.UserAgent, r.site.ID)
	ana := r.signedIn(user.Email, password)
	id := uuid.NewString()
	made := document(t, ana("POST", r.articles(), NewArticle{ID: id, Title: "Pets", Body: "Dogs are welcome.", Language: "en", Tags: &[]string{"animals"}}), 201)
	require.Equal(t, Article{
		ID: id, ExternalID: id, Title: "Pets", Language: "en", Tags: []string{"animals"}, Status: ArticleStatusDraft,
		Revision: 1, Version: 1, UpdatedAt: made.Article.UpdatedAt, UpdatedBy: orNull("ana"),
	}, made.Article)
	require.Equal(t, "Dogs are welcome.", made.Body)

	found := func(term string) int {
		t.Helper()
		page := ArticlePage{}
		ana("GET", r.articles("?status=published&words=", term), nil).into(t, &page)
		return len(page.Data)
	}
	require.Equal(t, 0, found("dogs"))
	change := func(in ArticleEdit) Article {
		t.Helper()
		return document(t, ana("PATCH", r.articles("/", id), in), 200).Article
	}
	published := ArticleStatusPublished
	a := change(ArticleEdit{Version: 1, Status: &published})
	require.Equal(t, []any{1, 2, &ArticleIndex{Chunks: 1}}, []any{a.Revision, a.Version, a.Index})
	require.Equal(t, 1, found("dogs"))

	a = change(ArticleEdit{Version: 2, Body: orNull("Cats are welcome."), URL: orNull("/pets")})
	require.Equal(t, []any{2, 3, orNull("/pets")}, []any{a.Revision, a.Version, a.URL})
	require.Equal(t, []int{0, 1}, []int{found("dogs"), found("cats")})
	a = change(ArticleEdit{Version: 3, Body: orNull("Cats are welcome.")})
	require.Equal(t, 3, a.Version, "the same again changes nothing")

	archived := ArticleStatusArchived
	a = change(ArticleEdit{Version: 3, Status: &archived, URL: new(string)})
	require.Nil(t, a.Index)
	require.Nil(t, a.URL)
	require.Equal(t, 0, found("cats"))
	require.Equal(t, r.site.ID, r.indexer.sites[0])

	var entries []map[string]string
	log, _, err := r.store.ListAudit(t.Context(), store.AuditFilter{SiteID: r.site.ID, Limit: 10})
	require.NoError(t, err)
	for _, e := range log[:4] {
		require.Equal(t, []string{user.ID, id}, []string{e.UserID, e.SubjectID})
		entries = append(entries, e.Details)
	}
	require.Equal(t, []map[string]string{
		{"fields": "url", "status": "archived"}, {"fields": "body, url", "revision": "2"}, {"status": "published"}, {"status": "draft"},
	}, entries)
}

func TestTwoEditorsNeverOverwriteEachOther(t *testing.T) {
	r := newRig(t)
	a := r.publish("Pets", "Dogs are welcome.")
	ana, bob := r.user("ana@example.org", chat.UserAgent, r.site.ID), r.user("bob@example.org", chat.UserAgent, r.site.ID)
	editors := []func(method, path string, body any, headers ...string) answer{r.signedIn(ana.Email, password), r.signedIn(bob.Email, password)}
	var saved atomic.Int32
	var work sync.WaitGroup
	for i := range 10 {
		work.Go(func() {
			got := editors[i%2]("PATCH", r.articles("/", a.ID), ArticleEdit{Version: 1, Body: orNull(fmt.Sprint("Text ", i))})
			if got.StatusCode == 200 {
				saved.Add(1)
				return
			}
			var p Problem
			got.into(t, &p)
			if p.Code != ErrorCodeArticleChanged || !strings.HasSuffix(p.Detail, " has changed the article meanwhile.") {
				t.Errorf("%s", got.body)
			}
		})
	}
	work.Wait()
	require.Equal(t, int32(1), saved.Load())

	before := r.content()
	require.Equal(t, "article_changed", editors[0]("POST", r.articles("/", a.ID, "/revisions/1/restore"), RevisionRestore{Version: 1}).code(t))
	require.Equal(t, before, r.content())
	r.exec(`update articles set updated_by = null`)
	got := editors[0]("PATCH", r.articles("/", a.ID), ArticleEdit{Version: 1, Title: orNull("Cats")})
	require.Contains(t, string(got.body), "imported again")
}

func TestOnlyWhatIsArchivedIsDeletedAndWhatCitedItStays(t *testing.T) {
	r := newRig(t)
	a := r.publish("Pets", "Dogs are welcome in the garden.")
	r.user("olga@example.org", chat.UserAdmin)
	olga := r.signedIn("olga@example.org", password)
	session := r.session("")
	m, _, err := r.store.AddVisitorMessage(t.Context(), store.NewVisitorMessage{SiteID: r.site.ID, SessionID: session.ID, ClientMessageID: "1", Content: "Dogs?"})
	require.NoError(t, err)
	turn := chat.TurnKey{SiteID: r.site.ID, SessionID: session.ID, TurnID: m.ID}
	require.NoError(t, r.store.StartTurn(t.Context(), turn, []chat.CleanedMessage{{ID: m.ID, Text: m.Content}}))
	passage := chat.Passage{ArticleID: a.ID, ExternalID: a.ExternalID, Title: a.Title, Text: a.Body}
	require.NoError(t, r.store.SaveRetrieval(t.Context(), turn, []chat.Passage{passage}, 0.9))
	cited := chat.Citation{ArticleID: a.ID, ExternalID: a.ExternalID, Title: a.Title}
	_, err = r.store.DeliverReply(t.Context(), turn, chat.Reply{Role: chat.RoleAssistant, Content: "Yes.", Citations: []chat.Citation{cited}})
	require.NoError(t, err)

	before := r.content()
	require.Equal(t, "article_not_archived", olga("DELETE", r.articles("/", a.ID, "?version=1"), nil).code(t))
	require.Equal(t, before, r.content())
	archived := ArticleStatusArchived
	document(t, olga("PATCH", r.articles("/", a.ID), ArticleEdit{Version: 1, Status: &archived}), 200)
	require.Equal(t, "article_changed", olga("DELETE", r.articles("/", a.ID, "?version=1"), nil).code(t))
	require.Equal(t, 204, olga("DELETE", r.articles("/", a.ID, "?version=2"), nil).StatusCode)
	require.Equal(t, "not_found", olga("DELETE", r.articles("/", a.ID, "?version=2"), nil).code(t))
	require.Equal(t, 404, olga("GET", r.articles("/", a.ID), nil).StatusCode)
	require.Equal(t, 404, olga("GET", r.articles("/", a.ID, "/revisions"), nil).StatusCode)

	var conversation Conversation
	olga("GET", "/api/admin/conversations/"+session.ID, nil).into(t, &conversation)
	found := conversation.Turns[0].Passages[0]
	require.Equal(t, []string{"Pets", a.Body}, []string{found.Title, found.Text})
	require.Equal(t, []Citation{{ArticleID: a.ID, ExternalID: a.ExternalID, Title: "Pets"}}, conversation.Messages[1].Citations)
	today := time.Now().UTC().Format(time.DateOnly)
	for path, query := range map[string]string{ // what was cited is counted there
		"insights": "&from=" + today + "&to=" + today, "analytics": "&from=" + today + "&to=" + today, "visitors/" + session.VisitorID: "",
	} {
		got := olga("GET", "/api/admin/"+path+"?site="+r.site.ID+query, nil)
		require.Equal(t, 200, got.StatusCode, "%s: %s", path, got.body)
	}
	log, _, err := r.store.ListAudit(t.Context(), store.AuditFilter{SiteID: r.site.ID, Limit: 1})
	require.NoError(t, err)
	require.Equal(t, []any{chat.ActionArticleDeleted, a.ID, map[string]string{"title": "Pets", "revision": "1"}}, []any{log[0].Action, log[0].SubjectID, log[0].Details})
}

func TestTheSameArticleSentAgainIsOneArticle(t *testing.T) {
	r := newRig(t)
	ana := r.staff(chat.UserAgent, r.site.ID)
	in := NewArticle{ID: uuid.NewString(), Title: "Pets", Body: "Dogs are welcome.", Language: "en"}
	first := document(t, ana("POST", r.articles(), in), 201)
	require.Equal(t, first, document(t, ana("POST", r.articles(), in), 201))
	before := r.content()
	in.Body = "Cats are welcome."
	require.Equal(t, "idempotency_conflict", ana("POST", r.articles(), in).code(t))
	require.Equal(t, before, r.content())
}

func TestARevisionIsReadComparedAndRestored(t *testing.T) {
	r := newRig(t)
	a := r.publish("Pets", "Dogs are welcome.")
	r.user("ana@example.org", chat.UserAgent, r.site.ID)
	ana := r.signedIn("ana@example.org", password)
	for version, body := range []string{"Cats are welcome.", "Birds are welcome."} {
		document(t, ana("PATCH", r.articles("/", a.ID), ArticleEdit{Version: version + 1, Body: &body}), 200)
	}
	list := func(query string) (numbers []int, next *string) {
		t.Helper()
		var page RevisionPage
		ana("GET", r.articles("/", a.ID, "/revisions", query), nil).into(t, &page)
		for _, revision := range page.Data {
			numbers = append(numbers, revision.Revision)
		}
		return numbers, page.NextCursor
	}
	numbers, next := list("?limit=2")
	require.Equal(t, []int{3, 2}, numbers)
	numbers, next = list("?limit=2&after=" + *next)
	require.Equal(t, []int{1}, numbers)
	require.Nil(t, next)
	require.Equal(t, "invalid_request", ana("GET", r.articles("/", a.ID, "/revisions?after=0"), nil).code(t))

	var first RevisionDocument
	ana("GET", r.articles("/", a.ID, "/revisions/1"), nil).into(t, &first)
	require.Equal(t, RevisionDocument{Body: "Dogs are welcome.", Revision: Revision{Revision: 1, Title: "Pets", CreatedAt: first.Revision.CreatedAt}}, first)
	require.Equal(t, 404, ana("GET", r.articles("/", a.ID, "/revisions/4"), nil).StatusCode)
	require.Equal(t, 404, ana("POST", r.articles("/", a.ID, "/revisions/4/restore"), RevisionRestore{Version: 3}).StatusCode)

	restored := document(t, ana("POST", r.articles("/", a.ID, "/revisions/1/restore"), RevisionRestore{Version: 3}), 200)
	require.Equal(t, "Dogs are welcome.", restored.Body)
	require.Equal(t, []any{4, 4, ArticleStatusPublished}, []any{restored.Article.Revision, restored.Article.Version, restored.Article.Status})
	log, _, err := r.store.ListAudit(t.Context(), store.AuditFilter{SiteID: r.site.ID, Limit: 1})
	require.NoError(t, err)
	require.Equal(t, map[string]string{"fields": "body", "revision": "4", "restored": "1"}, log[0].Details)
}

func TestAnArticleThatIsNotPossibleIsRefusedAndChangesNothing(t *testing.T) {
	r := newRig(t)
	a := r.publish("Pets", "Dogs are welcome.")
	ana := r.staff(chat.UserAgent, r.site.ID)
	before := r.content()
	for _, change := range []string{
		`"title":""`, `"title":"  "`, `"title":"a\nb"`, `"title":"` + strings.Repeat("é", 501) + `"`,
		`"body":null`, `"body":"` + strings.Repeat("é", chat.MaxArticleBytes/2+1) + `"`,
		`"language":"english"`, `"language":"EN"`, `"status":"live"`,
		`"url":"javascript:alert(1)"`, `"url":"ftp://a"`, `"url":"https://a b"`,
		`"tags":[""]`, `"tags":["` + strings.Repeat("a", 101) + `"]`, `"tags":[` + strings.Repeat(`"a",`, 50) + `"a"]`,
		`"revision":7`, `"id":"` + uuid.NewString() + `"`,
	} {
		got := ana("PATCH", r.articles("/", a.ID), `{"version":1,`+change+`}`)
		require.Equal(t, http.StatusBadRequest, got.StatusCode, "%s: %s", change, got.body)
	}
	require.Equal(t, before, r.content())
}

func TestAnArticleIsSavedWhileItsIndexCannotBeMade(t *testing.T) {
	r := newRig(t)
	r.indexer.fail = errors.New("no workers")
	ana := r.staff(chat.UserAgent, r.site.ID)
	published := ArticleStatusPublished
	made := document(t, ana("POST", r.articles(), NewArticle{ID: uuid.NewString(), Title: "Pets", Body: "Secret words.", Language: "en", Status: &published}), 201)
	require.Equal(t, &ArticleIndex{Chunks: 1}, made.Article.Index)
	require.Contains(t, r.log.String(), "start indexing")
	require.NotContains(t, r.log.String(), "Secret words")
}

func TestAKnowledgeBaseIsSummedUp(t *testing.T) {
	r := newRig(t)
	ana := r.staff(chat.UserViewer, r.site.ID)
	empty := KnowledgeBase{Languages: []LabelCount{}, Tags: []LabelCount{}}
	got := func() (out KnowledgeBase) {
		t.Helper()
		ana("GET", "/api/admin/sites/"+r.site.ID+"/knowledge-base", nil).into(t, &out)
		return out
	}
	require.Equal(t, empty, got())
	r.publish("Pets", "Dogs are welcome.")
	r.exec(`update articles set tags = '{animals,prices}'`)
	r.publish("Wi-Fi", "Free.")
	r.exec(`update articles set tags = '{prices}', language = 'nl', status = 'archived' where title = 'Wi-Fi'`)
	require.Equal(t, KnowledgeBase{
		Statuses:  ArticleCounts{Published: 1, Archived: 1},
		Languages: []LabelCount{{Label: "en", Articles: 1}, {Label: "nl", Articles: 1}},
		Tags:      []LabelCount{{Label: "animals", Articles: 1}, {Label: "prices", Articles: 2}},
		Index:     KnowledgeBaseIndex{Chunks: 2},
	}, got())
}

func TestMarkdownIsShownAsVisitorsSeeIt(t *testing.T) {
	r := newRig(t)
	ana := r.staff(chat.UserViewer, r.site.ID)
	show := func(markdown string) (out RenderedMarkdown) {
		t.Helper()
		ana("POST", "/api/admin/markdown", Markdown{Markdown: markdown}).into(t, &out)
		return out
	}
	require.Equal(t, RenderedMarkdown{HTML: "<h3>Pets</h3>\n<p>Dogs are <strong>welcome</strong>.</p>"}, show("# Pets\n\nDogs are **welcome**. ![](https://evil.example/x.png)"))
	require.NotContains(t, show("<img src=x onerror=alert(1)>").HTML, "<img")
	require.True(t, show(strings.Repeat("word ", 10_000)).Cut)
}
