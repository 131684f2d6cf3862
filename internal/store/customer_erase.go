package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// ListOpenSessionsOfCustomer returns the conversations of a customer that have
// not ended, or chat.ErrNotFound for a customer that the user may not see.
func (s *Store) ListOpenSessionsOfCustomer(ctx context.Context, in CustomerKey) (open []chat.Ending, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		siteID, err := lockCustomer(ctx, tx, in)
		if err != nil {
			return err
		}
		p, err := findPerson(ctx, tx, siteID, in.CustomerID)
		if err != nil {
			return err
		}
		const query = `select site_id, id, 'erasure' from sessions where site_id = $1 and id = any($2) and status <> 'closed' order by id`
		open, err = collect(ctx, tx, func(e *chat.Ending) []any { return []any{&e.SiteID, &e.SessionID, &e.By} }, query, siteID, p.sessions)
		return err
	})
	return open, err
}

// EraseCustomer removes all that is kept of a customer: who it is, the texts of
// its conversations, mails, visits and notes. What stays is that there were
// conversations, when, and how they went, by number. Its conversations must have
// ended, so that nothing is written any more: CodeUnavailable otherwise. It
// returns chat.ErrNotFound for a customer that the user may not see.
func (s *Store) EraseCustomer(ctx context.Context, in CustomerKey) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		siteID, err := lockCustomer(ctx, tx, in)
		if err != nil {
			return err
		}
		p, err := lockPerson(ctx, tx, siteID, in.CustomerID)
		if err != nil {
			return err
		}
		var open bool
		const look = `select exists (select from sessions where site_id = $1 and id = any($2) and status <> 'closed')`
		if err := tx.QueryRow(ctx, look, siteID, p.sessions).Scan(&open); err != nil {
			return fmt.Errorf("look for open sessions: %w", err)
		}
		if open {
			return chat.Errorf(chat.CodeUnavailable, "A conversation of this customer has just begun. Please try again.")
		}
		if err := erasePerson(ctx, tx, p); err != nil {
			return fmt.Errorf("erase customer: %w", err)
		}
		return addCustomerAudit(ctx, tx, siteID, in, chat.ActionCustomerErased, nil)
	})
}

// nobody is whom erased conversations of a site belong to.
var nobody = uuid.Nil.String()

// erasePerson does the work, in an order in which each step still finds what it
// needs.
func erasePerson(ctx context.Context, tx pgx.Tx, p person) error {
	for _, query := range []string{
		// A mail that tells of several conversations and has not gone yet is
		// written anew without these.
		`with gone as (
		     delete from mails m where m.site_id = @site and (` + mailsOfPerson + ` or m.kind = 'alert' and m.session_id is null and exists (
		         select from notifications n
		         where n.site_id = m.site_id and n.user_id = m.user_id and n.settled_at = m.created_at and n.session_id = any(@sessions)))
		     returning m.site_id, m.user_id, m.created_at, m.kind, m.status)
		 update notifications n set settled_at = null from gone
		 where gone.kind = 'alert' and gone.status = 'queued'
		   and n.site_id = gone.site_id and n.user_id = gone.user_id and n.settled_at = gone.created_at`,
		`delete from idempotency_keys
		 where site_id = @site and (scope = any(@visitors::text[]) or result ->> 'ID' = any(@sessions::text[]))`,
		`delete from usage_counters
		 where site_id = @site and subject in (select decode(replace(v, '-', ''), 'hex') from unnest(@visitors::text[]) v)`,

		// A gap that only these conversations show goes. One that others show, too, may
		// have been made of their words: it is made anew of another's.
		`delete from gap_queue q using messages m
		 where m.site_id = @site and m.session_id = any(@sessions) and q.site_id = @site and q.message_id = m.id`,
		`with gone as (delete from gap_questions where site_id = @site and session_id = any(@sessions) returning gap_id),
		 others as (
		     select distinct on (q.gap_id) q.gap_id, q.message_id from gap_questions q
		     where q.site_id = @site and q.gap_id in (select gap_id from gone) and q.session_id <> all(@sessions)
		     order by q.gap_id, q.asked_at),
		 anew as (
		     update gaps g set terms = ` + noTerms + `, model = '', embedding = null from others o
		     where g.site_id = @site and g.id = o.gap_id),
		 queued as (
		     insert into gap_queue (site_id, message_id) select @site, message_id from others
		     on conflict (site_id, message_id) do update set queued_at = now())
		 delete from gaps g where g.site_id = @site and g.id in (select gap_id from gone) and g.id not in (select gap_id from others)`,
		`delete from alerts where site_id = @site and session_id = any(@sessions)`,
		`delete from notes where site_id = @site and session_id = any(@sessions)`,
		`delete from session_events where site_id = @site and session_id = any(@sessions)`,
		`update ratings set feedback = '', tags = '{}' where site_id = @site and session_id = any(@sessions)`,
		// No turn is of epoch -1: what is still at work on one writes nothing any more.
		`update turns set epoch = -1, passages = '[]', prompt = '{}', draft = '', answer = null
		 where site_id = @site and session_id = any(@sessions)`,
		`update messages set content = '', clean_text = null, html = '', quick_replies = '{}',
		     client_message_id = case when client_message_id is not null then id::text end
		 where site_id = @site and session_id = any(@sessions)`,

		`insert into visitors (site_id, id, sends_id) values (@site, '` + nobody + `', true) on conflict do nothing`,
		`update sessions set visitor_id = '` + nobody + `', customer_id = null, identity_verified = false,
		     visitor_name = '', visitor_email = '', page_url = '', network = null, visitor_seen_at = null,
		     replies_unseen_since = null, needs_follow_up = false, erased_at = now(), epoch = epoch + 1
		 where site_id = @site and id = any(@sessions)`,

		// The days on which these browsers were counted are counted anew.
		markDays(`select started_at as at from visits where site_id = @site and visitor_id = any(@visitors)
		          union all select first_seen_at from visitors where site_id = @site and id = any(@visitors)`),
		`delete from day_numbers d using changed_days c
		 where d.site_id = @site and c.site_id = @site and d.day = c.day and d.kind in ('page', 'page_seconds')`,
		`delete from visits where site_id = @site and visitor_id = any(@visitors)`,
		`delete from conversions where site_id = @site and visitor_id = any(@visitors)`,
		`update visitors set customer_id = null where site_id = @site and customer_id = @customer`,
		`delete from visitors v where v.site_id = @site and v.id = any(@visitors)
		     and not exists (select from sessions s where s.site_id = v.site_id and s.visitor_id = v.id)`,
		`delete from customers where site_id = @site and id = @customer`,
	} {
		if _, err := tx.Exec(ctx, query, p.args()); err != nil {
			return err
		}
	}
	return nil
}
