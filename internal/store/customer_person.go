package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// person is what belongs to one customer: the conversations that name the
// customer, the browsers from which they came or that the site vouched for, and
// what these browsers wrote without saying who they are. A browser that the site
// says is somebody else's is not the customer's.
type person struct {
	siteID, customerID string
	visitors, sessions []string
}

// findPerson gathers a customer's browsers and conversations. In a transaction
// that holds lockCustomers, lockPerson does so without anything changing
// afterwards.
func findPerson(ctx context.Context, q querier, siteID, customerID string) (person, error) {
	p := person{siteID: siteID, customerID: customerID}
	const visitors = `
		select id::text from visitors where site_id = $1 and customer_id = $2
		union
		select v.id::text from sessions s join visitors v on v.site_id = s.site_id and v.id = s.visitor_id
		where s.site_id = $1 and s.customer_id = $2 and v.customer_id is null
		order by 1`
	const sessions = `
		select id::text from sessions where site_id = $1 and customer_id = $2
		union
		select id::text from sessions where site_id = $1 and visitor_id = any($3) and customer_id is null and erased_at is null
		order by 1`
	for _, part := range []struct {
		ids   *[]string
		query string
		args  []any
	}{
		{&p.visitors, visitors, nil},
		{&p.sessions, sessions, []any{&p.visitors}},
	} {
		rows, err := q.Query(ctx, part.query, append([]any{siteID, customerID}, part.args...)...)
		if err != nil {
			return person{}, fmt.Errorf("find what belongs to customer: %w", err)
		}
		if *part.ids, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
			return person{}, fmt.Errorf("find what belongs to customer: %w", err)
		}
	}
	return p, nil
}

// lockPerson is findPerson and holds all that it finds.
func lockPerson(ctx context.Context, tx pgx.Tx, siteID, customerID string) (person, error) {
	p, err := findPerson(ctx, tx, siteID, customerID)
	if err != nil {
		return person{}, err
	}
	// A browser whose row is held begins no conversation.
	const visitors = `select from visitors where site_id = $1 and id = any($2) order by id for update`
	if _, err := tx.Exec(ctx, visitors, siteID, p.visitors); err != nil {
		return person{}, fmt.Errorf("lock visitors: %w", err)
	}
	if p, err = findPerson(ctx, tx, siteID, customerID); err != nil {
		return person{}, err
	}
	const sessions = `select from sessions where site_id = $1 and id = any($2) order by id for update`
	if _, err := tx.Exec(ctx, sessions, siteID, p.sessions); err != nil {
		return person{}, fmt.Errorf("lock sessions: %w", err)
	}
	return p, nil
}

// args name the person in a query.
func (p person) args() pgx.NamedArgs {
	return pgx.NamedArgs{"site": p.siteID, "customer": p.customerID, "visitors": p.visitors, "sessions": p.sessions}
}

// mailsOfPerson holds of a mail m that is about one of the person's
// conversations or went to one of the person's addresses.
const mailsOfPerson = `(m.session_id = any(@sessions) or lower(m.recipient) in (
	select lower(c.email) from customers c where c.site_id = @site and c.id = @customer and c.email is not null
	union select lower(f.email) from customer_emails f where f.site_id = @site and f.customer_id = @customer
	union select lower(trim(s.visitor_email)) from sessions s where s.site_id = @site and s.id = any(@sessions) and s.visitor_email <> ''))`
