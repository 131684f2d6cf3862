package chat

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// ArticleStatus says whether visitors may see an article.
type ArticleStatus string

// The article statuses. Only published articles are ever retrieved.
const (
	ArticleDraft     ArticleStatus = "draft"
	ArticlePublished ArticleStatus = "published"
	ArticleArchived  ArticleStatus = "archived"
)

// Article is one page of a site's knowledge base.
type Article struct {
	ID         string // UUID
	SiteID     string
	ExternalID string // the owner's id, unique within the site
	Title      string
	Body       string // Markdown
	Language   string // BCP 47 primary tag
	Tags       []string
	URL        string // its public page; "" if none
	Status     ArticleStatus
	Revision   int // 1, 2, …; grows with each change of title or body
	Version    int // 1, 2, …; grows with each change of anything
	UpdatedAt  time.Time
	UpdatedBy  string // the user who changed it last; "" for the command line
}

// Limits of an article.
const (
	MaxArticleBytes    = 512 << 10 // of the Markdown body
	MaxTitleRunes      = 500
	MaxExternalIDRunes = 300
	MaxTags            = 50
	MaxTagRunes        = 100
)

var articleLanguage = regexp.MustCompile(`^[a-z]{2,3}$`)

// Check returns CodeInvalid for an article that no knowledge base takes.
func (a Article) Check() error {
	text := a.ExternalID + a.Title + a.Body + a.URL + strings.Join(a.Tags, "")
	switch {
	case !utf8.ValidString(text):
		return Errorf(CodeInvalid, "The article is not valid UTF-8.")
	case strings.ContainsRune(text, 0):
		return Errorf(CodeInvalid, "The article holds a NUL character.")
	case strings.TrimSpace(a.Title) == "":
		return Errorf(CodeInvalid, "The article has no title.")
	case utf8.RuneCountInString(a.Title) > MaxTitleRunes:
		return Errorf(CodeInvalid, "The title is longer than %d characters.", MaxTitleRunes)
	case a.ExternalID == "" || utf8.RuneCountInString(a.ExternalID) > MaxExternalIDRunes:
		return Errorf(CodeInvalid, "The article needs an id of at most %d characters.", MaxExternalIDRunes)
	case len(a.Body) > MaxArticleBytes:
		return Errorf(CodeInvalid, "The article is longer than %d KB.", MaxArticleBytes>>10)
	case !articleLanguage.MatchString(a.Language):
		return Errorf(CodeInvalid, "The language %q is not a tag like en or nl.", a.Language)
	case a.Status != ArticleDraft && a.Status != ArticlePublished && a.Status != ArticleArchived:
		return Errorf(CodeInvalid, "The status %q is not draft, published or archived.", a.Status)
	case a.URL != "" && !strings.HasPrefix(a.URL, "https://") && !strings.HasPrefix(a.URL, "http://") && !strings.HasPrefix(a.URL, "/"):
		return Errorf(CodeInvalid, "The url %q is not a web address.", a.URL)
	case len(a.Tags) > MaxTags:
		return Errorf(CodeInvalid, "The article has more than %d tags.", MaxTags)
	}
	for _, tag := range a.Tags {
		if strings.TrimSpace(tag) == "" || utf8.RuneCountInString(tag) > MaxTagRunes {
			return Errorf(CodeInvalid, "A tag has 1 to %d characters.", MaxTagRunes)
		}
	}
	return nil
}

// ArticleChange is an article as an editor wants it to be from now on. Its
// Version is the one that the editor saw.
type ArticleChange struct {
	Article
	Restored int // the revision whose title and body these are; 0 for new ones
}

// Revision is a title and a body that an article had, or has.
type Revision struct {
	Number    int // the article's Revision
	Title     string
	Body      string // Markdown; "" in lists
	Author    string // the name of the user who wrote it; "" for the command line
	CreatedAt time.Time
}

// Passage is a retrieved piece of a published article.
type Passage struct {
	ChunkID    int64
	ArticleID  string
	ExternalID string
	Title      string
	Heading    string // the headings above the text, joined by " › "; "" at the top
	Text       string // Markdown
	URL        string
	Language   string
	Score      float64 // fused score, higher is better
}
