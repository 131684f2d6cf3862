package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// ListOrigins returns a site's origin entries in their canonical spelling.
func (s *Store) ListOrigins(ctx context.Context, siteID string) ([]string, error) {
	rows, err := s.pool.Query(ctx, `select origin from site_origins where site_id = $1 order by origin`, siteID)
	if err != nil {
		return nil, fmt.Errorf("list origins: %w", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list origins: %w", err)
	}
	return out, nil
}

// SetOrigins replaces a site's origin entries. Errors of the input have
// CodeInvalid; an unknown site is chat.ErrNotFound.
func (s *Store) SetOrigins(ctx context.Context, siteID string, entries []string) error {
	origins, err := parseOrigins(entries)
	if err != nil {
		return err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `delete from site_origins where site_id = $1`, siteID); err != nil {
			return err
		}
		return insertOrigins(ctx, tx, siteID, origins)
	})
	if isCode(err, foreignKeyViolation) {
		return chat.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("set origins: %w", err)
	}
	return nil
}

// OriginRegistered tells whether any site registered one of the entries, which
// chat.OriginCandidates made.
func (s *Store) OriginRegistered(ctx context.Context, entries []string) (bool, error) {
	var found bool
	err := s.pool.QueryRow(ctx, `select exists (select from site_origins where origin = any($1))`, entries).Scan(&found)
	if err != nil {
		return false, fmt.Errorf("look up origin: %w", err)
	}
	return found, nil
}

func parseOrigins(entries []string) ([]string, error) {
	out := make([]string, 0, len(entries))
	for _, entry := range entries {
		origin, err := chat.ParseOriginEntry(entry)
		if err != nil {
			return nil, err
		}
		out = append(out, origin)
	}
	return out, nil
}

func insertOrigins(ctx context.Context, tx pgx.Tx, siteID string, origins []string) error {
	const query = `insert into site_origins (site_id, origin) select $1, unnest($2::text[]) on conflict do nothing`
	_, err := tx.Exec(ctx, query, siteID, origins)
	return err
}
