package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// Insights is what visitors did in a range of days, in sum.
type Insights struct {
	Days          Days
	NewVisitors   int64 // who came for the first time
	Conversations int64 // that began
	Visits        int64 // of pages
	Seconds       int64 // on pages
	Pages         []PageCount
	Interests     []InterestCount
	Conversions   []ConversionCount
}

// PageCount is how often a page was opened.
type PageCount struct {
	PageURL string // without its query, at most 500 characters
	Visits  int64
	Seconds int64
}

// InterestCount is how often visitors asked or read about a topic.
type InterestCount struct {
	Topic string // a tag of articles, or the title of one without tags
	Count int64  // of answers and visits
}

// ConversionCount is how often visitors did something that the owner counts.
type ConversionCount struct {
	Name     string
	Currency string // "" without a value
	Count    int64
	Value    float64 // in all
}

// insightsTop is the most that insights show of each kind.
const insightsTop = 50

// pagePath is the address of a page by which pages are told apart: url, a column,
// without its query and the slash at its end. articles_page is an index of it.
func pagePath(url string) string { return `rtrim(split_part(` + url + `, '?', 1), '/')` }

var insightKinds = []string{countBegun, countVisitors, countPages, countSeconds, countCited}

// FindInsights counts what visitors did on the sites that the user may see.
// Errors are those of FindAnalytics.
func (s *Store) FindInsights(ctx context.Context, userID string, in Days) (out Insights, err error) {
	if err := in.check(); err != nil {
		return out, err
	}
	out.Days = in
	err = s.inSnapshot(ctx, func(tx pgx.Tx) error {
		if _, err := visibleTotals(ctx, tx, userID, in.SiteID); err != nil {
			return err
		}
		return readInsights(ctx, tx, userID, in, &out)
	})
	if err != nil && chat.CodeOf(err) == chat.CodeInternal {
		err = fmt.Errorf("count visits: %w", err)
	}
	return out, err
}

func readInsights(ctx context.Context, tx pgx.Tx, userID string, in Days, out *Insights) (err error) {
	// What visitors asked about are the articles that answers named; what they
	// read are articles whose page was opened.
	counts := numbersOf + `,
		sums as (select site_id, kind, label, sum(n)::bigint as n from numbers group by 1, 2, 3),
		pages as (
		    select p.label, sum(p.n)::bigint as n, coalesce(sum(t.n), 0)::bigint as seconds
		    from sums p left join sums t on t.site_id = p.site_id and t.kind = '` + countSeconds + `' and t.label = p.label
		    where p.kind = '` + countPages + `' group by p.label),
		touched as (
		    select a.site_id, a.id, c.n from sums c join articles a on a.site_id = c.site_id and a.id = c.label::uuid
		    where c.kind = '` + countCited + `'
		    union all
		    select a.site_id, a.id, p.n from sums p join articles a on a.site_id = p.site_id and a.url <> ''
		     and ` + pagePath("a.url") + ` = ` + pagePath("p.label") + `
		    where p.kind = '` + countPages + `'),
		topics as (
		    select topic, sum(t.n)::bigint as n from touched t join articles a on a.site_id = t.site_id and a.id = t.id
		    cross join unnest(case when cardinality(a.tags) > 0 then a.tags else array[a.title] end) topic
		    group by topic)
		select * from (
		    (select 'page' as what, label, n, seconds from pages order by n desc, label limit $6)
		    union all
		    (select 'topic', topic, n, 0 from topics order by n desc, topic limit $6)
		    union all
		    select 'sum', kind, sum(n)::bigint, 0 from sums group by kind) x
		order by what, n desc, label`
	rows, err := tx.Query(ctx, counts, userID, in.SiteID, in.From, in.To, insightKinds, insightsTop)
	if err != nil {
		return err
	}
	sums := map[string]*int64{
		countPages: &out.Visits, countSeconds: &out.Seconds, countBegun: &out.Conversations, countVisitors: &out.NewVisitors,
	}
	var what, label string
	var n, seconds int64
	_, err = pgx.ForEachRow(rows, []any{&what, &label, &n, &seconds}, func() error {
		switch what {
		case "page":
			out.Pages = append(out.Pages, PageCount{label, n, seconds})
		case "topic":
			out.Interests = append(out.Interests, InterestCount{label, n})
		default:
			if to := sums[label]; to != nil {
				*to = n
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	const conversions = `
		select x.name, coalesce(x.currency, ''), count(*), coalesce(sum(x.value), 0)::float8
		from site_settings c
		cross join lateral (
		    select n.name, n.currency, n.value from conversions n
		    where n.site_id = c.site_id
		      and n.created_at >= $3::date::timestamp at time zone ` + siteZone + `
		      and n.created_at < ($4::date + 1)::timestamp at time zone ` + siteZone + `) x
		where c.site_id in ` + visibleSites + ` and ($2 = '' or c.site_id::text = $2)
		group by 1, 2 order by 3 desc, 1, 2 limit $5`
	out.Conversions, err = collect(ctx, tx, func(c *ConversionCount) []any {
		return []any{&c.Name, &c.Currency, &c.Count, &c.Value}
	}, conversions, userID, in.SiteID, in.From, in.To, insightsTop)
	return err
}
