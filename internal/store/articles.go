package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

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
	if err := a.Check(); err != nil {
		return chat.Article{}, "", err
	}
	outcome := chat.SaveUnchanged
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		// One writer a site, so that the counts below never deadlock.
		if err := lockSite(ctx, tx, a.SiteID); err != nil {
			return err
		}
		old, err := findArticle(ctx, tx, `a.external_id = $2`, a.SiteID, a.ExternalID)
		switch {
		case errors.Is(err, chat.ErrNotFound):
			outcome = chat.SaveCreated
			a.ID = uuid.NewString()
			return insertArticle(ctx, tx, &a, index)
		case err != nil:
			return err
		}
		a.ID = old.ID
		changed, err := replaceArticle(ctx, tx, &a, old, index)
		if changed {
			outcome = chat.SaveUpdated
		}
		return err
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
		now, err := findArticle(ctx, tx, `a.id = $2`, a.SiteID, a.ID)
		if errors.Is(err, chat.ErrNotFound) || err == nil && (now.Revision != a.Revision || now.Language != a.Language) {
			return nil
		}
		if err != nil {
			return err
		}
		return reindex(ctx, tx, now, now, index)
	})
}

func lockSite(ctx context.Context, tx pgx.Tx, siteID string) error {
	const query = `select from sites where id = $1 for no key update`
	return notFound("lock site", tx.QueryRow(ctx, query, siteID).Scan())
}

const (
	articleMetadata = `a.id, a.site_id, a.external_id, a.title, a.language, a.tags, a.url, a.status, a.revision, a.version,
		a.updated_at, coalesce(a.updated_by::text, '')`
	articleColumns = articleMetadata + `, a.body`
)

// metadataOf are the places of articleMetadata.
func metadataOf(a *chat.Article) []any {
	return []any{&a.ID, &a.SiteID, &a.ExternalID, &a.Title, &a.Language, &a.Tags, &a.URL, &a.Status, &a.Revision, &a.Version,
		&a.UpdatedAt, &a.UpdatedBy}
}

func scanArticle(row pgx.CollectableRow) (a chat.Article, err error) {
	return a, row.Scan(append(metadataOf(&a), &a.Body)...)
}

// findArticle returns the site's article that condition, a fixed text of this
// package, picks by id, or chat.ErrNotFound.
func findArticle(ctx context.Context, q querier, condition, siteID, id string) (chat.Article, error) {
	rows, err := q.Query(ctx, `select `+articleColumns+` from articles a where a.site_id = $1 and `+condition, siteID, id)
	if err != nil {
		return chat.Article{}, fmt.Errorf("find article: %w", err)
	}
	a, err := pgx.CollectExactlyOneRow(rows, scanArticle)
	return a, notFound("find article", err)
}

// insertArticle stores an article that is not there, its first revision and what
// search knows of it.
func insertArticle(ctx context.Context, tx pgx.Tx, a *chat.Article, index chat.ArticleIndex) error {
	a.Revision, a.Version, a.Tags = 1, 1, notNil(a.Tags)
	const insert = `
		insert into articles (site_id, id, external_id, title, body, language, tags, url, status, updated_by)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, nullif($10, '')::uuid)
		returning updated_at`
	err := tx.QueryRow(ctx, insert, a.SiteID, a.ID, a.ExternalID, a.Title, a.Body, a.Language, a.Tags, a.URL, a.Status, a.UpdatedBy).
		Scan(&a.UpdatedAt)
	if err != nil {
		return fmt.Errorf("insert article: %w", err)
	}
	if err := insertRevision(ctx, tx, *a); err != nil {
		return err
	}
	return reindex(ctx, tx, *a, chat.Article{}, index)
}

// replaceArticle stores what has changed since old, and what search knows of it.
// A new title or body is a new revision. It tells whether anything has changed,
// and completes a.
func replaceArticle(ctx context.Context, tx pgx.Tx, a *chat.Article, old chat.Article, index chat.ArticleIndex) (changed bool, err error) {
	by := a.UpdatedBy
	a.ExternalID, a.Tags = old.ExternalID, notNil(a.Tags)
	a.Revision, a.Version, a.UpdatedAt, a.UpdatedBy = old.Revision, old.Version, old.UpdatedAt, old.UpdatedBy
	if a.Title != old.Title || a.Body != old.Body {
		a.Revision++
	}
	if a.Revision == old.Revision && sameMetadata(*a, old) {
		return false, reindex(ctx, tx, *a, old, index)
	}
	a.Version, a.UpdatedBy = old.Version+1, by
	const update = `
		update articles set title = $3, body = $4, language = $5, tags = $6, url = $7, status = $8, revision = $9, version = $10,
		    updated_by = nullif($11, '')::uuid, updated_at = now()
		where site_id = $1 and id = $2
		returning updated_at`
	err = tx.QueryRow(ctx, update, a.SiteID, a.ID, a.Title, a.Body, a.Language, a.Tags, a.URL, a.Status, a.Revision, a.Version, a.UpdatedBy).
		Scan(&a.UpdatedAt)
	if err != nil {
		return false, fmt.Errorf("update article: %w", err)
	}
	if a.Revision != old.Revision {
		if err := insertRevision(ctx, tx, *a); err != nil {
			return false, err
		}
	}
	return true, reindex(ctx, tx, *a, old, index)
}

func sameMetadata(a, b chat.Article) bool {
	return a.Language == b.Language && a.URL == b.URL && a.Status == b.Status && slices.Equal(a.Tags, b.Tags)
}

func insertRevision(ctx context.Context, tx pgx.Tx, a chat.Article) error {
	const insert = `
		insert into article_revisions (site_id, article_id, revision, title, body, written_by)
		values ($1, $2, $3, $4, $5, nullif($6, '')::uuid)`
	if _, err := tx.Exec(ctx, insert, a.SiteID, a.ID, a.Revision, a.Title, a.Body, a.UpdatedBy); err != nil {
		return fmt.Errorf("insert revision: %w", err)
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
