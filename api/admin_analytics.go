package api

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// errNoSite is the one answer for a site that is not there or that the user may
// not see.
var errNoSite = chat.Errorf(chat.CodeNotFound, "There is no such site.")

// openDays reads a range of days that may lack an end.
func openDays(site ID, from, to *Day) (store.Days, error) {
	out := store.Days{SiteID: site}
	for at, text := range map[*time.Time]*Day{&out.From: from, &out.To: to} {
		if text == nil {
			continue
		}
		var err error
		if *at, err = time.Parse(time.DateOnly, *text); err != nil {
			return out, chat.Errorf(chat.CodeInvalid, "A day is written like 2026-03-31.")
		}
	}
	return out, nil
}

func dayView(t time.Time) Day { return t.Format(time.DateOnly) }

// ofDays finds the numbers of a range of days, on one site or on all that the
// user may see.
func ofDays[Numbers any](ctx context.Context, site *ID, from, to Day,
	find func(ctx context.Context, userID string, days store.Days) (Numbers, error),
) (found Numbers, err error) {
	days, err := openDays(deref(site), &from, &to)
	if err != nil {
		return found, err
	}
	found, err = find(ctx, requestOf(ctx).user.ID, days)
	if chat.CodeOf(err) == chat.CodeNotFound {
		err = errNoSite
	}
	return found, err
}

// GetAnalytics returns how conversations went in a range of days.
func (s *server) GetAnalytics(ctx context.Context, in GetAnalyticsRequestObject) (GetAnalyticsResponseObject, error) {
	found, err := ofDays(ctx, in.Params.Site, in.Params.From, in.Params.To, s.Store.FindAnalytics)
	if err != nil {
		return nil, err
	}
	out := GetAnalytics200JSONResponse{
		From: dayView(found.Days.From), To: dayView(found.Days.To),
		EarlierFrom: dayView(found.Before.From), EarlierTo: dayView(found.Before.To),
		Totals:  totalsView(found.Totals),
		Earlier: totalsView(found.Earlier),
		Days:    views(found.Daily, analyticsDayView),
		Hours:   []AnalyticsHour{},
		Sites:   views(busiest(found.Sites), analyticsSiteView),
	}
	for weekday, hours := range found.Hours {
		for hour, n := range hours {
			if n > 0 {
				out.Hours = append(out.Hours, AnalyticsHour{Weekday: weekday + 1, Hour: hour, Conversations: n})
			}
		}
	}
	return out, nil
}

func totalsView(in store.Totals) AnalyticsTotals {
	return AnalyticsTotals{
		Conversations: in.Conversations,
		Ended:         in.Ended,
		EndedAlone:    in.EndedAlone,
		Escalations: views(in.Escalations, func(r store.ReasonCount) ReasonCount {
			return ReasonCount{Reason: EscalationReason(r.Reason), Count: r.Count}
		}),
		Answers:      timesView(in.Answers),
		FirstReplies: timesView(in.FirstReplies),
		Stars:        in.Stars[:],
		ThumbsUp:     in.ThumbsUp,
		ThumbsDown:   in.ThumbsDown,
		InputTokens:  in.InputTokens,
		OutputTokens: in.OutputTokens,
		Costs:        views(in.Costs, func(c store.Cost) Cost { return *costView(&c) }),
	}
}

func timesView(in store.Times) ResponseTimes {
	out := ResponseTimes{Count: in.Count}
	if in.Count > 0 {
		p50, p95 := in.P50.Milliseconds(), in.P95.Milliseconds()
		out.P50Ms, out.P95Ms = &p50, &p95
	}
	return out
}

func costView(in *store.Cost) *Cost {
	if in == nil {
		return nil
	}
	return &Cost{Currency: in.Currency, Amount: rounded(in.Amount, 6)}
}

func rounded(n float64, digits int) float64 {
	scale := math.Pow10(digits)
	return math.Round(n*scale) / scale
}

// ratingAverage is nil without ratings.
func ratingAverage(d store.DayTotals) *float64 {
	if d.Ratings == 0 {
		return nil
	}
	average := rounded(float64(d.StarsSum)/float64(d.Ratings), 2)
	return &average
}

