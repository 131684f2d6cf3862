package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// SiteFilter picks sites. Zero values pick all.
type SiteFilter struct {
	IDs   []string // only these
	Words string   // only those in whose name, or in one of whose origins, words begin with each of these
	After string   // the next page's cursor, as the page before gave it
	Limit int      // 1 to MaxPage
}

// VisibleSite is a site as its staff list it.
type VisibleSite struct {
	chat.Site
	WidgetSeenAt *time.Time // when a page with the widget was last opened; nil if never
}

// ListVisibleSites returns a page of the sites that a user may see, by name, and
// the cursor of the page that follows, "" at the end. It returns CodeInvalid for
// an After that no page returned.
func (s *Store) ListVisibleSites(ctx context.Context, userID string, f SiteFilter) ([]VisibleSite, string, error) {
	after, err := parseNameCursor(f.After)
	if err != nil {
		return nil, "", err
	}
	limit := min(max(f.Limit, 1), MaxPage)
	w := where{args: []any{userID}}
	w.and(maySee)
	if f.IDs != nil {
		w.and("v.id = any(%s)", f.IDs)
	}
	if query := wordQuery(f.Words); query != "" {
		words := w.arg(query)
		w.and(`v.id = any(array(
			select id from sites where words @@ to_tsquery('simple', ` + words + `)
			union select site_id from site_origins where words @@ to_tsquery('simple', ` + words + `)))`)
	} else if f.Words != "" {
		w.and("false")
	}
	w.and("(lower(v.name), v.id) > (lower(%s), %s)", after.name, after.id)
	query := `
		select v.id, v.name, v.language, v.created_at,
		       (select max(i.last_seen_at) from widget_installations i where i.site_id = v.id)
		from sites v join users u on u.id = $1
		where ` + w.String() + ` order by lower(v.name), v.id limit ` + w.arg(limit+1)
	rows, err := s.pool.Query(ctx, query, w.args...)
	if err != nil {
		return nil, "", fmt.Errorf("list sites of user: %w", err)
	}
	sites, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (v VisibleSite, err error) {
		return v, row.Scan(&v.ID, &v.Name, &v.Language, &v.CreatedAt, &v.WidgetSeenAt)
	})
	if err != nil {
		return nil, "", fmt.Errorf("list sites of user: %w", err)
	}
	page, next := pageOf(sites, limit, func(v VisibleSite) nameCursor { return nameCursor{v.Name, v.ID} })
	return page, next, nil
}
