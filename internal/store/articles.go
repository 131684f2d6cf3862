package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// SaveArticle creates the article with a's site and external id, or changes it,
// and what search knows of it, in one transaction: words find a published
// article from the commit on, and nothing finds an older revision or a
// withdrawn article after it. A new title or body is a new revision. Saving
// what is there already changes nothing. The returned article has its id,
// revision and time.
func (s *Store) SaveArticle(ctx context.Context, a chat.Article, index chat.ArticleIndex) (chat.Article, chat.SaveOutcome, error) {
	if err := checkArticle(a); err != nil {
		return chat.Article{}, "", err
	}
	outcome := chat.SaveUnchanged
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		// One writer a site, so that the counts below never deadlock.
		if err := lockSite(ctx, tx, a.SiteID); err != nil {
			return err
		}
		old, err := findArticle(ctx, tx, a.SiteID, a.ExternalID)
		switch {
		case errors.Is(err, chat.ErrNotFound):
			outcome = chat.SaveCreated
			a.ID, a.Revision = uuid.NewString(), 1
		case err != nil:
			return err
		default:
			a.ID, a.Revision, a.UpdatedAt = old.ID, old.Revision, old.UpdatedAt
			if a.Title != old.Title || a.Body != old.Body {
				a.Revision++
			}
			if a.Revision != old.Revision || !sameMetadata(a, old) {
				outcome = chat.SaveUpdated
			}
		}
		if outcome != chat.SaveUnchanged {
			if err := writeArticle(ctx, tx, &a, old.Revision); err != nil {
				return err
			}
		}
		return reindex(ctx, tx, a, old, index)
	})
	if err != nil {
		return chat.Article{}, "", err
	}
	return a, outcome, nil
}

// ReplaceIndex makes what search knows of a stored article anew. It does nothing
// when the article is gone, or is not the revision a any more: whoever changed
// it has indexed it.
func (s *Store) ReplaceIndex(ctx context.Context, a chat.Article, index chat.ArticleIndex) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		if err := lockSite(ctx, tx, a.SiteID); err != nil {
			return err
		}
		now, err := findArticle(ctx, tx, a.SiteID, a.ExternalID)
		if errors.Is(err, chat.ErrNotFound) || err == nil && (now.Revision != a.Revision || now.Language != a.Language) {
			return nil
		}
		if err != nil {
			return err
		}
		return reindex(ctx, tx, now, now, index)
	})
}

func sameMetadata(a, b chat.Article) bool {
	return a.Language == b.Language && a.URL == b.URL && a.Status == b.Status && slices.Equal(a.Tags, b.Tags)
}

func checkArticle(a chat.Article) error {
	switch {
	case len(a.Body) > chat.MaxArticleBytes:
		return chat.Errorf(chat.CodeInvalid, "The article is longer than %d bytes.", chat.MaxArticleBytes)
	case a.Title == "" || utf8.RuneCountInString(a.Title) > chat.MaxTitleRunes:
		return chat.Errorf(chat.CodeInvalid, "An article needs a title of at most %d characters.", chat.MaxTitleRunes)
	case a.ExternalID == "" || utf8.RuneCountInString(a.ExternalID) > chat.MaxExternalIDRunes:
		return chat.Errorf(chat.CodeInvalid, "An article needs an id of at most %d characters.", chat.MaxExternalIDRunes)
	}
	return nil
}

func lockSite(ctx context.Context, tx pgx.Tx, siteID string) error {
	const query = `select from sites where id = $1 for no key update`
	return notFound("lock site", tx.QueryRow(ctx, query, siteID).Scan())
}

const articleColumns = `a.id, a.site_id, a.external_id, a.title, a.body, a.language, a.tags, a.url, a.status, a.revision, a.updated_at`

func scanArticle(row pgx.CollectableRow) (chat.Article, error) {
	var a chat.Article
	err := row.Scan(&a.ID, &a.SiteID, &a.ExternalID, &a.Title, &a.Body, &a.Language, &a.Tags, &a.URL, &a.Status, &a.Revision, &a.UpdatedAt)
	return a, err
}

func findArticle(ctx context.Context, tx pgx.Tx, siteID, externalID string) (chat.Article, error) {
	const query = `select ` + articleColumns + ` from articles a where a.site_id = $1 and a.external_id = $2`
	rows, err := tx.Query(ctx, query, siteID, externalID)
	if err != nil {
		return chat.Article{}, fmt.Errorf("find article: %w", err)
	}
	a, err := pgx.CollectExactlyOneRow(rows, scanArticle)
	return a, notFound("find article", err)
}

// writeArticle writes the article and, when it has a new one, its revision.
func writeArticle(ctx context.Context, tx pgx.Tx, a *chat.Article, oldRevision int) error {
	if a.Tags == nil {
		a.Tags = []string{}
	}
	const upsert = `
		insert into articles (site_id, id, external_id, title, body, language, tags, url, status, revision)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		on conflict (site_id, external_id) do update set
		    title = excluded.title, body = excluded.body, language = excluded.language, tags = excluded.tags,
		    url = excluded.url, status = excluded.status, revision = excluded.revision, updated_at = now()
		returning updated_at`
	err := tx.QueryRow(ctx, upsert, a.SiteID, a.ID, a.ExternalID, a.Title, a.Body, a.Language, a.Tags, a.URL, a.Status, a.Revision).
		Scan(&a.UpdatedAt)
	if err != nil {
		return fmt.Errorf("write article: %w", err)
	}
	if a.Revision == oldRevision {
		return nil
	}
	const revision = `insert into article_revisions (site_id, article_id, revision, title, body) values ($1, $2, $3, $4, $5)`
	if _, err := tx.Exec(ctx, revision, a.SiteID, a.ID, a.Revision, a.Title, a.Body); err != nil {
		return fmt.Errorf("write revision: %w", err)
	}
	return nil
}

// ListOutdated returns up to limit published articles of the site that were not
// indexed by the given version of the code.
func (s *Store) ListOutdated(ctx context.Context, siteID string, version, limit int) ([]chat.Article, error) {
	const query = `
		select ` + articleColumns + `
		from articles a
		where a.site_id = $1 and a.status = 'published' and not exists (
		    select from article_index i where i.site_id = a.site_id and i.article_id = a.id and i.version = $2)
		order by a.id limit $3`
	rows, err := s.pool.Query(ctx, query, siteID, version, limit)
	if err != nil {
		return nil, fmt.Errorf("list outdated articles: %w", err)
	}
	articles, err := pgx.CollectRows(rows, scanArticle)
	if err != nil {
		return nil, fmt.Errorf("list outdated articles: %w", err)
	}
	return articles, nil
}
