package api

import (
	"context"

	"github.com/innconnect/innconnect/internal/store"
)

// ListPrices returns what a site pays for tokens.
func (s *server) ListPrices(ctx context.Context, in ListPricesRequestObject) (ListPricesResponseObject, error) {
	found, err := s.Store.ListPrices(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return ListPrices200JSONResponse{Prices: views(found, priceView)}, nil
}

// SetPrices replaces what a site pays for tokens.
func (s *server) SetPrices(ctx context.Context, in SetPricesRequestObject) (SetPricesResponseObject, error) {
	prices := views(in.Body.Prices, func(p ModelPrice) store.ModelPrice {
		return store.ModelPrice{Model: p.Model, Currency: p.Currency, Input: p.Input, Output: p.Output}
	})
	found, err := s.Store.SetPrices(ctx, requestOf(ctx).user.ID, in.ID, prices)
	if err != nil {
		return nil, err
	}
	return SetPrices200JSONResponse{Prices: views(found, priceView)}, nil
}

func priceView(in store.ModelPrice) ModelPrice {
	return ModelPrice{Model: in.Model, Currency: in.Currency, Input: in.Input, Output: in.Output}
}
