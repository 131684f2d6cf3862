package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// What is counted of each day of a site, by kind. An event counts on the day on
// which it happened, so that a day that is over hardly ever changes.
const (
	countBegun     = "begun"         // conversations, by the hour
	countEnded     = "ended"         // conversations in which the visitor wrote, by who it took
	countEscalated = "escalated"     // times that a person was asked for, by reason
	countAnswered  = "answered"      // the assistant's answers, by the milliseconds that they took
	countReplied   = "replied"       // first replies of people who were asked for, by the milliseconds
	countStars     = "stars"         // ratings, by stars
	countThumbs    = "thumbs"        // reactions, by value
	countInput     = "input_tokens"  // by model
	countOutput    = "output_tokens" // by model
	countCited     = "cited"         // articles that answers named, by id
	countVisitors  = "visitors"      // who came for the first time
	countPages     = "page"          // pages that were opened, by address without query
	countSeconds   = "page_seconds"  // on these pages
)

// The labels of countEnded.
const (
	endedAlone  = "alone"  // no person was asked for
	endedPerson = "person" // one was
)

// siteZone is the clock of a site, of which c are the settings.
const siteZone = `coalesce(c.business_hours ->> 'time_zone', 'UTC')`

// twoDigits rounds a span to milliseconds of two digits, so that days of any
// length have few labels.
func twoDigits(span string) string {
	ms := `greatest(extract(epoch from ` + span + `)::float8 * 1000, 1)`
	unit := `power(10, floor(log(` + ms + `)) - 1)`
	return `(round(` + ms + ` / ` + unit + `) * ` + unit + `)::bigint::text`
}

// countRows counts what happened on the days of span, rows of site_id, day, zone,
// begins and ends. Each day is looked up along indexes that begin with the site
// and the time.
var countRows = `
	select d.site_id, x.kind, d.day, x.label, x.n from span d cross join lateral (
	    select '` + countBegun + `' as kind, extract(hour from s.created_at at time zone d.zone)::int::text as label, count(*) as n
	    from sessions s where s.site_id = d.site_id and s.created_at >= d.begins and s.created_at < d.ends group by 2
	    union all
	    select '` + countEnded + `', case when s.escalation_reason is null then '` + endedAlone + `' else '` + endedPerson + `' end, count(*)
	    from sessions s where s.site_id = d.site_id and s.closed_at >= d.begins and s.closed_at < d.ends
	      and exists (select from messages m where m.site_id = s.site_id and m.session_id = s.id and m.role = 'visitor') group by 2
	    union all
	    select '` + countEscalated + `', e.reason, count(*)
	    from escalations e where e.site_id = d.site_id and e.created_at >= d.begins and e.created_at < d.ends group by 2
	    union all
	    select '` + countAnswered + `', ` + twoDigits(`m.created_at - q.created_at`) + `, count(*)
	    from messages m join messages q on q.site_id = m.site_id and q.id = m.turn_id -- a turn has the id of its first question
	    where m.site_id = d.site_id and m.role in ('assistant', 'agent') and m.created_at >= d.begins and m.created_at < d.ends
	      and m.turn_id is not null group by 2
	    union all
	    select '` + countReplied + `', ` + twoDigits(`m.created_at - e.created_at`) + `, count(*)
	    from messages m join escalations e on e.site_id = m.site_id and e.session_id = m.session_id and e.number = 1 and e.reason <> 'manual'
	    where m.site_id = d.site_id and m.role = 'agent' and m.created_at >= d.begins and m.created_at < d.ends
	      and not exists (select from messages b where b.site_id = m.site_id and b.session_id = m.session_id and b.role = 'agent' and b.seq < m.seq)
	    group by 2
	    union all
	    select '` + countStars + `', r.stars::text, count(*)
	    from ratings r where r.site_id = d.site_id and r.created_at >= d.begins and r.created_at < d.ends group by 2
	    union all
	    select '` + countThumbs + `', r.value, count(*)
	    from reactions r where r.site_id = d.site_id and r.updated_at >= d.begins and r.updated_at < d.ends group by 2
	    union all
	    select k.kind, t.model, sum(k.n)::bigint
	    from turns t cross join lateral (values ('` + countInput + `', t.input_tokens), ('` + countOutput + `', t.output_tokens)) k (kind, n)
	    where t.site_id = d.site_id and t.finished_at >= d.begins and t.finished_at < d.ends and k.n > 0 group by 1, 2
	    union all
	    select '` + countCited + `', c ->> 'article_id', count(*)
	    from messages m cross join jsonb_array_elements(m.citations) c
	    where m.site_id = d.site_id and m.role in ('assistant', 'agent') and m.created_at >= d.begins and m.created_at < d.ends
	      and m.citations <> '[]' group by 2
	    union all
	    select '` + countVisitors + `', '', count(*)
	    from visitors v where v.site_id = d.site_id and v.first_seen_at >= d.begins and v.first_seen_at < d.ends
	      and v.id <> '` + nobody + `' having count(*) > 0
	    union all
	    select k.kind, left(split_part(v.page_url, '?', 1), 500), sum(k.n)::bigint
	    from visits v cross join lateral (values ('` + countPages + `', 1), ('` + countSeconds + `', v.seconds)) k (kind, n)
	    where v.site_id = d.site_id and v.started_at >= d.begins and v.started_at < d.ends group by 1, 2) x`

