package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// VisitorFilter picks visitors. Zero values pick all.
type VisitorFilter struct {
	SiteID     string
	Identified bool   // only those who signed or typed who they are
	Converted  bool   // only those with a conversion
	Page       string // only those who opened a page whose address contains this
	After      string // the next page's cursor, as the page before gave it
	Limit      int    // 1 to MaxPage
}

// VisitorListing is a visitor as a list shows it.
type VisitorListing struct {
	ID          string
	SiteID      string
	SiteName    string
	Name        string // "" unless known
	Email       string // "" unless known
	Verified    bool   // the site signed who it is
	FirstSeenAt time.Time
	LastSeenAt  time.Time // to the minute
	LastPage    string    // "" when no visit is stored

	SessionCount, VisitCount, ConversionCount int
}

// visitorListing reads visitors v of sites st. Who a visitor is comes from the
// customer that a token named, else from what the visitor typed last.
const visitorListing = `
	select v.id, v.site_id, st.name, coalesce(c.name, typed.visitor_name, ''), coalesce(c.email, typed.visitor_email, ''),
	       c.id is not null, v.first_seen_at, v.last_seen_at,
	       (select count(*) from sessions s where s.site_id = v.site_id and s.visitor_id = v.id),
	       (select count(*) from visits p where p.site_id = v.site_id and p.visitor_id = v.id),
	       (select count(*) from conversions n where n.site_id = v.site_id and n.visitor_id = v.id),
	       coalesce((select p.page_url from visits p where p.site_id = v.site_id and p.visitor_id = v.id
	                 order by p.started_at desc limit 1), '')
	from visitors v join sites st on st.id = v.site_id
	left join customers c on c.site_id = v.site_id and c.id = v.customer_id
	left join lateral (
	    select s.visitor_name, s.visitor_email from sessions s
	    where s.site_id = v.site_id and s.visitor_id = v.id and (s.visitor_name <> '' or s.visitor_email <> '')
	    order by s.created_at desc limit 1) typed on true
	where `

func scanVisitor(row pgx.CollectableRow) (l VisitorListing, err error) {
	return l, row.Scan(&l.ID, &l.SiteID, &l.SiteName, &l.Name, &l.Email, &l.Verified, &l.FirstSeenAt, &l.LastSeenAt,
		&l.SessionCount, &l.VisitCount, &l.ConversionCount, &l.LastPage)
}

// ListVisitors returns a page of the visitors of the sites that the user may
// see, last seen first, and the cursor of the page that follows, "" at the end.
// It returns CodeInvalid for an After that no page returned.
//
// It looks for the page in each site by itself, as ListConversations does.
func (s *Store) ListVisitors(ctx context.Context, userID string, f VisitorFilter) ([]VisitorListing, string, error) {
	after, err := parseCursor(f.After, newestFirst())
	if err != nil {
		return nil, "", err
	}
	limit := min(max(f.Limit, 1), MaxPage)
	w := where{args: []any{userID}} // visibleSites names it $1
	w.and("k.site_id = v.id and k.id <> %s", nobody)
	if f.Identified {
		w.and(`(k.customer_id is not null or exists (
		    select from sessions s where s.site_id = k.site_id and s.visitor_id = k.id and (s.visitor_name <> '' or s.visitor_email <> '')))`)
	}
	if f.Converted {
		w.and("exists (select from conversions n where n.site_id = k.site_id and n.visitor_id = k.id)")
	}
	if f.Page != "" {
		few, err := s.hasFewVisits(ctx, userID, f)
		if err != nil {
			return nil, "", err
		}
		if few {
			w.and("k.id = any(array(select p.visitor_id from visits p where p.site_id = v.id and p.page_url like %s))", containing(f.Page))
		} else {
			w.and("exists (select from visits p where p.site_id = k.site_id and p.visitor_id = k.id and p.page_url like %s)", containing(f.Page))
		}
	}
	w.and("(k.last_seen_at, k.id) < (%s, %s)", after.at, after.id)
	site := "true"
	if f.SiteID != "" {
		site = "v.id = " + w.arg(f.SiteID)
	}
	most := w.arg(limit + 1)
	query := visitorListing + `(v.site_id, v.id) in (
		    select p.site_id, p.id from ` + visibleSites + ` v (id)
		    cross join lateral (select k.site_id, k.id, k.last_seen_at from visitors k
		                        where ` + w.String() + ` order by k.last_seen_at desc, k.id desc limit ` + most + `) p
		    where ` + site + ` order by p.last_seen_at desc, p.id desc limit ` + most + `)
		order by v.last_seen_at desc, v.id desc`
	rows, err := s.pool.Query(ctx, query, w.args...)
	if err != nil {
		return nil, "", fmt.Errorf("list visitors: %w", err)
	}
	found, err := pgx.CollectRows(rows, scanVisitor)
	if err != nil {
		return nil, "", fmt.Errorf("list visitors: %w", err)
	}
	page, next := pageOf(found, limit, func(l VisitorListing) cursor { return cursor{l.LastSeenAt, l.ID} })
	return page, next, nil
}

