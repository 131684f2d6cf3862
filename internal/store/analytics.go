package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// MaxDays is the longest range of days that is counted at once.
const MaxDays = 366

// Days is a range of days on the clock of each site. Both ends belong to it.
type Days struct {
	SiteID string // "" for all sites that the user may see
	From   time.Time
	To     time.Time // dates, at midnight UTC
}

// before is the range of the same length that ends where d begins.
func (d Days) before() Days {
	length := d.To.Sub(d.From) + day
	return Days{SiteID: d.SiteID, From: d.From.Add(-length), To: d.From.Add(-day)}
}

// check returns CodeInvalid for a range that ends before it begins or is longer
// than MaxDays.
func (d Days) check() error {
	if d.To.Before(d.From) {
		return chat.Errorf(chat.CodeInvalid, "The range ends before it begins.")
	}
	if d.To.Sub(d.From)+day > MaxDays*day {
		return chat.Errorf(chat.CodeInvalid, "A range has at most %d days.", MaxDays)
	}
	return nil
}

// numbersOf gathers numbers of the kinds $5 of the days from $3 to $4 of the sites
// that the user $1 may see, or of the site $2 alone, as rows of site_id, kind,
// day, label and n. Days that are counted are read; others are counted now.
var numbersOf = `
	with site as (
	    select c.site_id, ` + siteZone + ` as zone from site_settings c
	    where c.site_id in ` + visibleSites + ` and ($2 = '' or c.site_id::text = $2)),
	w as (
	    select s.site_id, s.zone, d::date as day from site s cross join generate_series($3::date, $4::date, interval '1 day') d
	    where d <= now() at time zone s.zone),
	counted as (select w.* from w where ` + isCounted + `),
	span as (
	    select w.site_id, w.day, w.zone, ` + dayBounds + ` from w
	    where not exists (select from counted k where k.site_id = w.site_id and k.day = w.day)),
	numbers as (
	    select n.site_id, n.kind, n.day, n.label, n.n
	    from (select site_id, min(day) as first, max(day) as last from counted group by site_id) r
	    join day_numbers n on n.site_id = r.site_id and n.kind = any($5) and n.day between r.first and r.last
	    join counted k on k.site_id = n.site_id and k.day = n.day
	    union all
	    select x.* from (` + countRows + `) x where x.kind = any($5)) `

// Analytics is how conversations went in a range of days.
type Analytics struct {
	Days    Days // that were asked for
	Before  Days // the range before it
	Totals  Totals
	Earlier Totals // of the range before
	Daily   []DayTotals
	Hours   [7][24]int64 // conversations that began, from Monday on and by the hour of the site's clock
	Sites   []SiteTotals // by name
}

// Counts are what is counted of a range as of one day.
type Counts struct {
	Conversations int64 // that began
	Ended         int64 // in which the visitor wrote
	EndedAlone    int64 // of these, those in which no person was asked for
	ThumbsUp      int64
	ThumbsDown    int64
	InputTokens   int64
	OutputTokens  int64
}

// Totals are the sums over a range.
type Totals struct {
	Counts
	Escalations  []ReasonCount // the most frequent first
	Answers      Times         // from a question to the assistant's answer
	FirstReplies Times         // from asking for a person to the person's first words
	Stars        [5]int64      // ratings by stars, from one star on
	Costs        []Cost        // by currency; only of models that have a price
}

// ReasonCount is how often a person was asked for because of something.
type ReasonCount struct {
	Reason chat.Reason
	Count  int64
}

// Times are how long something took, to two digits.
type Times struct {
	Count    int64
	P50, P95 time.Duration // 0 without any
}

// Cost is an amount of money.
type Cost struct {
	Currency string
	Amount   float64
}

// DayTotals are the numbers of one day.
type DayTotals struct {
	Counts
	Day         time.Time
	Escalations int64
	Ratings     int64
	StarsSum    int64 // of all ratings
}

// SiteTotals are the numbers of one site.
type SiteTotals struct {
	SiteID        string
	SiteName      string
	Conversations int64
	Models        []ModelTotals // by name
	Cost          *Cost         // nil when no model that was used has a price
}

// ModelTotals are the tokens of one model.
type ModelTotals struct {
	Model        string
	InputTokens  int64
	OutputTokens int64
	Cost         *Cost // nil without a price
}

var analyticsKinds = []string{
	countBegun, countEnded, countEscalated, countAnswered, countReplied, countStars, countThumbs, countInput, countOutput,
}

