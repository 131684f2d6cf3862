package workflows

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/document"
	"github.com/innconnect/innconnect/internal/retrieval"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// importRig imports into a site on a real database. The web is scripted, and
// documents are read in this process.
type importRig struct {
	*testing.T
	store *store.Store
	site  chat.Site
	user  chat.User
	web   map[string]string // pages by address
	fails map[string]int    // how often a page cannot be had
	asked []string
	index int // times that vectors were asked for
}

func newImportRig(t *testing.T) *importRig {
	r := &importRig{T: t, store: storetest.New(t), web: map[string]string{}, fails: map[string]int{}}
	r.site = storetest.Site(t, r.store)
	var err error
	r.user, err = r.store.CreateUser(context.Background(), store.NewUser{Email: "ann@example.org", Name: "Ann", Password: "correct horse", Role: chat.UserAdmin})
	require.NoError(t, err)
	return r
}

func (r *importRig) Start(context.Context, string) error { r.index++; return nil }

func (r *importRig) Read(_ context.Context, in document.Input) (chat.Document, error) {
	return document.Read(in)
}

func (r *importRig) Page(_ context.Context, address string) (chat.WebPage, error) {
	r.asked = append(r.asked, address)
	if r.fails[address] > 0 {
		r.fails[address]--
		return chat.WebPage{}, chat.ImportPassing(chat.ImportHTTPStatus, 503, time.Second)
	}
	text, found := r.web[address]
	if !found {
		return chat.WebPage{}, chat.ImportRefused(chat.ImportHTTPStatus, "404")
	}
	return chat.WebPage{URL: address, Header: "text/html", Body: []byte(text), Delay: time.Minute}, nil
}

func (r *importRig) Pages(_ context.Context, sitemap string, limit int) ([]string, bool, error) {
	text, found := r.web[sitemap]
	if !found {
		return nil, false, chat.ImportRefused(chat.ImportNotSitemap, "")
	}
	pages := strings.Fields(text)
	return pages[:min(len(pages), limit)], len(pages) > limit, nil
}

// run imports and returns the import and its report.
func (r *importRig) run(in chat.NewImport) (chat.Import, []chat.ImportDocument) {
	r.Helper()
	ctx := context.Background()
	in.By, in.SiteID = r.user.ID, r.site.ID
	if in.Status == "" {
		in.Status = chat.ArticlePublished
	}
	created, err := r.store.CreateImport(ctx, in)
	require.NoError(r, err)
	r.work(created)
	done, err := r.store.FindImport(ctx, r.user.ID, r.site.ID, created.ID)
	require.NoError(r, err)
	report, _, err := r.store.ListImportDocuments(ctx, r.user.ID, store.ImportDocumentFilter{SiteID: r.site.ID, ImportID: created.ID, Limit: 100})
	require.NoError(r, err)
	return done, report
}

func (r *importRig) work(in chat.Import) {
	r.Helper()
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(quiet{})
	env := suite.NewTestWorkflowEnvironment()
	env.SetTestTimeout(time.Minute)
	env.RegisterWorkflow(Import)
	env.RegisterActivity(&activities.Importing{Imports: r.store, Web: r, Reader: r, Indexer: r})
	env.ExecuteWorkflow(Import, ImportInput{ImportKey: activities.ImportKey{SiteID: in.SiteID, ImportID: in.ID}})
	require.NoError(r, env.GetWorkflowError())
}

func (r *importRig) article(externalID string) chat.Article {
	r.Helper()
	a, _, err := r.store.FindImported(context.Background(), r.site.ID, externalID)
	require.NoError(r, err)
	return a
}

func outcomes(report []chat.ImportDocument) (out []string) {
	for _, d := range report {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", d.Name, d.Outcome, d.Problem, d.Detail)))
	}
	return out
}

func TestFilesBecomeArticlesAndTheReportSaysWhichDidNot(t *testing.T) {
	r := newImportRig(t)
	done, report := r.run(chat.NewImport{Source: chat.ImportFiles, Status: chat.ArticleDraft, Files: []chat.ImportFile{
		{Name: "pets.md", Content: []byte("# Pets\n\nDogs are welcome.")},
		{Name: "hours.html", Content: []byte("<html lang=de><title>Zeiten</title><p>Wir öffnen um neun.")},
		{Name: "setup.exe", Content: []byte("MZ")},
		{Name: "long.md", Content: []byte("# Long\n\n" + strings.Repeat("word ", chat.MaxArticleBytes/5))},
	}})
	require.Equal(t, chat.ImportDone, done.State)
	require.Equal(t, map[chat.ImportOutcome]int{chat.OutcomeCreated: 2, chat.OutcomeUpdated: 0, chat.OutcomeUnchanged: 0, chat.OutcomeRefused: 2}, done.Outcomes)
	require.Equal(t, []string{"pets.md created", "hours.html created", "setup.exe refused unknown_type",
		"long.md refused not_article The article is longer than 512 KB."}, outcomes(report))
	pets := r.article("pets.md")
	require.Equal(t, report[0].ArticleID, pets.ID)
	require.Equal(t, chat.ArticleDraft, pets.Status)
	require.Equal(t, r.user.ID, pets.UpdatedBy)
	require.Equal(t, "de", r.article("hours.html").Language)
	require.Equal(t, 1, r.index, "vectors are made once, at the end")
	kept, err := r.store.FindImportDocument(context.Background(), r.site.ID, done.ID, 1)
	require.NoError(t, err)
	require.Nil(t, kept.Content, "files are kept until they are imported")
}

