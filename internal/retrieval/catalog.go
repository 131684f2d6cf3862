package retrieval

import (
	"context"

	"github.com/innconnect/innconnect/internal/chat"
)

// Articles stores articles together with what search needs of them.
type Articles interface {
	SaveArticle(ctx context.Context, a chat.Article, index chat.ArticleIndex) (chat.Article, chat.SaveOutcome, error)
	CreateArticle(ctx context.Context, a chat.Article, index chat.ArticleIndex) (chat.Article, error)
	ChangeArticle(ctx context.Context, in chat.ArticleChange, index chat.ArticleIndex) (chat.Article, error)
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

// Create stores an article that a user wrote. The same one again returns the
// first; another one under its id is CodeConflict.
func (c Catalog) Create(ctx context.Context, a chat.Article) (chat.Article, error) {
	return c.Articles.CreateArticle(ctx, a, IndexArticle(a))
}

// Change makes an article what a user wants it to be. Errors: CodeArticleChanged
// when somebody else was faster, chat.ErrNotFound and CodeInvalid.
func (c Catalog) Change(ctx context.Context, in chat.ArticleChange) (chat.Article, error) {
	return c.Articles.ChangeArticle(ctx, in, IndexArticle(in.Article))
}

// Reindex makes the index of a stored article anew, unless the article changed
// meanwhile.
func (c Catalog) Reindex(ctx context.Context, a chat.Article) error {
	return c.Articles.ReplaceIndex(ctx, a, IndexArticle(a))
}
