package api

import (
	"context"

	"github.com/innconnect/innconnect/internal/store"
)

// GetInsights returns what visitors did in a range of days, in sum.
func (s *server) GetInsights(ctx context.Context, in GetInsightsRequestObject) (GetInsightsResponseObject, error) {
	found, err := ofDays(ctx, in.Params.Site, in.Params.From, in.Params.To, s.Store.FindInsights)
	if err != nil {
		return nil, err
	}
	return GetInsights200JSONResponse{
		From:          dayView(found.Days.From),
		To:            dayView(found.Days.To),
		NewVisitors:   found.NewVisitors,
		Conversations: found.Conversations,
		Visits:        found.Visits,
		Seconds:       found.Seconds,
		Pages: views(found.Pages, func(p store.PageCount) PageCount {
			return PageCount{PageURL: p.PageURL, Visits: p.Visits, Seconds: p.Seconds}
		}),
		Interests: views(found.Interests, func(i store.InterestCount) InterestCount {
			return InterestCount{Topic: i.Topic, Count: i.Count}
		}),
		Conversions: views(found.Conversions, func(c store.ConversionCount) ConversionCount {
			return ConversionCount{Name: c.Name, Currency: orNull(c.Currency), Count: c.Count, Value: c.Value}
		}),
	}, nil
}

// ExportInsights returns one table of the insights as CSV.
func (s *server) ExportInsights(ctx context.Context, in ExportInsightsRequestObject) (ExportInsightsResponseObject, error) {
	found, err := ofDays(ctx, in.Params.Site, in.Params.From, in.Params.To, s.Store.FindInsights)
	if err != nil {
		return nil, err
	}
	var t table
	switch in.Params.Table {
	case ExportInsightsParamsTablePages:
		t.head = []string{"page", "visits", "seconds"}
		for _, p := range found.Pages {
			t.add(p.PageURL, whole(p.Visits), whole(p.Seconds))
		}
	case ExportInsightsParamsTableInterests:
		t.head = []string{"topic", "count"}
		for _, i := range found.Interests {
			t.add(i.Topic, whole(i.Count))
		}
	case ExportInsightsParamsTableConversions:
		t.head = []string{"conversion", "count", "value", "currency"}
		for _, c := range found.Conversions {
			t.add(c.Name, whole(c.Count), decimal(c.Value), c.Currency)
		}
	}
	body := t.csv()
	name := "insights-" + string(in.Params.Table) + "-" + in.Params.From + "-" + in.Params.To + ".csv"
	return ExportInsights200TextCsvResponse{
		Body: body, ContentLength: int64(body.Len()), Headers: ExportInsights200ResponseHeaders{ContentDisposition: attachment(name)},
	}, nil
}