// isCounted holds of day w of a site, by its clock, when day_numbers has it.
const isCounted = `
	exists (select from counted_days k where k.site_id = w.site_id and k.day = w.day and k.zone = w.zone)
	and not exists (select from changed_days k where k.site_id = w.site_id and k.day = w.day)`

// dayBounds are when day w begins and ends, by its clock.
const dayBounds = `w.day::timestamp at time zone w.zone as begins, (w.day + 1)::timestamp at time zone w.zone as ends`

// markDays is a statement that marks the days of the site @site of which times, a
// query of a column at, says that something changed, unless they are not over
// yet. The day before and after are marked, too: the site's clock may become
// another one.
func markDays(times string) string {
	return `
		insert into changed_days (site_id, day)
		select distinct c.site_id, (x.at at time zone ` + siteZone + `)::date + near
		from site_settings c cross join (` + times + `) x cross join generate_series(-1, 1) near
		where c.site_id = @site
		  and (x.at at time zone ` + siteZone + `)::date < (clock_timestamp() at time zone ` + siteZone + `)::date`
}

// markDay marks one day.
func markDay(ctx context.Context, tx pgx.Tx, siteID string, at time.Time) error {
	if _, err := tx.Exec(ctx, markDays(`select @at::timestamptz as at`), pgx.NamedArgs{"site": siteID, "at": at}); err != nil {
		return fmt.Errorf("mark day as changed: %w", err)
	}
	return nil
}

// settledAfter is how long a day has been over when it is counted. No
// transaction takes that long: what it writes with the day's time is there then.
const settledAfter = time.Hour

// CountDays counts days that are over, at most limit of each site, the newest
// first, and tells whether there may be more. Of several processes that call it
// at once, one counts.
func (s *Store) CountDays(ctx context.Context, limit int) (more bool, err error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return false, fmt.Errorf("count days: %w", err)
	}
	defer conn.Release()
	var mine bool
	const lock = `select pg_try_advisory_lock(hashtextextended('count days in ' || current_schema(), 0))`
	if err := conn.QueryRow(ctx, lock).Scan(&mine); err != nil || !mine {
		return false, err
	}
	defer func() {
		const unlock = `select pg_advisory_unlock(hashtextextended('count days in ' || current_schema(), 0))`
		if _, failed := conn.Exec(context.WithoutCancel(ctx), unlock); failed != nil && err == nil {
			err = fmt.Errorf("count days: %w", failed)
		}
	}()
	rows, err := conn.Query(ctx, `select site_id from site_settings order by site_id`)
	if err != nil {
		return false, fmt.Errorf("list sites to count: %w", err)
	}
	sites, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return false, fmt.Errorf("list sites to count: %w", err)
	}
	for _, siteID := range sites {
		counted, err := countSite(ctx, conn, siteID, limit)
		if err != nil {
			return false, fmt.Errorf("count days of site %s: %w", siteID, err)
		}
		more = more || counted == limit
	}
	return more, nil
}

// countSite counts days of one site. All of it sees one moment: a change that is
// committed later has its mark committed with it, and the mark stays.
func countSite(ctx context.Context, conn *pgxpool.Conn, siteID string, limit int) (counted int, err error) {
	const due = `
		select w.zone, w.day
		from (select c.site_id, ` + siteZone + ` as zone, d::date as day
		      from site_settings c
		      cross join lateral (select min(at) as at from (
		          select min(s.created_at) as at from sessions s where s.site_id = c.site_id
		          union all select min(v.first_seen_at) from visitors v where v.site_id = c.site_id
		          union all select min(v.started_at) from visits v where v.site_id = c.site_id) first) first
		      cross join lateral generate_series((first.at at time zone ` + siteZone + `)::date,
		          ((now() - $2::interval) at time zone ` + siteZone + `)::date - 1, interval '1 day') d
		      where c.site_id = $1) w
		where not (` + isCounted + `)
		order by w.day desc limit $3`
	err = pgx.BeginTxFunc(ctx, conn, pgx.TxOptions{IsoLevel: pgx.RepeatableRead}, func(tx pgx.Tx) error {
		var zone string
		var at time.Time
		var days []time.Time
		rows, err := tx.Query(ctx, due, siteID, settledAfter, limit)
		if err != nil {
			return err
		}
		_, err = pgx.ForEachRow(rows, []any{&zone, &at}, func() error {
			days = append(days, at)
			return nil
		})
		if counted = len(days); err != nil || counted == 0 {
			return err
		}
		const span = `with span as (
			select w.*, ` + dayBounds + ` from (select @site::uuid as site_id, @zone::text as zone, unnest(@days::date[]) as day) w) `
		for _, query := range []string{
			`delete from changed_days where site_id = @site and day = any(@days)`,
			`delete from day_numbers where site_id = @site and day = any(@days)`,
			span + `insert into day_numbers (site_id, kind, day, label, n) ` + countRows,
			span + `insert into counted_days (site_id, day, zone) select site_id, day, zone from span
				on conflict (site_id, day) do update set zone = excluded.zone`,
		} {
			if _, err := tx.Exec(ctx, query, pgx.NamedArgs{"site": siteID, "zone": zone, "days": days}); err != nil {
				return err
			}
		}
		return nil
	})
	return counted, err
}