func analyticsDayView(in store.DayTotals) AnalyticsDay {
	return AnalyticsDay{
		Day:           dayView(in.Day),
		Conversations: in.Conversations,
		Ended:         in.Ended,
		EndedAlone:    in.EndedAlone,
		Escalations:   in.Escalations,
		Ratings:       in.Ratings,
		RatingAverage: ratingAverage(in),
		ThumbsUp:      in.ThumbsUp,
		ThumbsDown:    in.ThumbsDown,
		InputTokens:   in.InputTokens,
		OutputTokens:  in.OutputTokens,
	}
}

// maxAnalyticsSites is how many sites the numbers stand beside. The CSV has all.
const maxAnalyticsSites = 100

// busiest returns all sites or, of too many, those with the most conversations,
// the busiest first.
func busiest(sites []store.SiteTotals) []store.SiteTotals {
	if len(sites) <= maxAnalyticsSites {
		return sites
	}
	sorted := slices.Clone(sites)
	slices.SortStableFunc(sorted, func(x, y store.SiteTotals) int { return cmp.Compare(y.Conversations, x.Conversations) })
	return sorted[:maxAnalyticsSites]
}

func analyticsSiteView(in store.SiteTotals) AnalyticsSite {
	return AnalyticsSite{
		Site:          SiteName{ID: in.SiteID, Name: in.SiteName},
		Conversations: in.Conversations,
		Cost:          costView(in.Cost),
		Models: views(in.Models, func(m store.ModelTotals) ModelTokens {
			return ModelTokens{Model: m.Model, InputTokens: m.InputTokens, OutputTokens: m.OutputTokens, Cost: costView(m.Cost)}
		}),
	}
}

// ExportAnalytics returns one table of the analytics as CSV.
func (s *server) ExportAnalytics(ctx context.Context, in ExportAnalyticsRequestObject) (ExportAnalyticsResponseObject, error) {
	found, err := ofDays(ctx, in.Params.Site, in.Params.From, in.Params.To, s.Store.FindAnalytics)
	if err != nil {
		return nil, err
	}
	body := analyticsTable(found, in.Params.Table).csv()
	name := "analytics-" + string(in.Params.Table) + "-" + in.Params.From + "-" + in.Params.To + ".csv"
	return ExportAnalytics200TextCsvResponse{
		Body: body, ContentLength: int64(body.Len()), Headers: ExportAnalytics200ResponseHeaders{ContentDisposition: attachment(name)},
	}, nil
}

func analyticsTable(a store.Analytics, which ExportAnalyticsParamsTable) *table {
	var t table
	switch which {
	case ExportAnalyticsParamsTableDays:
		t.head = []string{"day", "conversations", "ended", "ended_alone", "escalations", "ratings", "rating_average",
			"thumbs_up", "thumbs_down", "input_tokens", "output_tokens"}
		for _, d := range a.Daily {
			average := ""
			if v := ratingAverage(d); v != nil {
				average = decimal(*v)
			}
			t.add(dayView(d.Day), whole(d.Conversations), whole(d.Ended), whole(d.EndedAlone), whole(d.Escalations), whole(d.Ratings), average,
				whole(d.ThumbsUp), whole(d.ThumbsDown), whole(d.InputTokens), whole(d.OutputTokens))
		}
	case ExportAnalyticsParamsTableHours:
		t.head = []string{"weekday", "hour", "conversations"}
		for weekday, hours := range a.Hours {
			for hour, n := range hours {
				t.add(whole(int64(weekday+1)), whole(int64(hour)), whole(n))
			}
		}
	case ExportAnalyticsParamsTableReasons:
		t.head = []string{"reason", "escalations"}
		for _, r := range a.Totals.Escalations {
			t.add(string(r.Reason), whole(r.Count))
		}
	case ExportAnalyticsParamsTableModels:
		t.head = []string{"site", "model", "input_tokens", "output_tokens", "cost", "currency"}
		for _, site := range a.Sites {
			for _, m := range site.Models {
				cost, currency := "", ""
				if c := costView(m.Cost); c != nil {
					cost, currency = decimal(c.Amount), c.Currency
				}
				t.add(site.SiteName, cmp.Or(m.Model, "unknown"), whole(m.InputTokens), whole(m.OutputTokens), cost, currency)
			}
		}
	}
	return &t
}
