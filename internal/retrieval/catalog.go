package retrieval

import (
	"context"

	"github.com/innconnect/innconnect/internal/chat"
)

// Articles stores articles together with what search needs of them.
type Articles interface {
	SaveArticle(ctx context.Context, a chat.Article, index chat.ArticleIndex) (chat.Article, chat.SaveOutcome, error)
	// ReplaceIndex does nothing when the article has changed since it was read.
	ReplaceIndex(ctx context.Context, a chat.Article, index chat.ArticleIndex) error
}

// Catalog saves articles so that they can be found at once.
type Catalog struct {
	Articles Articles
}

// Save creates or changes the article with a's site and external id. Words find
// it from then on; its vectors follow when the indexing workflow has run.
func (c Catalog) Save(ctx context.Context, a chat.Article) (chat.Article, chat.SaveOutcome, error) {
	return c.Articles.SaveArticle(ctx, a, IndexArticle(a))
}

// Reindex makes the index of a stored article anew, unless the article changed
// meanwhile.
func (c Catalog) Reindex(ctx context.Context, a chat.Article) error {
	return c.Articles.ReplaceIndex(ctx, a, IndexArticle(a))
}
