package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// Record is one kept row, by its columns.
type Record map[string]any

// CustomerExport is all that is kept of one person. It leaves out what is the
// site's own: prompts, passages of articles and hashes.
type CustomerExport struct {
	At            time.Time
	SiteID        string
	Customer      Record
	Addresses     []string // further ones
	Notes         []Record // of staff about the person
	Visitors      []Record // the person's browsers
	Visits        []Record
	Conversions   []Record
	Conversations []Record // with their messages and everything else that hangs from them
	Mails         []Record // about the conversations, or to one of the addresses
}

// ExportCustomer reads all that is kept of a customer, as of one moment. It
// returns chat.ErrNotFound for a customer that the user may not see.
func (s *Store) ExportCustomer(ctx context.Context, in CustomerKey) (out CustomerExport, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		siteID, err := lockCustomer(ctx, tx, in)
		if err != nil {
			return err
		}
		p, err := lockPerson(ctx, tx, siteID, in.CustomerID)
		if err != nil {
			return err
		}
		out.SiteID = siteID
		if err := readExport(ctx, tx, p, &out); err != nil {
			return fmt.Errorf("export customer: %w", err)
		}
		return addCustomerAudit(ctx, tx, siteID, in, chat.ActionCustomerExported, nil)
	})
	return out, err
}

func readExport(ctx context.Context, tx pgx.Tx, p person, out *CustomerExport) error {
	const customer = `
		select now(), to_jsonb(c) - 'words',
		       array(select f.email from customer_emails f where f.site_id = c.site_id and f.customer_id = c.id order by f.email)
		from customers c where c.site_id = @site and c.id = @customer`
	if err := tx.QueryRow(ctx, customer, p.args()).Scan(&out.At, &out.Customer, &out.Addresses); err != nil {
		return err
	}
	// What hangs from a conversation s, by the name of its field.
	const conversations = `
		select to_jsonb(s) - 'network' - 'urgency' || jsonb_build_object(
		    'messages', (select coalesce(jsonb_agg(to_jsonb(m) - 'html' - 'clean_text' || jsonb_build_object('reaction', r.value) order by m.seq), '[]')
		                 from messages m left join reactions r on r.site_id = m.site_id and r.message_id = m.id
		                 where m.site_id = s.site_id and m.session_id = s.id),
		    'answers',  (select coalesce(jsonb_agg(to_jsonb(t) - 'prompt' - 'passages' order by t.created_at), '[]')
		                 from turns t where t.site_id = s.site_id and t.session_id = s.id),
		    'rating',   (select to_jsonb(r) from ratings r where r.site_id = s.site_id and r.session_id = s.id),
		    'escalations', (select coalesce(jsonb_agg(to_jsonb(e) order by e.number), '[]')
		                 from escalations e where e.site_id = s.site_id and e.session_id = s.id),
		    'notes',    (select coalesce(jsonb_agg(to_jsonb(n) order by n.created_at), '[]')
		                 from notes n where n.site_id = s.site_id and n.session_id = s.id))
		from sessions s where s.site_id = @site and s.id = any(@sessions) order by s.created_at, s.id`
	for _, part := range []struct {
		to    *[]Record
		query string
	}{
		{&out.Notes, `select to_jsonb(n) from customer_notes n where n.site_id = @site and n.customer_id = @customer order by n.created_at, n.id`},
		{&out.Visitors, `select to_jsonb(v) from visitors v where v.site_id = @site and v.id = any(@visitors) order by v.first_seen_at, v.id`},
		{&out.Visits, `select to_jsonb(v) from visits v where v.site_id = @site and v.visitor_id = any(@visitors) order by v.started_at, v.id`},
		{&out.Conversions, `select to_jsonb(n) from conversions n where n.site_id = @site and n.visitor_id = any(@visitors) order by n.created_at, n.id`},
		{&out.Conversations, conversations},
		{&out.Mails, `select to_jsonb(m) - 'body_html' from mails m where m.site_id = @site and ` + mailsOfPerson + ` order by m.created_at, m.id`},
	} {
		rows, err := tx.Query(ctx, part.query, p.args())
		if err != nil {
			return err
		}
		if *part.to, err = pgx.CollectRows(rows, pgx.RowTo[Record]); err != nil {
			return err
		}
	}
	return nil
}
