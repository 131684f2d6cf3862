package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// lockCustomers lets a site's customers be linked by one transaction at a time.
// It goes before any lock of a session.
func lockCustomers(ctx context.Context, tx pgx.Tx, siteID string) error {
	return lockNamed(ctx, tx, "customers of "+siteID)
}

// typedCustomer returns the customer of an address that a visitor typed. It is
// made when there is none. Nothing of a verified customer changes. It returns
// nil where there is no address, and where the site wants signatures.
func typedCustomer(ctx context.Context, tx pgx.Tx, siteID string, who chat.Identity) (*string, error) {
	var signatures bool
	const setting = `select identity_required from site_settings where site_id = $1`
	if err := tx.QueryRow(ctx, setting, siteID).Scan(&signatures); err != nil {
		return nil, notFound("find settings", err)
	}
	if who.Email == "" || signatures {
		return nil, nil
	}
	var id string
	const further = `select customer_id from customer_emails where site_id = $1 and lower(email) = lower($2)`
	err := tx.QueryRow(ctx, further, siteID, who.Email).Scan(&id)
	if err == nil {
		return &id, nil
	}
	if !errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("find customer by a further address: %w", err)
	}
	const query = `
		insert into customers (site_id, id, email, name) values ($1, $2, $3, $4)
		on conflict (site_id, lower(email)) do update
		set name = case when customers.name = '' and not customers.verified then excluded.name else customers.name end
		returning id`
	if err := tx.QueryRow(ctx, query, siteID, uuid.NewString(), who.Email, who.Name).Scan(&id); err != nil {
		return nil, fmt.Errorf("find or make customer: %w", err)
	}
	return &id, nil
}

// signedCustomer returns the customer that a signed identity is about, as the
// signature describes it. It is found by the owner's id of the user, then by
// the address; the newest signature decides whose address it is.
func signedCustomer(ctx context.Context, tx pgx.Tx, siteID string, who chat.Identity) (string, error) {
	var byID, byEmail, holderOf string // the customers of the id and of the address; whose id the latter has
	const find = `
		select coalesce((select id::text from customers where site_id = $1 and external_id = $2), ''), coalesce(e.id::text, ''),
		       coalesce(e.external_id, '')
		from (select) one
		left join customer_emails f on f.site_id = $1 and lower(f.email) = lower($3)
		left join customers e on e.site_id = $1 and (lower(e.email) = lower($3) or e.id = f.customer_id)`
	if err := tx.QueryRow(ctx, find, siteID, who.ExternalID, who.Email).Scan(&byID, &byEmail, &holderOf); err != nil {
		return "", fmt.Errorf("find customer: %w", err)
	}
	id := byID
	switch {
	case byEmail == "" || byEmail == byID:
	case who.ExternalID == "" || holderOf == "" && byID == "":
		id = byEmail
	case holderOf == "": // known by the address alone: the same customer
		if err := mergeCustomers(ctx, tx, siteID, byEmail, byID); err != nil {
			return "", err
		}
	default: // another user had the address before
		if err := takeAddress(ctx, tx, siteID, byEmail, who.Email); err != nil {
			return "", err
		}
	}
	if id == "" {
		id = uuid.NewString()
		const insert = `
			insert into customers (site_id, id, external_id, email, name, verified)
			values ($1, $2, nullif($3, ''), nullif($4, ''), $5, true)`
		if _, err := tx.Exec(ctx, insert, siteID, id, who.ExternalID, who.Email, who.Name); err != nil {
			return "", fmt.Errorf("make customer: %w", err)
		}
		return id, nil
	}
	const update = ` -- a name that somebody typed goes; a further address, found without an id, stays one
		update customers set
		    external_id = coalesce(nullif($3, ''), external_id),
		    email = case when $3 = '' and lower(email) <> lower($4) then email else coalesce(nullif($4, ''), email) end,
		    name = case when $5 <> '' or not verified then $5 else name end, verified = true
		where site_id = $1 and id = $2`
	if _, err := tx.Exec(ctx, update, siteID, id, who.ExternalID, who.Email, who.Name); err != nil {
		return "", fmt.Errorf("update customer: %w", err)
	}
	const first = `
		delete from customer_emails f using customers c
		where f.site_id = $1 and f.customer_id = $2 and c.site_id = $1 and c.id = $2 and lower(f.email) = lower(c.email)`
	if _, err := tx.Exec(ctx, first, siteID, id); err != nil {
		return "", fmt.Errorf("make a further address the first: %w", err)
	}
	return id, nil
}

// takeAddress takes an address, its own or a further one, from a customer who is
// known by an id, too.
func takeAddress(ctx context.Context, tx pgx.Tx, siteID, customerID, email string) error {
	for _, query := range []string{
		`update customers set email = null where site_id = $1 and id = $2 and lower(email) = lower($3)`,
		`delete from customer_emails where site_id = $1 and customer_id = $2 and lower(email) = lower($3)`,
	} {
		if _, err := tx.Exec(ctx, query, siteID, customerID, email); err != nil {
			return fmt.Errorf("take address from customer: %w", err)
		}
	}
	return nil
}

// mergeCustomers gives all that one customer has to another. What both have, the
// other one keeps; a second address becomes a further one. A name that somebody
// typed never names a customer whom the site signed for.
func mergeCustomers(ctx context.Context, tx pgx.Tx, siteID, from, to string) error {
	const remove = `delete from customers where site_id = $1 and id = $2 returning coalesce(email, ''), coalesce(external_id, ''), name, verified`
	const fill = `
		update customers set email = coalesce(email, nullif($3, '')), external_id = coalesce(external_id, nullif($4, '')),
		    name = case when name = '' and ($6 or not verified) then $5 else name end, verified = verified or $6
		where site_id = $1 and id = $2`
	const further = `
		insert into customer_emails (site_id, email, customer_id)
		select $1, $3, $2 from customers
		where $3 <> '' and site_id = $1 and id = $2 and lower(email) <> lower($3)`
	for _, query := range []string{
		`update sessions set customer_id = $3 where site_id = $1 and customer_id = $2`,
		`update visitors set customer_id = $3 where site_id = $1 and customer_id = $2`,
		`update customer_notes set customer_id = $3 where site_id = $1 and customer_id = $2`,
		`update customer_emails set customer_id = $3 where site_id = $1 and customer_id = $2`,
	} {
		if _, err := tx.Exec(ctx, query, siteID, from, to); err != nil {
			return fmt.Errorf("merge customers: %w", err)
		}
	}
	var email, externalID, name string
	var verified bool
	if err := tx.QueryRow(ctx, remove, siteID, from).Scan(&email, &externalID, &name, &verified); err != nil {
		return notFound("merge customers", err)
	}
	if _, err := tx.Exec(ctx, fill, siteID, to, email, externalID, name, verified); err != nil {
		return fmt.Errorf("merge customers: %w", err)
	}
	if _, err := tx.Exec(ctx, further, siteID, to, email); err != nil {
		return fmt.Errorf("keep further address: %w", err)
	}
	return nil
}