func TestImportingAgainUpdatesWhatChangedAndLeavesTheRestAlone(t *testing.T) {
	r := newImportRig(t)
	ctx := context.Background()
	files := func(pets, pool string) chat.NewImport {
		return chat.NewImport{Source: chat.ImportFiles, Files: []chat.ImportFile{{Name: "pets.md", Content: []byte(pets)}, {Name: "pool.md", Content: []byte(pool)}}}
	}
	r.run(files("# Pets\n\nDogs.", "# Pool\n\nOpen."))
	// Staff write one article anew and withdraw the other.
	edited, withdrawn := r.article("pets.md"), r.article("pool.md")
	edited.Body, withdrawn.Status = "Dogs, by staff.", chat.ArticleArchived
	for _, a := range []chat.Article{edited, withdrawn} {
		_, _, err := retrieval.Catalog{Articles: r.store}.Save(ctx, a)
		require.NoError(t, err)
	}

	_, report := r.run(files("# Pets\n\nDogs.", "# Pool\n\nOpen until nine."))
	require.Equal(t, []string{"pets.md unchanged", "pool.md updated"}, outcomes(report))
	require.Equal(t, "Dogs, by staff.", r.article("pets.md").Body, "the file has not changed since it was imported")
	pool := r.article("pool.md")
	require.Contains(t, pool.Body, "until nine")
	require.Equal(t, withdrawn.ID, pool.ID)
	require.Equal(t, chat.ArticleArchived, pool.Status, "an import publishes nothing that staff withdrew")
}

func TestASitemapsPagesAreImportedOneByOneAndTriedAgain(t *testing.T) {
	r := newImportRig(t)
	r.web["https://h.example/sitemap.xml"] = "https://h.example/a https://h.example/gone https://h.example/busy https://h.example/down"
	r.web["https://h.example/a"] = "<title>A</title><p>Dogs are welcome."
	r.web["https://h.example/busy"] = "<title>Busy</title><p>Cats are welcome."
	r.fails["https://h.example/busy"] = 2
	r.fails["https://h.example/down"] = 100
	done, report := r.run(chat.NewImport{Source: chat.ImportSitemap, Address: "https://h.example/sitemap.xml"})
	require.Equal(t, chat.ImportDone, done.State)
	require.Equal(t, 4, done.Documents)
	require.Equal(t, []string{"https://h.example/a created", "https://h.example/gone refused http_status 404",
		"https://h.example/busy created", "https://h.example/down refused http_status 503"}, outcomes(report))
	require.Equal(t, "https://h.example/a", r.article("https://h.example/a").URL)
	require.Len(t, r.asked, 1+1+3+3)
}

func TestASitemapThatIsNoneFailsTheImportWithAReason(t *testing.T) {
	r := newImportRig(t)
	done, report := r.run(chat.NewImport{Source: chat.ImportSitemap, Address: "https://h.example/none.xml"})
	require.Equal(t, chat.ImportFailed, done.State)
	require.Equal(t, chat.ImportNotSitemap, done.Problem)
	require.Empty(t, report)
	require.Zero(t, r.index)
}

func TestAStoppedImportReadsNothingFurther(t *testing.T) {
	r := newImportRig(t)
	ctx := context.Background()
	created, err := r.store.CreateImport(ctx, chat.NewImport{By: r.user.ID, SiteID: r.site.ID, Source: chat.ImportURL, Address: "https://h.example/a", Status: chat.ArticleDraft})
	require.NoError(t, err)
	_, err = r.store.StopImport(ctx, r.user.ID, r.site.ID, created.ID)
	require.NoError(t, err)
	r.work(created)
	require.Empty(t, r.asked)
	stopped, err := r.store.FindImport(ctx, r.user.ID, r.site.ID, created.ID)
	require.NoError(t, err)
	require.Equal(t, chat.ImportStopped, stopped.State)
}

func TestADocumentThatWasImportedIsNotImportedAgainAfterACrash(t *testing.T) {
	r := newImportRig(t)
	ctx := context.Background()
	r.web["https://h.example/a"] = "<title>A</title><p>Dogs."
	done, _ := r.run(chat.NewImport{Source: chat.ImportURL, Address: "https://h.example/a"})
	r.work(done) // another workflow for the same import
	again, err := r.store.FindImport(ctx, r.user.ID, r.site.ID, done.ID)
	require.NoError(t, err)
	require.Equal(t, done, again)
	require.Len(t, r.asked, 1)
}

func TestAVeryLongAddressStaysOneArticle(t *testing.T) {
	r := newImportRig(t)
	address := "https://h.example/" + strings.Repeat("a", 900)
	r.web[address] = "<title>A</title><p>Dogs."
	_, report := r.run(chat.NewImport{Source: chat.ImportURL, Address: address})
	require.Equal(t, chat.OutcomeCreated, report[0].Outcome)
	r.web[address] = "<title>A</title><p>Cats."
	_, again := r.run(chat.NewImport{Source: chat.ImportURL, Address: address})
	require.Equal(t, chat.OutcomeUpdated, again[0].Outcome)
	require.Equal(t, report[0].ArticleID, again[0].ArticleID)
	sum := sha256.Sum256([]byte(address))
	require.Contains(t, r.article(address[:300-33]+fmt.Sprintf("#%x", sum[:16])).Body, "Cats")
}
