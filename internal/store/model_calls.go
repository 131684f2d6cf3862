package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// modelCallNews is how old a success must be before the next one is written: a
// busy site would write its row with every answer.
const modelCallNews = 10 * time.Second

// NoteModelCall keeps how a site's model did.
func (s *Store) NoteModelCall(ctx context.Context, c chat.ModelCall) error {
	const success = `
		insert into model_calls as m (site_id, provider, model, succeeded_at, millis) values ($1, $2, $3, now(), $4)
		on conflict (site_id) do update set
		    provider = excluded.provider, model = excluded.model, succeeded_at = now(), millis = excluded.millis
		where m.succeeded_at is null or m.succeeded_at < now() - $5::interval or m.succeeded_at <= m.failed_at
		   or m.provider <> excluded.provider`
	const failure = `
		insert into model_calls (site_id, provider, failed_at, failure) values ($1, $2, now(), $3)
		on conflict (site_id) do update set provider = excluded.provider, failed_at = now(), failure = excluded.failure`
	query, args := success, []any{c.SiteID, c.Provider, c.Model, c.Took.Milliseconds(), modelCallNews}
	if c.Failure != "" {
		query, args = failure, []any{c.SiteID, c.Provider, c.Failure}
	}
	if _, err := s.pool.Exec(ctx, query, args...); err != nil {
		return fmt.Errorf("note model call: %w", err)
	}
	return nil
}

// ListModelStates returns a page of the sites whose answers a model writes,
// newest first, and the cursor of the page that follows, "" at the end. Calls of
// a provider that the site has left are not told. It returns CodeInvalid for an
// after that no page returned.
func (s *Store) ListModelStates(ctx context.Context, after string, limit int) ([]chat.ModelState, string, error) {
	from, err := parseCursor(after, newestFirst())
	if err != nil {
		return nil, "", err
	}
	limit = min(max(limit, 1), MaxPage)
	const query = `
		select s.id, s.name, c.provider, coalesce(m.model, ''), m.succeeded_at, coalesce(m.millis, 0), m.failed_at,
		       coalesce(m.failure, ''), s.created_at
		from sites s
		join site_settings c on c.site_id = s.id and c.provider <> 'extractive'
		left join model_calls m on m.site_id = s.id and m.provider = c.provider
		where (s.created_at, s.id) < ($1, $2) order by s.created_at desc, s.id desc limit $3`
	rows, err := s.pool.Query(ctx, query, from.at, from.id, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("list models: %w", err)
	}
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (m chat.ModelState, err error) {
		var millis int64
		err = row.Scan(&m.SiteID, &m.SiteName, &m.Provider, &m.Model, &m.SucceededAt, &millis, &m.FailedAt, &m.Failure, &m.CreatedAt)
		m.Took = time.Duration(millis) * time.Millisecond
		return m, err
	})
	if err != nil {
		return nil, "", fmt.Errorf("list models: %w", err)
	}
	page, next := pageOf(found, limit, func(m chat.ModelState) cursor { return cursor{m.CreatedAt, m.SiteID} })
	return page, next, nil
}
