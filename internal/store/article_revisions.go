package store

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// ListRevisions returns a page of an article's revisions without their bodies,
// the newest first, and the cursor of the page that follows, "" at the end. It
// returns chat.ErrNotFound for an unknown article, and CodeInvalid for an after
// that no page returned.
func (s *Store) ListRevisions(ctx context.Context, siteID, articleID, after string, limit int) ([]chat.Revision, string, error) {
	before := math.MaxInt32
	if after != "" {
		n, err := strconv.ParseInt(after, 10, 32)
		if err != nil || n < 1 {
			return nil, "", errNoCursor
		}
		before = int(n)
	}
	if err := s.pool.QueryRow(ctx, `select from articles where site_id = $1 and id = $2`, siteID, articleID).Scan(); err != nil {
		return nil, "", notFound("find article", err)
	}
	limit = min(max(limit, 1), MaxPage)
	const query = `
		select r.revision, r.title, '', coalesce(u.name, ''), r.created_at
		from article_revisions r left join users u on u.id = r.written_by
		where r.site_id = $1 and r.article_id = $2 and r.revision < $3 order by r.revision desc limit $4`
	rows, err := s.pool.Query(ctx, query, siteID, articleID, before, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("list revisions: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[chat.Revision])
	if err != nil {
		return nil, "", fmt.Errorf("list revisions: %w", err)
	}
	if len(found) <= limit {
		return found, "", nil
	}
	return found[:limit], strconv.Itoa(found[limit-1].Number), nil
}

// FindRevision returns one revision of an article with its body, or
// chat.ErrNotFound.
func (s *Store) FindRevision(ctx context.Context, siteID, articleID string, number int) (chat.Revision, error) {
	const query = `
		select r.revision, r.title, r.body, coalesce(u.name, ''), r.created_at
		from article_revisions r left join users u on u.id = r.written_by
		where r.site_id = $1 and r.article_id = $2 and r.revision = $3`
	rows, err := s.pool.Query(ctx, query, siteID, articleID, number)
	if err != nil {
		return chat.Revision{}, fmt.Errorf("find revision: %w", err)
	}
	found, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[chat.Revision])
	return found, notFound("find revision", err)
}
