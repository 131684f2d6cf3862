package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// CustomerProfile is what staff read of one customer.
type CustomerProfile struct {
	CustomerListing
	Emails   []string          // further addresses, of customers that were merged into this one, at most profileNewest
	Sessions []CustomerSession // from all browsers, the newest first, at most profileNewest
	Browsers []CustomerBrowser // last seen first, at most profileNewest
	Notes    []CustomerNote    // the newest MaxNotes, oldest first
}

// CustomerSession is a conversation of a customer.
type CustomerSession struct {
	ID               string
	VisitorID        string
	Status           chat.Status
	EscalationReason chat.Reason // "" unless escalated at some time
	FirstWords       string      // of the visitor, at most 200 characters; "" before any
	Stars            int         // 0 unless rated
	CreatedAt        time.Time
}

// CustomerBrowser is a browser from which the customer wrote or was named.
type CustomerBrowser struct {
	VisitorID   string
	FirstSeenAt time.Time
	LastSeenAt  time.Time
	LastPage    string // "" when no visit is stored
}

// CustomerNote is what a member of staff wrote down about a customer.
type CustomerNote struct {
	ID        string // UUID
	UserID    string // "" once the user is gone
	UserName  string
	Content   string
	CreatedAt time.Time
}

// FindCustomer returns a customer of a site that the user may see, or
// chat.ErrNotFound.
func (s *Store) FindCustomer(ctx context.Context, userID, customerID string) (out CustomerProfile, err error) {
	rows, err := s.pool.Query(ctx, customerListing+`where c.site_id in `+visibleSites+` and c.id = $2`, userID, customerID)
	if err != nil {
		return out, fmt.Errorf("find customer: %w", err)
	}
	if out.CustomerListing, err = pgx.CollectExactlyOneRow(rows, scanCustomer); err != nil {
		return out, notFound("find customer", err)
	}
	const emails = `select email from customer_emails where site_id = $1 and customer_id = $2 order by lower(email) limit $3`
	out.Emails, err = collect(ctx, s.pool, func(e *string) []any { return []any{e} }, emails, out.SiteID, out.ID, profileNewest)
	if err != nil {
		return out, fmt.Errorf("list addresses of customer: %w", err)
	}
	p, err := findPerson(ctx, s.pool, out.SiteID, out.ID)
	if err != nil {
		return out, err
	}
	const sessions = `
		select s.id, s.visitor_id, s.status, coalesce(s.escalation_reason, ''),
		       coalesce((select left(coalesce(m.clean_text, m.content), 200) from messages m
		                 where m.site_id = s.site_id and m.session_id = s.id and m.role = 'visitor'
		                 order by m.seq limit 1), ''),
		       coalesce(r.stars, 0), s.created_at
		from sessions s left join ratings r on r.site_id = s.site_id and r.session_id = s.id
		where s.site_id = $1 and s.id = any($2) order by s.created_at desc, s.id limit $3`
	out.Sessions, err = collect(ctx, s.pool, func(c *CustomerSession) []any {
		return []any{&c.ID, &c.VisitorID, &c.Status, &c.EscalationReason, &c.FirstWords, &c.Stars, &c.CreatedAt}
	}, sessions, out.SiteID, p.sessions, profileNewest)
	if err != nil {
		return out, fmt.Errorf("list sessions of customer: %w", err)
	}
	const browsers = `
		select v.id, v.first_seen_at, v.last_seen_at,
		       coalesce((select p.page_url from visits p where p.site_id = v.site_id and p.visitor_id = v.id
		                 order by p.started_at desc limit 1), '')
		from visitors v where v.site_id = $1 and v.id = any($2) order by v.last_seen_at desc, v.id limit $3`
	out.Browsers, err = collect(ctx, s.pool, func(b *CustomerBrowser) []any {
		return []any{&b.VisitorID, &b.FirstSeenAt, &b.LastSeenAt, &b.LastPage}
	}, browsers, out.SiteID, p.visitors, profileNewest)
	if err != nil {
		return out, fmt.Errorf("list browsers of customer: %w", err)
	}
	out.Notes, err = selectCustomerNotes(ctx, s.pool, ``, out.SiteID, out.ID)
	return out, err
}

