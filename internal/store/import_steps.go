package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// BeginImport marks an import as running, unless it has ended, and returns it.
func (s *Store) BeginImport(ctx context.Context, siteID, importID string) (chat.Import, error) {
	const begin = `update imports set state = 'running' where site_id = $1 and id = $2 and state = 'queued'`
	if _, err := s.pool.Exec(ctx, begin, siteID, importID); err != nil {
		return chat.Import{}, fmt.Errorf("begin import: %w", err)
	}
	rows, err := s.pool.Query(ctx, `select `+importColumns+` where i.site_id = $1 and i.id = $2`, siteID, importID)
	if err != nil {
		return chat.Import{}, fmt.Errorf("find import: %w", err)
	}
	found, err := pgx.CollectExactlyOneRow(rows, scanImport)
	return found, notFound("find import", err)
}

// AddImportPages keeps the pages that a sitemap names. Doing it again changes
// nothing.
func (s *Store) AddImportPages(ctx context.Context, siteID, importID string, pages []string, more bool) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `update imports set more = $3 where site_id = $1 and id = $2`, siteID, importID, more); err != nil {
			return fmt.Errorf("note pages of sitemap: %w", err)
		}
		return addDocuments(ctx, tx, siteID, importID, pages, make([][]byte, len(pages)))
	})
}

// FindImportDocument returns the document with a number, with its content, or
// chat.ErrNotFound after the last.
func (s *Store) FindImportDocument(ctx context.Context, siteID, importID string, number int) (chat.ImportDocument, error) {
	const query = `
		select d.site_id, d.import_id, d.number, d.name, d.content, i.source, i.article_status, i.finished_at is not null,
		       coalesce(i.user_id::text, ''), coalesce(d.outcome, ''), d.problem
		from import_documents d join imports i on i.site_id = d.site_id and i.id = d.import_id
		where d.site_id = $1 and d.import_id = $2 and d.number = $3`
	var d chat.ImportDocument
	err := s.pool.QueryRow(ctx, query, siteID, importID, number).Scan(&d.SiteID, &d.ImportID, &d.Number, &d.Name, &d.Content, &d.Source,
		&d.Status, &d.Stopped, &d.By, &d.Outcome, &d.Problem)
	return d, notFound("find document", err)
}

// FindImported returns the site's article with an external id, and the hash of
// what it was imported from, nil for none. It returns chat.ErrNotFound when
// there is no such article.
func (s *Store) FindImported(ctx context.Context, siteID, externalID string) (chat.Article, []byte, error) {
	a, err := findArticle(ctx, s.pool, `a.external_id = $2`, siteID, externalID)
	if err != nil {
		return chat.Article{}, nil, err
	}
	var hash []byte
	const query = `select hash from article_sources where site_id = $1 and article_id = $2`
	err = s.pool.QueryRow(ctx, query, siteID, a.ID).Scan(&hash)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return chat.Article{}, nil, fmt.Errorf("find source of article: %w", err)
	}
	return a, hash, nil
}

// SettleImportDocument keeps what became of a document, once, and with an article
// what it was imported from.
func (s *Store) SettleImportDocument(ctx context.Context, d chat.ImportDocument, hash []byte) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		const settle = `
			update import_documents
			set outcome = $4, problem = $5, detail = $6, article_id = nullif($7, '')::uuid, title = $8, content = null, finished_at = now()
			where site_id = $1 and import_id = $2 and number = $3 and outcome is null`
		tag, err := tx.Exec(ctx, settle, d.SiteID, d.ImportID, d.Number, d.Outcome, d.Problem, d.Detail, d.ArticleID, d.Title)
		if err != nil {
			return fmt.Errorf("settle document: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return nil
		}
		const count = `
			update imports set created = created + ($3 = 'created')::int, updated = updated + ($3 = 'updated')::int,
			    unchanged = unchanged + ($3 = 'unchanged')::int, refused = refused + ($3 = 'refused')::int
			where site_id = $1 and id = $2`
		if _, err := tx.Exec(ctx, count, d.SiteID, d.ImportID, string(d.Outcome)); err != nil {
			return fmt.Errorf("count document: %w", err)
		}
		if d.ArticleID == "" {
			return nil
		}
		const source = `
			insert into article_sources (site_id, article_id, hash) values ($1, $2, $3)
			on conflict (site_id, article_id) do update set hash = excluded.hash, imported_at = now()`
		if _, err := tx.Exec(ctx, source, d.SiteID, d.ArticleID, hash); err != nil {
			return fmt.Errorf("note source of article: %w", err)
		}
		return nil
	})
}

// FinishImport ends an import, unless it has ended.
func (s *Store) FinishImport(ctx context.Context, siteID, importID string, state chat.ImportState, problem chat.ImportProblem, detail string) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		const finish = `
			update imports set state = $3, problem = $4, detail = $5, finished_at = now()
			where site_id = $1 and id = $2 and finished_at is null`
		if _, err := tx.Exec(ctx, finish, siteID, importID, state, problem, detail); err != nil {
			return fmt.Errorf("finish import: %w", err)
		}
		return dropContents(ctx, tx, siteID, importID)
	})
}
