package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

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

// SetOrigins replaces a site's origin entries, on behalf of a user or, for "",
// of the command line. Errors of the input have CodeInvalid; an unknown site is
// chat.ErrNotFound.
func (s *Store) SetOrigins(ctx context.Context, by, siteID string, entries []string) error {
	origins, err := parseOrigins(entries)
	if err != nil {
		return err
	}
	return s.inTx(ctx, func(tx pgx.Tx) error {
		if err := lockSite(ctx, tx, siteID); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `delete from site_origins where site_id = $1 returning origin`, siteID)
		if err != nil {
			return fmt.Errorf("set origins: %w", err)
		}
		before, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return fmt.Errorf("set origins: %w", err)
		}
		if err := insertOrigins(ctx, tx, siteID, origins); err != nil {
			return fmt.Errorf("set origins: %w", err)
		}
		if slices.Sort(before); slices.Equal(before, origins) {
			return nil
		}
		return addAudit(ctx, tx, chat.AuditEntry{
			Action: chat.ActionOriginsChanged, UserID: by, SiteID: siteID,
			Details: map[string]string{"origins": strings.Join(origins, " ")},
		})
	})
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

// MaxOrigins is how many origin entries a site has at most.
const MaxOrigins = 100

// parseOrigins returns the canonical spellings, sorted and each once.
func parseOrigins(entries []string) ([]string, error) {
	if len(entries) > MaxOrigins {
		return nil, chat.Errorf(chat.CodeInvalid, "A site has at most %d domains.", MaxOrigins)
	}
	out := make([]string, 0, len(entries))
	for _, entry := range entries {
		origin, err := chat.ParseOriginEntry(entry)
		if err != nil {
			return nil, err
		}
		out = append(out, origin)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

func insertOrigins(ctx context.Context, tx pgx.Tx, siteID string, origins []string) error {
	const query = `insert into site_origins (site_id, origin) select $1, unnest($2::text[])`
	_, err := tx.Exec(ctx, query, siteID, origins)
	return err
}
