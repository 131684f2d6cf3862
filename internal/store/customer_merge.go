package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// MergeCustomers makes two customers of one site one: the named one, who gets
// everything that the other, from, has. What both have, such as an address, stays
// with the named one, and the other address is kept beside it. It returns
// chat.ErrNotFound unless the user may see both and they are of one site,
// CodeInvalid for one and the same, and CodeCustomersDiffer when the site signed
// an id of its own for each: they are two people then.
func (s *Store) MergeCustomers(ctx context.Context, in CustomerKey, from string) error {
	if in.CustomerID == from {
		return chat.Errorf(chat.CodeInvalid, "A customer cannot be merged with itself.")
	}
	return s.inTx(ctx, func(tx pgx.Tx) error {
		siteID, err := lockCustomer(ctx, tx, in)
		if err != nil {
			return err
		}
		const find = `
			select count(*), count(external_id) from customers where site_id = $1 and id = any($2::uuid[])`
		var customers, signed int
		if err := tx.QueryRow(ctx, find, siteID, []string{in.CustomerID, from}).Scan(&customers, &signed); err != nil {
			return fmt.Errorf("find customers to merge: %w", err)
		}
		switch {
		case customers < 2:
			return chat.ErrNotFound
		case signed == 2:
			return chat.Errorf(chat.CodeCustomersDiffer, "Each of the two has an id of your own site: they are two people.")
		}
		if err := mergeCustomers(ctx, tx, siteID, from, in.CustomerID); err != nil {
			return err
		}
		return addCustomerAudit(ctx, tx, siteID, in, chat.ActionCustomersMerged, map[string]string{"from": from})
	})
}