// FindAnalytics counts what happened in a range of days, and in the range before
// it, on the sites that the user may see. Errors: chat.ErrNotFound for another
// site, and CodeInvalid for a range that is not possible.
func (s *Store) FindAnalytics(ctx context.Context, userID string, in Days) (out Analytics, err error) {
	if err := in.check(); err != nil {
		return out, err
	}
	out.Days, out.Before = in, in.before()
	err = s.inSnapshot(ctx, func(tx pgx.Tx) error {
		if out.Sites, err = visibleTotals(ctx, tx, userID, in.SiteID); err != nil {
			return err
		}
		sums := numbersOf + `
			select 'range', case when day < $6 then 'before' else '' end, kind, label, sum(n)::bigint from numbers group by 1, 2, 3, 4
			union all
			select 'day', day::text, kind, case when kind = '` + countBegun + `' then '' else label end, sum(n)::bigint from numbers
			where day >= $6 and kind not in ('` + countAnswered + `', '` + countReplied + `') group by 1, 2, 3, 4
			union all
			select 'hour', extract(isodow from day)::text, kind, label, sum(n)::bigint from numbers
			where day >= $6 and kind = '` + countBegun + `' group by 1, 2, 3, 4
			union all
			select 'site', site_id::text, kind, case when kind = '` + countBegun + `' then '' else label end, sum(n)::bigint from numbers
			where day >= $6 and kind in ('` + countBegun + `', '` + countInput + `', '` + countOutput + `') group by 1, 2, 3, 4`
		rows, err := tx.Query(ctx, sums, userID, in.SiteID, out.Before.From, in.To, analyticsKinds, in.From)
		if err != nil {
			return err
		}
		found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[sum])
		if err != nil {
			return err
		}
		out.add(found)
		return priceTotals(ctx, tx, &out)
	})
	if err != nil && chat.CodeOf(err) == chat.CodeInternal {
		err = fmt.Errorf("count conversations: %w", err)
	}
	return out, err
}

// inSnapshot runs f in a transaction that only reads and sees one moment. Its
// queries are long and read little: compiling them would take longer than they do.
func (s *Store) inSnapshot(ctx context.Context, f func(tx pgx.Tx) error) error {
	return pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `set local jit = off`); err != nil {
			return err
		}
		return f(tx)
	})
}

// visibleTotals are the sites that are counted, each still without numbers.
func visibleTotals(ctx context.Context, tx pgx.Tx, userID, siteID string) ([]SiteTotals, error) {
	const query = `
		select id::text, name from sites where id in ` + visibleSites + ` and ($2 = '' or id::text = $2) order by lower(name), id`
	sites, err := collect(ctx, tx, func(t *SiteTotals) []any { return []any{&t.SiteID, &t.SiteName} }, query, userID, siteID)
	if err == nil && siteID != "" && len(sites) == 0 {
		err = chat.ErrNotFound
	}
	return sites, err
}

// sum is a number and what it is of.
type sum struct {
	Of    string // a range, a day, an hour of a weekday or a site
	Which string
	Kind  string
	Label string
	N     int64
}

func (a *Analytics) add(sums []sum) {
	days := map[string]*DayTotals{}
	for at := a.Days.From; !at.After(a.Days.To); at = at.Add(day) {
		a.Daily = append(a.Daily, DayTotals{Day: at})
	}
	for i := range a.Daily {
		days[a.Daily[i].Day.Format(time.DateOnly)] = &a.Daily[i]
	}
	sites := map[string]*SiteTotals{}
	for i := range a.Sites {
		sites[a.Sites[i].SiteID] = &a.Sites[i]
	}
	took := map[*Times]map[int64]int64{}
	for _, s := range sums {
		switch s.Of {
		case "range":
			totals := &a.Totals
			if s.Which == "before" {
				totals = &a.Earlier
			}
			totals.add(s, took)
		case "day":
			days[s.Which].add(s)
		case "hour":
			weekday, _ := strconv.Atoi(s.Which) // both are numbers of countRows' own making
			hour, _ := strconv.Atoi(s.Label)
			a.Hours[weekday-1][hour] += s.N
		case "site":
			sites[s.Which].add(s)
		}
	}
	for times, counts := range took {
		*times = timesOf(counts)
	}
	for _, totals := range []*Totals{&a.Totals, &a.Earlier} {
		slices.SortFunc(totals.Escalations, func(x, y ReasonCount) int {
			if x.Count != y.Count {
				return int(y.Count - x.Count)
			}
			return cmp.Compare(x.Reason, y.Reason)
		})
	}
	for i := range a.Sites {
		slices.SortFunc(a.Sites[i].Models, func(x, y ModelTotals) int { return cmp.Compare(x.Model, y.Model) })
	}
}

