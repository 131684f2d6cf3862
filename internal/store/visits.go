package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/netip"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// Tracked is what a visitor's client tells of the visitor's way through a site.
type Tracked struct {
	SiteID    string
	VisitorID string     // as the client sent it
	Consent   bool       // the visitor agreed to being tracked
	From      netip.Addr // the client's; the zero address is not limited

	Visits      []chat.Visit
	Conversions []chat.Conversion
}

// Track stores a visitor's visits and conversions, unless the site tracks
// nobody or only those who agreed. A visit that is known gets its new time on
// the page and title; a conversion that is known stays as it is. Over a limit of
// new ones it returns CodeTooManyRequests and stores nothing.
func (s *Store) Track(ctx context.Context, in Tracked) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		var tracking chat.Tracking
		const setting = `select tracking from site_settings where site_id = $1`
		if err := tx.QueryRow(ctx, setting, in.SiteID).Scan(&tracking); err != nil {
			return notFound("find settings", err)
		}
		if tracking == chat.TrackingOff || tracking == chat.TrackingConsent && !in.Consent {
			return nil
		}
		const visitor = `
			insert into visitors (site_id, id, sends_id) values ($1, $2, true)
			on conflict (site_id, id) do update set last_seen_at = now(), sends_id = true`
		if _, err := tx.Exec(ctx, visitor, in.SiteID, in.VisitorID); err != nil {
			return fmt.Errorf("note visitor: %w", err)
		}
		added, err := insertTracked(ctx, tx, in)
		if err != nil || added == 0 {
			return err
		}
		return takeVisits(ctx, tx, in, added)
	})
}

// insertTracked returns how many visits and conversions were not known before.
func insertTracked(ctx context.Context, tx pgx.Tx, in Tracked) (added int64, err error) {
	const visit = `
		insert into visits as v (site_id, visitor_id, id, page_url, title, referrer, seconds, started_at)
		values ($1, $2, $3, $4, $5, $6, $7, least(greatest($8, now() - $9::interval), now()))
		on conflict (site_id, visitor_id, id) do update
		set seconds = greatest(v.seconds, excluded.seconds), title = coalesce(nullif(excluded.title, ''), v.title)
		returning (xmax = 0)::int`
	const conversion = `
		with added as (
		    insert into conversions (site_id, visitor_id, id, name, value, currency, page_url)
		    values ($1, $2, $3, $4, $5, nullif($6, ''), $7) on conflict do nothing returning id)
		select count(*)::int from added`
	count := func(row pgx.Row) error {
		var n int64
		err := row.Scan(&n)
		added += n
		return err
	}
	var batch pgx.Batch
	for _, v := range in.Visits {
		batch.Queue(visit, in.SiteID, in.VisitorID, v.ID, v.PageURL, v.Title, v.Referrer, v.Seconds, v.StartedAt, chat.MaxVisitAge).QueryRow(count)
	}
	for _, c := range in.Conversions {
		batch.Queue(conversion, in.SiteID, in.VisitorID, c.ID, c.Name, c.Value, c.Currency, c.PageURL).QueryRow(count)
	}
	ids := make([]string, len(in.Visits))
	for i, v := range in.Visits {
		ids[i] = v.ID
	}
	const late = `select started_at as at from visits where site_id = @site and visitor_id = @visitor and id = any(@ids)`
	batch.Queue(markDays(late), pgx.NamedArgs{"site": in.SiteID, "visitor": in.VisitorID, "ids": ids})
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return 0, fmt.Errorf("store visits: %w", err)
	}
	return added, nil
}

// takeVisits counts new visits and conversions against the limits, which keep
// anybody from filling the disk.
func takeVisits(ctx context.Context, tx pgx.Tx, in Tracked, added int64) error {
	visitor, err := hex.DecodeString(strings.ReplaceAll(in.VisitorID, "-", ""))
	if err != nil {
		return fmt.Errorf("read visitor id: %w", err)
	}
	limits := []limit{{subject: visitor, most: chat.VisitorVisitsDaily}}
	if network := networkHash(in.From); network != nil {
		limits = append(limits, limit{subject: network, most: chat.AddressVisitsDaily})
	}
	limits = append(limits, limit{most: chat.SiteVisitsDaily})
	for _, l := range limits {
		l.kind, l.window = usedVisits, day
		if err := take(ctx, tx, in.SiteID, l, added, "No more visits are recorded today."); err != nil {
			return err
		}
	}
	return nil
}

// SawVisitor notes that a visitor's client called, to the minute. It makes no
// visitor.
func (s *Store) SawVisitor(ctx context.Context, siteID, visitorID string) error {
	const query = `
		update visitors set last_seen_at = now()
		where site_id = $1 and id = $2 and last_seen_at < now() - interval '1 minute'`
	if _, err := s.pool.Exec(ctx, query, siteID, visitorID); err != nil {
		return fmt.Errorf("note visitor: %w", err)
	}
	return nil
}