// hasFewVisits tells whether the filter's page was opened so seldom that its
// visitors are found sooner from its visits than along the list. The database
// cannot tell beforehand: who opens a page once does so again.
func (s *Store) hasFewVisits(ctx context.Context, userID string, f VisitorFilter) (few bool, err error) {
	const most = 5000
	const query = `
		select count(*) <= $4 from (
		    select from visits p where p.site_id in ` + visibleSites + ` and ($2 = '' or p.site_id::text = $2) and p.page_url like $3
		    limit $4 + 1) v`
	// Planned for this page, not for any: an index helps only where few match.
	err = s.pool.QueryRow(ctx, query, pgx.QueryExecModeCacheDescribe, userID, f.SiteID, containing(f.Page), most).Scan(&few)
	if err != nil {
		return false, fmt.Errorf("count visits of page: %w", err)
	}
	return few, nil
}

// VisitorProfile is what staff read of one visitor.
type VisitorProfile struct {
	VisitorListing
	Pages       []PageFrequency   // the most opened first
	Interests   []Interest        // the most frequent first
	Visits      []chat.Visit      // the newest first
	Conversions []chat.Conversion // the newest first
	Sessions    []VisitorSession  // the newest first
}

// PageFrequency is how often a visitor opened a page.
type PageFrequency struct {
	PageURL string // without its query
	Title   string // the last one
	Visits  int
	Seconds int // on the page, in all
	LastAt  time.Time
}

// Interest is a topic that a visitor asked or read about.
type Interest struct {
	Topic  string // a tag of articles, or the title of one without tags
	Count  int    // of answers and visits
	LastAt time.Time
}

// VisitorSession is a conversation of a visitor.
type VisitorSession struct {
	ID        string
	Status    chat.Status
	CreatedAt time.Time
}

// The most that a profile shows of each kind.
const (
	profileTop    = 20
	profileNewest = 100
)

// FindVisitor returns a visitor of a site that the user may see, or
// chat.ErrNotFound, with what happened in a range of days; a zero time is no end.
func (s *Store) FindVisitor(ctx context.Context, userID, visitorID string, in Days) (out VisitorProfile, err error) {
	rows, err := s.pool.Query(ctx, visitorListing+`v.site_id in `+visibleSites+` and v.site_id = $2 and v.id = $3 and v.id <> $4`, userID, in.SiteID, visitorID, nobody)
	if err != nil {
		return out, fmt.Errorf("find visitor: %w", err)
	}
	if out.VisitorListing, err = pgx.CollectExactlyOneRow(rows, scanVisitor); err != nil {
		return out, notFound("find visitor", err)
	}
	var begins, ends time.Time
	const moments = `
		select coalesce($2::date, '1970-01-01')::timestamp at time zone ` + siteZone + `,
		       (coalesce($3::date, '9999-01-01') + 1)::timestamp at time zone ` + siteZone + `
		from site_settings c where c.site_id = $1`
	err = s.pool.QueryRow(ctx, moments, in.SiteID, dateOrNull(in.From), dateOrNull(in.To)).Scan(&begins, &ends)
	if err != nil {
		return out, fmt.Errorf("find days: %w", err)
	}
	err = readProfile(ctx, s.pool, pgx.NamedArgs{
		"site": in.SiteID, "visitor": visitorID, "begins": begins, "ends": ends, "top": profileTop, "newest": profileNewest,
	}, &out)
	return out, err
}

