package activities

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/document"
	"github.com/innconnect/innconnect/internal/lang"
	"github.com/innconnect/innconnect/internal/retrieval"
)

// Imports keeps what is imported, and how far that is.
type Imports interface {
	retrieval.Articles
	BeginImport(ctx context.Context, siteID, importID string) (chat.Import, error)
	AddImportPages(ctx context.Context, siteID, importID string, pages []string, more bool) error
	FindImportDocument(ctx context.Context, siteID, importID string, number int) (chat.ImportDocument, error)
	FindImported(ctx context.Context, siteID, externalID string) (a chat.Article, hash []byte, err error)
	SettleImportDocument(ctx context.Context, d chat.ImportDocument, hash []byte) error
	FinishImport(ctx context.Context, siteID, importID string, state chat.ImportState, problem chat.ImportProblem, detail string) error
	FindSite(ctx context.Context, siteID string) (chat.Site, error)
}

// Web reads public pages. Its errors are *chat.ImportError.
type Web interface {
	Page(ctx context.Context, address string) (chat.WebPage, error)
	Pages(ctx context.Context, sitemap string, limit int) (pages []string, more bool, err error)
}

// DocumentReader takes the text out of files and pages. What is wrong with a
// document is a *chat.ImportError.
type DocumentReader interface {
	Read(ctx context.Context, in document.Input) (chat.Document, error)
}

// IndexStarter has a site's vectors made.
type IndexStarter interface {
	Start(ctx context.Context, siteID string) error
}

// Importing are the steps of an import.
type Importing struct {
	Imports Imports
	Web     Web
	Reader  DocumentReader
	Indexer IndexStarter
}

// webAttempts is how often a page is tried that a moment later may be there.
const webAttempts = 3

// ImportKey names an import.
type ImportKey struct {
	SiteID   string
	ImportID string
}

// ImportBegun is the result of the first step.
type ImportBegun struct {
	Step
	State     chat.ImportState
	Documents int
}

// BeginImport marks the import as running and, for a sitemap, finds its pages.
func (m *Importing) BeginImport(ctx context.Context, in ImportKey) (ImportBegun, error) {
	start := time.Now()
	stop := heartbeat(ctx)
	defer stop()
	found, err := m.Imports.BeginImport(ctx, in.SiteID, in.ImportID)
	if err != nil {
		return ImportBegun{}, coded(err)
	}
	out := ImportBegun{State: found.State, Documents: found.Documents}
	if found.Source == chat.ImportSitemap && found.State == chat.ImportRunning && found.Documents == 0 {
		pages, more, err := m.Web.Pages(ctx, found.Address, chat.MaxImportPages)
		if problem := chat.AsImportError(err); problem != nil {
			if again := passing(ctx, problem); again != nil {
				return ImportBegun{}, again
			}
			out.State = chat.ImportFailed
			return out, m.Imports.FinishImport(ctx, in.SiteID, in.ImportID, out.State, problem.Problem, problem.Detail)
		}
		if err != nil {
			return ImportBegun{}, err
		}
		if err := m.Imports.AddImportPages(ctx, in.SiteID, in.ImportID, pages, more); err != nil {
			return ImportBegun{}, err
		}
		out.Documents = len(pages)
	}
	out.Step = since(start)
	return out, nil
}

// passing returns the error with which a step is tried again later, nil when it
// was tried often enough or trying does not help.
func passing(ctx context.Context, problem *chat.ImportError) error {
	if !problem.Passing || activity.GetInfo(ctx).Attempt >= webAttempts {
		return nil
	}
	return temporal.NewApplicationErrorWithOptions(problem.Error(), string(problem.Problem),
		temporal.ApplicationErrorOptions{NextRetryDelay: problem.RetryAfter})
}

// ImportDocument is the input of the step of that name.
type ImportDocument struct {
	ImportKey
	Number int
}

// DocumentImported is its result.
type DocumentImported struct {
	Step
	Outcome chat.ImportOutcome
	Problem chat.ImportProblem
	Last    bool          // there is no document with this number, or the import was stopped
	Delay   time.Duration // to leave before the next request to the web
}

