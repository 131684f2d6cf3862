package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// maxInstallations is how many origins of a site are kept. A wildcard entry
// allows any number of them.
const maxInstallations = 100

// seenAgainAfter is how long a page of a known origin is not noted again, so that
// a busy site does not write with every page that is opened.
const seenAgainAfter = 10 * time.Second

// Installation is an origin whose pages have the widget.
type Installation struct {
	Origin        string // in its canonical spelling
	PageURL       string // the newest page, without query and fragment; "" if not told
	WidgetVersion string // "" for a client that is not the widget
	FirstSeenAt   time.Time
	LastSeenAt    time.Time // to within ten seconds
}

// SeeInstallation notes that a page of a site's origin asked for the widget's
// configuration. It takes the origin, page and version of in.
func (s *Store) SeeInstallation(ctx context.Context, siteID string, in Installation) error {
	// Rows that need no change are not locked: many pages may be opened at once.
	const see = `
		insert into widget_installations as w (site_id, origin, page_url, widget_version)
		select $1, $2, $3, $4 where not exists (
		    select from widget_installations
		    where site_id = $1 and origin = $2 and widget_version = $4 and last_seen_at > now() - $5::interval)
		on conflict (site_id, origin) do update
		set page_url = coalesce(nullif(excluded.page_url, ''), w.page_url),
		    widget_version = excluded.widget_version, last_seen_at = excluded.last_seen_at
		returning xmax = 0`
	rows, err := s.pool.Query(ctx, see, siteID, in.Origin, in.PageURL, in.WidgetVersion, seenAgainAfter)
	if err != nil {
		return fmt.Errorf("note installation: %w", err)
	}
	added, err := pgx.CollectRows(rows, pgx.RowTo[bool])
	if err != nil {
		return fmt.Errorf("note installation: %w", err)
	}
	if len(added) == 0 || !added[0] {
		return nil
	}
	const prune = `
		delete from widget_installations where site_id = $1 and origin in (
		    select origin from widget_installations where site_id = $1 order by last_seen_at desc, origin offset $2)`
	if _, err := s.pool.Exec(ctx, prune, siteID, maxInstallations); err != nil {
		return fmt.Errorf("remove old installations: %w", err)
	}
	return nil
}

// ListInstallations returns where a site's widget is installed, the origin that
// was seen last first.
func (s *Store) ListInstallations(ctx context.Context, siteID string) ([]Installation, error) {
	const query = `
		select origin, page_url, widget_version, first_seen_at, last_seen_at
		from widget_installations where site_id = $1 order by last_seen_at desc, origin limit $2`
	rows, err := s.pool.Query(ctx, query, siteID, maxInstallations)
	if err != nil {
		return nil, fmt.Errorf("list installations: %w", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Installation])
	if err != nil {
		return nil, fmt.Errorf("list installations: %w", err)
	}
	return out, nil
}
