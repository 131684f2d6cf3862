package chat

import "time"

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
	UpdatedAt  time.Time
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