// ImportDocument makes an article of one document, or says why not.
func (m *Importing) ImportDocument(ctx context.Context, in ImportDocument) (DocumentImported, error) {
	start := time.Now()
	doc, err := m.Imports.FindImportDocument(ctx, in.SiteID, in.ImportID, in.Number)
	if chat.CodeOf(err) == chat.CodeNotFound || err == nil && doc.Stopped {
		return DocumentImported{Step: since(start), Last: true}, nil
	}
	if err != nil {
		return DocumentImported{}, err
	}
	if doc.Outcome != "" { // an earlier attempt finished and died before saying so
		return DocumentImported{Step: since(start), Outcome: doc.Outcome, Problem: doc.Problem}, nil
	}
	stop := heartbeat(ctx)
	defer stop()
	hash, delay, err := m.importDocument(ctx, &doc)
	if problem := chat.AsImportError(err); problem != nil {
		if again := passing(ctx, problem); again != nil {
			return DocumentImported{}, again
		}
		doc.Outcome, doc.Problem, doc.Detail = chat.OutcomeRefused, problem.Problem, problem.Detail
	} else if err != nil {
		return DocumentImported{}, err
	}
	if err := m.Imports.SettleImportDocument(ctx, doc, hash); err != nil {
		return DocumentImported{}, err
	}
	return DocumentImported{Step: since(start), Outcome: doc.Outcome, Problem: doc.Problem, Delay: delay}, nil
}

// importDocument reads the document, saves its article and notes in doc what
// became of it.
func (m *Importing) importDocument(ctx context.Context, doc *chat.ImportDocument) (hash []byte, delay time.Duration, err error) {
	from := document.Input{Name: doc.Name, Content: doc.Content}
	externalID := doc.Name
	if doc.Source != chat.ImportFiles {
		page, err := m.Web.Page(ctx, doc.Name)
		delay = page.Delay
		if err != nil {
			return nil, delay, err
		}
		from = document.Input{Name: page.URL, URL: page.URL, ContentType: page.Header, Content: page.Body}
		externalID = pageID(page.URL)
	}
	text, err := m.Reader.Read(ctx, from)
	if err != nil {
		return nil, delay, err
	}
	if text.ID != "" {
		externalID = text.ID
	}
	a := chat.Article{
		SiteID: doc.SiteID, ExternalID: shortID(externalID), Title: text.Title, Body: text.Body, Language: text.Language,
		Tags: text.Tags, URL: text.URL, Status: doc.Status, UpdatedBy: doc.By,
	}
	if a.Language == "" {
		site, err := m.Imports.FindSite(ctx, doc.SiteID)
		if err != nil {
			return nil, delay, err
		}
		a.Language = lang.Detect(a.Title+"\n"+a.Body, site.Language)
	}
	hash, err = hashOf(a)
	if err != nil {
		return nil, delay, err
	}
	return hash, delay, m.save(ctx, doc, a, hash)
}

// save stores the article, unless its document has not changed since it was
// imported last. An article that is there keeps its status, and its tags where
// the document names none.
func (m *Importing) save(ctx context.Context, doc *chat.ImportDocument, a chat.Article, hash []byte) error {
	old, before, err := m.Imports.FindImported(ctx, a.SiteID, a.ExternalID)
	switch {
	case chat.CodeOf(err) == chat.CodeNotFound:
	case err != nil:
		return err
	case string(before) == string(hash):
		doc.Outcome, doc.ArticleID, doc.Title = chat.OutcomeUnchanged, old.ID, old.Title
		return nil
	default:
		a.Status = old.Status
		if len(a.Tags) == 0 {
			a.Tags = old.Tags
		}
	}
	saved, outcome, err := retrieval.Catalog{Articles: m.Imports}.Save(ctx, a)
	if chat.CodeOf(err) == chat.CodeInvalid {
		return chat.ImportRefused(chat.ImportNotArticle, err.Error())
	}
	if err != nil {
		return err
	}
	doc.Outcome, doc.ArticleID, doc.Title = chat.ImportOutcome(outcome), saved.ID, saved.Title
	return nil
}

// hashOf names what a document says.
func hashOf(a chat.Article) ([]byte, error) {
	text, err := json.Marshal([]any{a.Title, a.Body, a.Language, a.Tags, a.URL})
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text)
	return sum[:], nil
}

// pageID is the external id of a web page: its address in one spelling.
func pageID(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.Fragment = ""
	u.Host = strings.ToLower(u.Host)
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String()
}

// shortID keeps an id within what an article takes: a longer one ends with a hash
// of all of it.
func shortID(id string) string {
	id = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(id, "\x00", ""), ""))
	if utf8.RuneCountInString(id) <= chat.MaxExternalIDRunes {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	end := "#" + hex.EncodeToString(sum[:16])
	return string([]rune(id)[:chat.MaxExternalIDRunes-len(end)]) + end
}

// FinishImport ends the import and has the vectors of its articles made.
func (m *Importing) FinishImport(ctx context.Context, in ImportKey) (Step, error) {
	start := time.Now()
	if err := m.Imports.FinishImport(ctx, in.SiteID, in.ImportID, chat.ImportDone, "", ""); err != nil {
		return Step{}, err
	}
	if err := m.Indexer.Start(ctx, in.SiteID); err != nil {
		return Step{}, err
	}
	return since(start), nil
}
