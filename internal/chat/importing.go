package chat

import (
	"errors"
	"strconv"
	"time"
)

// Limits of imports.
const (
	MaxImportFiles = 50       // of one import
	MaxImportPages = 1000     // of one sitemap
	MaxImportBytes = 20 << 20 // of a page; of all files of one import together

	ImportsKept = 90 * 24 * time.Hour
)

// ImportSource says where an import takes its documents from.
type ImportSource string

// The sources of imports.
const (
	ImportFiles   ImportSource = "files"
	ImportURL     ImportSource = "url"
	ImportSitemap ImportSource = "sitemap"
)

// ImportState says how far an import is.
type ImportState string

// The states of imports. The last three are final.
const (
	ImportQueued  ImportState = "queued"
	ImportRunning ImportState = "running"
	ImportDone    ImportState = "done"
	ImportFailed  ImportState = "failed" // there is nothing to import; the problem says why
	ImportStopped ImportState = "stopped"
)

// ImportOutcome says what became of one document.
type ImportOutcome string

// The outcomes of documents.
const (
	OutcomeCreated   ImportOutcome = "created"
	OutcomeUpdated   ImportOutcome = "updated"
	OutcomeUnchanged ImportOutcome = "unchanged" // since it was imported last
	OutcomeRefused   ImportOutcome = "refused"   // the problem says why
)

// ImportProblem is why a document, or a whole import, was refused.
type ImportProblem string

// The problems of imports.
const (
	ImportBlocked          ImportProblem = "blocked_address" // not a public web address
	ImportRobots           ImportProblem = "robots"          // the site's robots.txt forbids it
	ImportUnreachable      ImportProblem = "unreachable"
	ImportHTTPStatus       ImportProblem = "http_status" // the detail is the status
	ImportTooManyRedirects ImportProblem = "too_many_redirects"
	ImportTooLarge         ImportProblem = "too_large"
	ImportNotSitemap       ImportProblem = "not_sitemap" // or an empty one
	ImportUnknownType      ImportProblem = "unknown_type"
	ImportUnreadable       ImportProblem = "unreadable"  // broken, or protected by a password
	ImportNoText           ImportProblem = "no_text"     // such as scanned pages
	ImportTooComplex       ImportProblem = "too_complex" // reading it takes too much time or memory
	ImportNotArticle       ImportProblem = "not_article" // the detail says what an article cannot hold
)

// ImportError is a document that could not be imported.
type ImportError struct {
	Problem ImportProblem `json:"problem"`
	Detail  string        `json:"detail,omitempty"` // one sentence or number, safe to show; "" for none

	Passing    bool          `json:"-"` // trying again may help
	RetryAfter time.Duration `json:"-"` // as the server asked, 0 if it did not
}

// Error names the problem.
func (e *ImportError) Error() string {
	if e.Detail == "" {
		return string(e.Problem)
	}
	return string(e.Problem) + " (" + e.Detail + ")"
}

// ImportRefused is a document that trying again does not mend.
func ImportRefused(p ImportProblem, detail string) *ImportError {
	return &ImportError{Problem: p, Detail: detail}
}

// AsImportError returns the ImportError in err's chain, or nil.
func AsImportError(err error) *ImportError {
	var e *ImportError
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// NewImport is what a user wants imported.
type NewImport struct {
	By      string // the user
	SiteID  string
	Source  ImportSource
	Address string        // of a page or sitemap
	Status  ArticleStatus // of new articles; those that are there keep theirs
	Files   []ImportFile
}

// ImportFile is an uploaded file.
type ImportFile struct {
	Name    string
	Content []byte
}

// Import is one run.
type Import struct {
	ID         string
	SiteID     string
	UserID     string
	UserName   string
	Source     ImportSource
	Address    string
	Status     ArticleStatus
	State      ImportState
	Problem    ImportProblem // of the whole; "" for none
	Detail     string        // of the problem
	More       bool          // a sitemap named more than MaxImportPages
	Documents  int
	Outcomes   map[ImportOutcome]int
	CreatedAt  time.Time
	FinishedAt *time.Time
}

// ImportDocument is one file or page of an import.
type ImportDocument struct {
	SiteID    string
	ImportID  string
	Number    int    // 1, 2, …
	Name      string // of the file, or the page's address
	Content   []byte // of a file that is not imported yet; nil in lists
	Source    ImportSource
	Status    ArticleStatus // of a new article
	Stopped   bool          // the import ends here
	By        string        // the user
	Outcome   ImportOutcome // "" before
	Problem   ImportProblem
	Detail    string
	ArticleID string
	Title     string
	Finished  *time.Time
}

// WebPage is what a web server returned.
type WebPage struct {
	URL         string // after redirects
	ContentType string // media type alone, in lower case
	Header      string // Content-Type as it came
	Body        []byte
	Delay       time.Duration // to leave before the next request to the site
}

// Document is the text of a file or page.
type Document struct {
	ID       string   `json:"id,omitempty"` // as the document names itself; "" if it does not
	Title    string   `json:"title"`
	Body     string   `json:"body"` // Markdown
	Language string   `json:"language,omitempty"`
	Tags     []string `json:"tags,omitempty"`
	URL      string   `json:"url,omitempty"`
}

// ImportPassing is a document that may be had a moment later. status is an HTTP
// status, 0 for none.
func ImportPassing(p ImportProblem, status int, retryAfter time.Duration) *ImportError {
	e := &ImportError{Problem: p, Passing: true, RetryAfter: retryAfter}
	if status != 0 {
		e.Detail = strconv.Itoa(status)
	}
	return e
}