// dateOrNull is nil for a range that is open there.
func dateOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func readProfile(ctx context.Context, q querier, args pgx.NamedArgs, out *VisitorProfile) (err error) {
	const pages = `
		select split_part(page_url, '?', 1), (array_agg(title order by started_at desc))[1], count(*), sum(seconds), max(started_at)
		from visits where site_id = @site and visitor_id = @visitor and started_at >= @begins and started_at < @ends
		group by 1 order by 3 desc, 5 desc limit @top`
	out.Pages, err = collect(ctx, q, func(p *PageFrequency) []any {
		return []any{&p.PageURL, &p.Title, &p.Visits, &p.Seconds, &p.LastAt}
	}, pages, args)
	if err != nil {
		return fmt.Errorf("count pages: %w", err)
	}
	// What the visitor asked about are the articles that answers cited; what the
	// visitor read are articles whose page was opened.
	interests := `
		with touched as (
		    select (c ->> 'article_id')::uuid as article_id, m.created_at as at
		    from sessions s
		    join messages m on m.site_id = s.site_id and m.session_id = s.id
		    cross join jsonb_array_elements(m.citations) c
		    where s.site_id = @site and s.visitor_id = @visitor and m.created_at >= @begins and m.created_at < @ends
		    union all
		    select a.id, p.started_at
		    from visits p
		    join articles a on a.site_id = p.site_id and a.url <> ''
		     and ` + pagePath("a.url") + ` = ` + pagePath("p.page_url") + `
		    where p.site_id = @site and p.visitor_id = @visitor and p.started_at >= @begins and p.started_at < @ends)
		select topic, count(*), max(at)
		from touched t
		join articles a on a.site_id = @site and a.id = t.article_id
		cross join unnest(case when cardinality(a.tags) > 0 then a.tags else array[a.title] end) topic
		group by topic order by 2 desc, 3 desc limit @top`
	out.Interests, err = collect(ctx, q, func(i *Interest) []any {
		return []any{&i.Topic, &i.Count, &i.LastAt}
	}, interests, args)
	if err != nil {
		return fmt.Errorf("count interests: %w", err)
	}
	const visits = visitColumns + `
		where site_id = @site and visitor_id = @visitor and started_at >= @begins and started_at < @ends
		order by started_at desc, id limit @newest`
	if out.Visits, err = collect(ctx, q, visitFields, visits, args); err != nil {
		return fmt.Errorf("list visits: %w", err)
	}
	const conversions = `
		select id, name, value::float8, coalesce(currency, ''), page_url, created_at from conversions
		where site_id = @site and visitor_id = @visitor and created_at >= @begins and created_at < @ends
		order by created_at desc, id limit @newest`
	out.Conversions, err = collect(ctx, q, func(c *chat.Conversion) []any {
		return []any{&c.ID, &c.Name, &c.Value, &c.Currency, &c.PageURL, &c.CreatedAt}
	}, conversions, args)
	if err != nil {
		return fmt.Errorf("list conversions: %w", err)
	}
	const sessions = `
		select id, status, created_at from sessions
		where site_id = @site and visitor_id = @visitor and created_at >= @begins and created_at < @ends
		order by created_at desc, id limit @newest`
	out.Sessions, err = collect(ctx, q, func(v *VisitorSession) []any {
		return []any{&v.ID, &v.Status, &v.CreatedAt}
	}, sessions, args)
	if err != nil {
		return fmt.Errorf("list sessions of visitor: %w", err)
	}
	return nil
}

const visitColumns = `select id, page_url, title, referrer, started_at, seconds from visits`

func visitFields(v *chat.Visit) []any {
	return []any{&v.ID, &v.PageURL, &v.Title, &v.Referrer, &v.StartedAt, &v.Seconds}
}

// listVisits returns the pages that a visitor opened, the newest first.
func listVisits(ctx context.Context, q querier, siteID, visitorID string, limit int) ([]chat.Visit, error) {
	const query = visitColumns + `
		where site_id = $1 and visitor_id = $2 order by started_at desc, id limit $3`
	visits, err := collect(ctx, q, visitFields, query, siteID, visitorID, limit)
	if err != nil {
		return nil, fmt.Errorf("list visits: %w", err)
	}
	return visits, nil
}

// collect reads rows into values whose columns are scanned into fields.
func collect[T any](ctx context.Context, q querier, fields func(*T) []any, query string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (v T, err error) { return v, row.Scan(fields(&v)...) })
}
