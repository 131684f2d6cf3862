package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// ModelPrice is what a site pays for a million tokens of a model.
type ModelPrice struct {
	Model    string // as the provider names it, 1 to 200 characters
	Currency string // ISO 4217, such as "EUR"
	Input    float64
	Output   float64
}

// ListPrices returns a site's prices by model, none by default, or
// chat.ErrNotFound for an unknown site.
func (s *Store) ListPrices(ctx context.Context, siteID string) ([]ModelPrice, error) {
	if err := siteExists(ctx, s.pool, siteID); err != nil {
		return nil, err
	}
	return selectPrices(ctx, s.pool, siteID)
}

func selectPrices(ctx context.Context, q querier, siteID string) ([]ModelPrice, error) {
	const query = `
		select model, currency, input_price::float8, output_price::float8 from model_prices where site_id = $1 order by model`
	prices, err := collect(ctx, q, func(p *ModelPrice) []any { return []any{&p.Model, &p.Currency, &p.Input, &p.Output} }, query, siteID)
	if err != nil {
		return nil, fmt.Errorf("list prices: %w", err)
	}
	return prices, nil
}

func siteExists(ctx context.Context, q querier, siteID string) error {
	var known bool
	if err := q.QueryRow(ctx, `select exists (select from sites where id = $1)`, siteID).Scan(&known); err != nil {
		return fmt.Errorf("find site: %w", err)
	}
	if !known {
		return chat.ErrNotFound
	}
	return nil
}

// SetPrices replaces a site's prices and returns them. by is the user who does
// so. It returns chat.ErrNotFound for an unknown site and CodeInvalid for a model
// that is named twice or prices in several currencies.
func (s *Store) SetPrices(ctx context.Context, by, siteID string, prices []ModelPrice) (out []ModelPrice, err error) {
	known := map[string]bool{}
	for _, p := range prices {
		if known[p.Model] {
			return nil, chat.Errorf(chat.CodeInvalid, "A model has one price.")
		}
		if p.Currency != prices[0].Currency {
			return nil, chat.Errorf(chat.CodeInvalid, "The prices of a site are in one currency.")
		}
		known[p.Model] = true
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if err := siteExists(ctx, tx, siteID); err != nil {
			return err
		}
		var batch pgx.Batch
		batch.Queue(`delete from model_prices where site_id = $1`, siteID)
		for _, p := range prices {
			batch.Queue(`insert into model_prices (site_id, model, currency, input_price, output_price) values ($1, $2, $3, $4, $5)`,
				siteID, p.Model, p.Currency, p.Input, p.Output)
		}
		if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
			return fmt.Errorf("set prices: %w", err)
		}
		if err := addAudit(ctx, tx, chat.AuditEntry{Action: chat.ActionPricesChanged, UserID: by, SiteID: siteID}); err != nil {
			return err
		}
		out, err = selectPrices(ctx, tx, siteID)
		return err
	})
	return out, err
}