func (c *Counts) add(s sum) {
	switch s.Kind {
	case countBegun:
		c.Conversations += s.N
	case countEnded:
		c.Ended += s.N
		if s.Label == endedAlone {
			c.EndedAlone += s.N
		}
	case countThumbs:
		if s.Label == string(chat.ReactionUp) {
			c.ThumbsUp += s.N
		} else {
			c.ThumbsDown += s.N
		}
	case countInput:
		c.InputTokens += s.N
	case countOutput:
		c.OutputTokens += s.N
	}
}

func (t *Totals) add(s sum, took map[*Times]map[int64]int64) {
	t.Counts.add(s)
	at := func(times *Times) {
		if took[times] == nil {
			took[times] = map[int64]int64{}
		}
		ms, _ := strconv.ParseInt(s.Label, 10, 64)
		took[times][ms] += s.N
	}
	switch s.Kind {
	case countEscalated:
		t.Escalations = append(t.Escalations, ReasonCount{chat.Reason(s.Label), s.N})
	case countAnswered:
		at(&t.Answers)
	case countReplied:
		at(&t.FirstReplies)
	case countStars:
		stars, _ := strconv.Atoi(s.Label)
		t.Stars[stars-1] += s.N
	}
}

func (d *DayTotals) add(s sum) {
	d.Counts.add(s)
	switch s.Kind {
	case countEscalated:
		d.Escalations += s.N
	case countStars:
		stars, _ := strconv.ParseInt(s.Label, 10, 64)
		d.Ratings += s.N
		d.StarsSum += stars * s.N
	}
}

func (t *SiteTotals) add(s sum) {
	if s.Kind == countBegun {
		t.Conversations += s.N
		return
	}
	i := slices.IndexFunc(t.Models, func(m ModelTotals) bool { return m.Model == s.Label })
	if i < 0 {
		t.Models = append(t.Models, ModelTotals{Model: s.Label})
		i = len(t.Models) - 1
	}
	if s.Kind == countInput {
		t.Models[i].InputTokens += s.N
	} else {
		t.Models[i].OutputTokens += s.N
	}
}

// timesOf returns the median and the 95th percentile of counted milliseconds:
// the smallest that half of all, and 19 of 20, do not exceed.
func timesOf(counts map[int64]int64) (t Times) {
	var order []int64
	for ms, n := range counts {
		order = append(order, ms)
		t.Count += n
	}
	slices.Sort(order)
	rank := func(share int64) time.Duration { // in hundredths
		var seen int64
		for _, ms := range order {
			if seen += counts[ms]; seen*100 >= t.Count*share {
				return time.Duration(ms) * time.Millisecond
			}
		}
		return 0
	}
	t.P50, t.P95 = rank(50), rank(95)
	return t
}

// tokensPriced is how many tokens a price is for.
const tokensPriced = 1e6

// priceTotals says what the tokens cost where a site has set prices.
func priceTotals(ctx context.Context, tx pgx.Tx, a *Analytics) error {
	for i := range a.Sites {
		site := &a.Sites[i]
		if len(site.Models) == 0 {
			continue
		}
		prices, err := selectPrices(ctx, tx, site.SiteID)
		if err != nil {
			return err
		}
		for j := range site.Models {
			m := &site.Models[j]
			k := slices.IndexFunc(prices, func(p ModelPrice) bool { return p.Model == m.Model })
			if k < 0 {
				continue
			}
			p := prices[k]
			m.Cost = &Cost{p.Currency, (float64(m.InputTokens)*p.Input + float64(m.OutputTokens)*p.Output) / tokensPriced}
			if site.Cost == nil {
				site.Cost = &Cost{Currency: p.Currency}
			}
			site.Cost.Amount += m.Cost.Amount
		}
		if site.Cost != nil {
			a.Totals.addCost(*site.Cost)
		}
	}
	return nil
}

func (t *Totals) addCost(c Cost) {
	for i := range t.Costs {
		if t.Costs[i].Currency == c.Currency {
			t.Costs[i].Amount += c.Amount
			return
		}
	}
	t.Costs = append(t.Costs, c)
}
