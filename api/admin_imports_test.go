package api

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

// anImport is one of a file on the rig's site.
func anImport(s scene) sample {
	s.t.Helper()
	s.endImports()
	created, err := s.store.CreateImport(s.t.Context(), chat.NewImport{
		By: s.user.ID, SiteID: s.site.ID, Source: chat.ImportFiles, Status: chat.ArticleDraft,
		Files: []chat.ImportFile{{Name: uuid.NewString() + ".md", Content: []byte("# Pets")}},
	})
	require.NoError(s.t, err)
	in := ofSite("id", s.site.ID)
	in.values["import_id"] = created.ID
	return in
}

// endImports makes room for more.
func (r *rig) endImports() {
	r.t.Helper()
	r.exec(`update imports set state = 'done', finished_at = now() where finished_at is null`)
}

// roomForImports names the rig's site, which may begin an import.
func roomForImports(s scene) sample {
	s.endImports()
	return ofSite("id", s.site.ID)
}

func TestAnImportIsQueuedListedAndStopped(t *testing.T) {
	r := newRig(t)
	agent := r.staff(chat.UserAgent, r.site.ID)
	imports := "/api/admin/sites/" + r.site.ID + "/imports"
	a := agent("POST", imports+"/files", NewFileImport{ArticleStatus: ImportedStatusDraft, Files: []NewImportFile{
		{Name: "a.md", Content: []byte("# A")}, {Name: "b.pdf", Content: []byte("%PDF-1.7")}}})
	require.Equal(t, 201, a.StatusCode, "%s", a.body)
	var files Import
	a.into(t, &files)
	require.Equal(t, ImportStateQueued, files.State)
	require.Equal(t, 2, files.Documents)
	require.Nil(t, files.Address)

	a = agent("POST", imports, NewWebImport{Source: NewWebImportSourceSitemap, Address: "https://www.example.com/sitemap.xml#top", ArticleStatus: ImportedStatusPublished})
	require.Equal(t, 201, a.StatusCode, "%s", a.body)
	var sitemap Import
	a.into(t, &sitemap)
	require.Equal(t, "https://www.example.com/sitemap.xml", *sitemap.Address)
	require.Equal(t, 0, sitemap.Documents)

	var page ImportPage
	agent("GET", imports+"?limit=1", nil).into(t, &page)
	require.Equal(t, sitemap.ID, page.Data[0].ID)
	agent("GET", imports+"?limit=1&after="+*page.NextCursor, nil).into(t, &page)
	require.Equal(t, files.ID, page.Data[0].ID)

	var documents ImportDocumentPage
	agent("GET", imports+"/"+files.ID+"/documents?limit=1", nil).into(t, &documents)
	require.Equal(t, "a.md", documents.Data[0].Name)
	require.Nil(t, documents.Data[0].Outcome)
	agent("GET", imports+"/"+files.ID+"/documents?limit=1&after="+*documents.NextCursor, nil).into(t, &documents)
	require.Equal(t, "b.pdf", documents.Data[0].Name)
	require.Nil(t, documents.NextCursor)
	agent("GET", imports+"/"+files.ID+"/documents?outcome=refused", nil).into(t, &documents)
	require.Empty(t, documents.Data)

	for range 2 {
		a = agent("POST", imports+"/"+files.ID+"/stop", nil)
		require.Equal(t, 200, a.StatusCode, "%s", a.body)
		a.into(t, &files)
		require.Equal(t, ImportStateStopped, files.State)
		require.NotNil(t, files.FinishedAt)
	}
}

func TestTheTwentyFirstImportOfASiteIsRefusedHoweverManyAreSentAtOnce(t *testing.T) {
	r := newRig(t)
	agent := r.staff(chat.UserAgent, r.site.ID)
	imports := "/api/admin/sites/" + r.site.ID + "/imports"
	page := NewWebImport{Source: NewWebImportSourceURL, Address: "https://www.example.com/", ArticleStatus: ImportedStatusDraft}
	file := NewFileImport{ArticleStatus: ImportedStatusDraft, Files: []NewImportFile{{Name: "a.md", Content: []byte("# A")}}}
	var begun atomic.Int32
	var work sync.WaitGroup
	for range 30 {
		work.Go(func() {
			if agent("POST", imports, page).StatusCode == 201 {
				begun.Add(1)
			}
		})
	}
	work.Wait()
	require.Equal(t, int32(20), begun.Load())

	before := r.content()
	for _, a := range []answer{agent("POST", imports, page), agent("POST", imports+"/files", file)} {
		require.Equal(t, "rate_limited", a.code(t), "%s", a.body)
		require.Equal(t, "60", a.Header.Get("Retry-After"))
	}
	require.Equal(t, before, r.content())
	r.exec(`update imports set state = 'done', finished_at = now() where id = (select id from imports limit 1)`)
	require.Equal(t, 201, agent("POST", imports+"/files", file).StatusCode)
	require.Equal(t, "rate_limited", agent("POST", imports, page).code(t))
}

func TestWhatCannotBeAnImportIsRefusedAtOnce(t *testing.T) {
	r := newRig(t)
	agent := r.staff(chat.UserAgent, r.site.ID)
	imports := "/api/admin/sites/" + r.site.ID + "/imports"
	before := r.content()
	for name, c := range map[string]struct {
		path string
		body any
	}{
		"the same name twice": {"/files", NewFileImport{ArticleStatus: ImportedStatusDraft, Files: []NewImportFile{{Name: "a.md"}, {Name: "a.md"}}}},
		"no files":            {"/files", NewFileImport{ArticleStatus: ImportedStatusDraft, Files: []NewImportFile{}}},
		"51 files":            {"/files", NewFileImport{ArticleStatus: ImportedStatusDraft, Files: make([]NewImportFile, 51)}},
		"no base64":           {"/files", `{"article_status":"draft","files":[{"name":"a.md","content":"%%%"}]}`},
		"archived":            {"/files", `{"article_status":"archived","files":[{"name":"a.md","content":"YQ=="}]}`},
		"a script":            {"", `{"source":"url","address":"javascript:alert(1)","article_status":"draft"}`},
		"a file":              {"", `{"source":"url","address":"file:///etc/passwd","article_status":"draft"}`},
		"files of the web":    {"", `{"source":"files","address":"https://example.com/","article_status":"draft"}`},
	} {
		a := agent("POST", imports+c.path, c.body)
		require.Equal(t, "invalid_request", a.code(t), "%s: %s", name, a.body)
	}
	require.Equal(t, before, r.content())
}