// selectCustomerNotes reads the customer's notes that condition, a fixed text of
// this package, picks.
func selectCustomerNotes(ctx context.Context, q querier, condition string, args ...any) ([]CustomerNote, error) {
	query := `
		select n.id, coalesce(u.id::text, ''), coalesce(u.name, ''), n.content, n.created_at
		from customer_notes n left join users u on u.id = n.user_id
		where n.site_id = $1 and n.customer_id = $2 ` + condition + ` order by n.created_at desc, n.id desc limit ` + strconv.Itoa(MaxNotes)
	notes, err := collect(ctx, q, func(n *CustomerNote) []any {
		return []any{&n.ID, &n.UserID, &n.UserName, &n.Content, &n.CreatedAt}
	}, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list notes about customer: %w", err)
	}
	slices.Reverse(notes)
	return notes, nil
}

// CustomerKey names a customer and the user who acts on it.
type CustomerKey struct {
	UserID     string
	CustomerID string
}

// lockCustomer holds the customer's row and returns its site, which the user may
// see, or chat.ErrNotFound. No customers of the site are linked meanwhile.
func lockCustomer(ctx context.Context, tx pgx.Tx, in CustomerKey) (siteID string, err error) {
	const find = `select c.site_id from customers c where c.site_id in ` + visibleSites + ` and c.id = $2`
	if err := tx.QueryRow(ctx, find, in.UserID, in.CustomerID).Scan(&siteID); err != nil {
		return "", notFound("find customer", err)
	}
	if err := lockCustomers(ctx, tx, siteID); err != nil {
		return "", err
	}
	const lock = `select site_id from customers where site_id = $1 and id = $2 for update`
	err = tx.QueryRow(ctx, lock, siteID, in.CustomerID).Scan(&siteID)
	return siteID, notFound("lock customer", err)
}

// addCustomerAudit keeps what a user did to a customer.
func addCustomerAudit(ctx context.Context, tx pgx.Tx, siteID string, in CustomerKey, action chat.Action, details map[string]string) error {
	return addAudit(ctx, tx, chat.AuditEntry{Action: action, UserID: in.UserID, SiteID: siteID, SubjectID: in.CustomerID, Details: details})
}

// NewCustomerNote is a note as its writer sends it.
type NewCustomerNote struct {
	CustomerKey
	ID      string // UUID of the writer's making
	Content string // plain text, 1 to chat.MaxMessageRunes characters
}

// AddCustomerNote adds a note about a customer. The same id again returns the
// first note, or CodeConflict when the writer or the content is another. It
// returns chat.ErrNotFound for a customer that the user may not see.
func (s *Store) AddCustomerNote(ctx context.Context, in NewCustomerNote) (note CustomerNote, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		siteID, err := lockCustomer(ctx, tx, in.CustomerKey)
		if err != nil {
			return err
		}
		const insert = `
			insert into customer_notes (site_id, customer_id, id, user_id, content) values ($1, $2, $3, $4, $5)
			on conflict do nothing`
		tag, err := tx.Exec(ctx, insert, siteID, in.CustomerID, in.ID, in.UserID, in.Content)
		if err != nil {
			return fmt.Errorf("insert note about customer: %w", err)
		}
		found, err := selectCustomerNotes(ctx, tx, `and n.id = $3`, siteID, in.CustomerID, in.ID)
		if err != nil {
			return err
		}
		note = found[0]
		if note.UserID != in.UserID || note.Content != in.Content {
			return chat.Errorf(chat.CodeConflict, "This id was already used for another note.")
		}
		if tag.RowsAffected() == 0 {
			return nil
		}
		return addCustomerAudit(ctx, tx, siteID, in.CustomerKey, chat.ActionCustomerNoteAdded, nil)
	})
	return note, err
}
