package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// CustomerFilter picks customers. Zero values pick all.
type CustomerFilter struct {
	SiteID   string
	Words    string // only those in whose name, address or id words begin with each of these
	Verified bool   // only those whom the site signed
	After    string // the next page's cursor, as the page before gave it
	Limit    int    // 1 to MaxPage
}

// CustomerListing is a customer as a list shows it.
type CustomerListing struct {
	ID         string
	SiteID     string
	SiteName   string
	Email      string // "" unless known
	Name       string // "" unless known
	ExternalID string // the owner's own id; "" unless signed
	Verified   bool   // the site signed who it is
	CreatedAt  time.Time
	LastSeenAt time.Time // when one of the customer's browsers was last there

	SessionCount, NoteCount int
}

// customerListing reads customers c.
const customerListing = `
	select c.id, c.site_id, st.name, coalesce(c.email, ''), c.name, coalesce(c.external_id, ''), c.verified, c.created_at,
	       coalesce(greatest(x.last_seen_at, y.last_seen_at), c.created_at), coalesce(x.sessions, 0),
	       (select count(*) from customer_notes n where n.site_id = c.site_id and n.customer_id = c.id)
	from customers c
	join sites st on st.id = c.site_id
	left join lateral (
	    select count(*) as sessions, max(v.last_seen_at) as last_seen_at
	    from sessions s join visitors v on v.site_id = s.site_id and v.id = s.visitor_id
	    where s.site_id = c.site_id and s.customer_id = c.id) x on true
	left join lateral (
	    select max(v.last_seen_at) as last_seen_at from visitors v
	    where v.site_id = c.site_id and v.customer_id = c.id) y on true `

func scanCustomer(row pgx.CollectableRow) (l CustomerListing, err error) {
	return l, row.Scan(&l.ID, &l.SiteID, &l.SiteName, &l.Email, &l.Name, &l.ExternalID, &l.Verified, &l.CreatedAt,
		&l.LastSeenAt, &l.SessionCount, &l.NoteCount)
}

// ListCustomers returns a page of the customers of the sites that the user may
// see, newest first, and the cursor of the page that follows, "" at the end. It
// returns CodeInvalid for an After that no page returned.
func (s *Store) ListCustomers(ctx context.Context, userID string, f CustomerFilter) ([]CustomerListing, string, error) {
	after, err := parseCursor(f.After, newestFirst())
	if err != nil {
		return nil, "", err
	}
	limit := min(max(f.Limit, 1), MaxPage)
	w := where{args: []any{userID}} // visibleSites names it $1
	w.and("k.site_id = v.id")
	if f.Verified {
		w.and("k.verified")
	}
	if query := wordQuery(f.Words); query != "" {
		w.and("k.words @@ to_tsquery('simple', %s)", query)
	} else if f.Words != "" {
		w.and("false")
	}
	w.and("(k.created_at, k.id) < (%s, %s)", after.at, after.id)
	site := "true"
	if f.SiteID != "" {
		site = "v.id = " + w.arg(f.SiteID)
	}
	most := w.arg(limit + 1)
	query := customerListing + `
		join (select p.* from ` + visibleSites + ` v (id)
		      cross join lateral (select k.site_id, k.id, k.created_at from customers k
		                          where ` + w.String() + ` order by k.created_at desc, k.id desc limit ` + most + `) p
		      where ` + site + ` order by p.created_at desc, p.id desc limit ` + most + `) page
		on page.site_id = c.site_id and page.id = c.id
		order by c.created_at desc, c.id desc`
	rows, err := s.pool.Query(ctx, query, w.args...)
	if err != nil {
		return nil, "", fmt.Errorf("list customers: %w", err)
	}
	found, err := pgx.CollectRows(rows, scanCustomer)
	if err != nil {
		return nil, "", fmt.Errorf("list customers: %w", err)
	}
	page, next := pageOf(found, limit, func(l CustomerListing) cursor { return cursor{l.CreatedAt, l.ID} })
	return page, next, nil
}
