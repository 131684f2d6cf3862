package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// lockCustomers lets a site's customers be linked by one transaction at a time.
// It goes before any lock of a session.
func lockCustomers(ctx context.Context, tx pgx.Tx, siteID string) error {
	if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('customers of ' || $1, 0))`, siteID); err != nil {
		return fmt.Errorf("lock customers: %w", err)
	}
	return nil
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
	const query = `
		insert into customers (site_id, id, email, name) values ($1, $2, $3, $4)
		on conflict (site_id, lower(email)) do update
		set name = case when customers.name = '' and not customers.verified then excluded.name else customers.name end
		returning id`
	var id string
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
		from (select) one left join customers e on e.site_id = $1 and lower(e.email) = lower($3)`
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
		if _, err := tx.Exec(ctx, `update customers set email = null where site_id = $1 and id = $2`, siteID, byEmail); err != nil {
			return "", fmt.Errorf("take address from customer: %w", err)
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
	const update = ` -- a name that somebody typed goes
		update customers set
		    external_id = coalesce(nullif($3, ''), external_id), email = coalesce(nullif($4, ''), email),
		    name = case when $5 <> '' or not verified then $5 else name end, verified = true
		where site_id = $1 and id = $2`
	if _, err := tx.Exec(ctx, update, siteID, id, who.ExternalID, who.Email, who.Name); err != nil {
		return "", fmt.Errorf("update customer: %w", err)
	}
	return id, nil
}

// mergeCustomers gives all that one customer has to another.
func mergeCustomers(ctx context.Context, tx pgx.Tx, siteID, from, to string) error {
	for _, query := range []string{
		`update sessions set customer_id = $3 where site_id = $1 and customer_id = $2`,
		`update visitors set customer_id = $3 where site_id = $1 and customer_id = $2`,
	} {
		if _, err := tx.Exec(ctx, query, siteID, from, to); err != nil {
			return fmt.Errorf("merge customers: %w", err)
		}
	}
	if _, err := tx.Exec(ctx, `delete from customers where site_id = $1 and id = $2`, siteID, from); err != nil {
		return fmt.Errorf("merge customers: %w", err)
	}
	return nil
}
