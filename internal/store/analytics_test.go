package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// lastDays is a range that ends today.
func lastDays(siteID string, n int) store.Days {
	today := time.Now().UTC().Truncate(24 * time.Hour)
	return store.Days{SiteID: siteID, From: today.AddDate(0, 0, 1-n), To: today}
}

// countAll counts all days that are over.
func countAll(t *testing.T, s *store.Store) {
	t.Helper()
	for more := true; more; {
		var err error
		more, err = s.CountDays(context.Background(), 7)
		require.NoError(t, err)
	}
}

// busy fills twelve days of a site with conversations of every kind.
func (c crm) busy(siteID string) {
	c.t.Helper()
	for _, query := range []string{
		`insert into visitors (site_id, id, first_seen_at)
		 select $1::uuid, gen_random_uuid(), now() - n * interval '2 hours' from generate_series(1, 140) n`,
		`insert into sessions (site_id, id, visitor_id, language, status, escalation_reason, created_at, escalated_at, closed_at, last_seq)
		 select $1::uuid, gen_random_uuid(), v.id, 'en', 'closed', case when v.n % 3 = 0 then (array['keyword', 'manual', 'low_confidence'])[1 + v.n / 3 % 3] end,
		        v.first_seen_at, case when v.n % 3 = 0 then v.first_seen_at + interval '1 minute' end, v.first_seen_at + v.n % 5 * interval '9 hours', 4
		 from (select *, row_number() over (order by first_seen_at) as n from visitors where site_id = $1::uuid) v`,
		`insert into messages (site_id, id, session_id, seq, role, client_message_id, content, handled, created_at)
		 select s.site_id, gen_random_uuid(), s.id, 1, 'visitor', '1', 'Hello', true, s.created_at from sessions s where s.site_id = $1::uuid`,
		`insert into articles (site_id, id, external_id, title, body, language, tags, url, status)
		 values ($1::uuid, gen_random_uuid(), 'pets', 'Pets', 'Dogs', 'en', '{pets,rooms}', 'https://shop.example/pets/', 'published')`,
		`insert into messages (site_id, id, session_id, seq, role, turn_id, content, citations, created_at)
		 select q.site_id, gen_random_uuid(), q.session_id, 2, 'assistant', q.id, 'Hi',
		        jsonb_build_array(jsonb_build_object('article_id', (select id from articles where site_id = $1::uuid))),
		        q.created_at + (extract(minute from q.created_at)::int * 37 + 5) * interval '100 milliseconds'
		 from messages q where q.site_id = $1::uuid and q.role = 'visitor'`,
		`insert into turns (site_id, id, session_id, message_ids, model, input_tokens, output_tokens, created_at, finished_at)
		 select q.site_id, q.id, q.session_id, array[q.id], case when q.id::text < '8' then 'small' else 'large' end, 100, 10, q.created_at, q.created_at
		 from messages q where q.site_id = $1::uuid and q.role = 'visitor'`,
		`insert into escalations (site_id, session_id, number, reason, created_at)
		 select site_id, id, 1, escalation_reason, escalated_at from sessions where site_id = $1::uuid and escalation_reason is not null`,
		`insert into messages (site_id, id, session_id, seq, role, content, created_at)
		 select s.site_id, gen_random_uuid(), s.id, 2 + n, 'agent', 'Hi', s.escalated_at + n * interval '97 seconds'
		 from sessions s, generate_series(1, 2) n where s.site_id = $1::uuid and s.escalated_at is not null`,
		`insert into ratings (site_id, session_id, stars, created_at)
		 select site_id, id, 1 + ascii(id::text) % 5, closed_at from sessions where site_id = $1::uuid and id::text < 'a'`,
		`insert into reactions (site_id, message_id, value, updated_at)
		 select site_id, id, case when id::text < '7' then 'down' else 'up' end, created_at + interval '5 hours'
		 from messages where site_id = $1::uuid and role = 'assistant' and id::text < 'c'`,
		`insert into visits (site_id, visitor_id, id, page_url, seconds, started_at)
		 select site_id, id, gen_random_uuid(), 'https://shop.example/' || (array['pets', 'rooms', 'rooms/'])[n] || '?n=' || n, n * 7, first_seen_at + n * interval '1 minute'
		 from visitors, generate_series(1, 3) n where site_id = $1::uuid`,
		`insert into conversions (site_id, visitor_id, id, name, value, currency, created_at)
		 select site_id, id, gen_random_uuid(), 'booking', 12.5, 'EUR', first_seen_at from visitors where site_id = $1::uuid`,
	} {
		c.exec(query, siteID)
	}
}

// TestNumbersThatWereCountedAreThoseOfTheRows compares what is kept of days that
// are over with the same range counted from the rows, before and after changes.
func TestNumbersThatWereCountedAreThoseOfTheRows(t *testing.T) {
	c, ctx := newCRM(t), context.Background()
	boss := c.boss()
	c.busy(c.site.ID)
	c.exec(`update site_settings set business_hours = '{"time_zone": "Asia/Kolkata", "days": {"mon": [["09:00", "17:00"]]}}' where site_id = $1`, c.site.ID)
	read := func() (store.Analytics, store.Insights) {
		t.Helper()
		a, err := c.FindAnalytics(ctx, boss.ID, lastDays(c.site.ID, 8))
		require.NoError(t, err)
		i, err := c.FindInsights(ctx, boss.ID, lastDays("", 8))
		require.NoError(t, err)
		return a, i
	}
	same := func(after string) {
		t.Helper()
		analytics, insights := read()
		c.exec(`create table put_away as select * from counted_days`)
		c.exec(`delete from counted_days`)
		fromRows, insightsFromRows := read()
		c.exec(`insert into counted_days select * from put_away`)
		c.exec(`drop table put_away`)
		require.Equal(t, fromRows, analytics, after)
		require.Equal(t, insightsFromRows, insights, after)
	}
	counted := func() (n int) {
		t.Helper()
		require.NoError(t, c.conn.QueryRow(ctx, `select count(*) from day_numbers`).Scan(&n))
		return n
	}
	same("nothing is counted")
	countAll(t, c.Store)
	require.Greater(t, counted(), 100)
	same("all is counted")
	analytics, insights := read()
	require.Positive(t, analytics.Earlier.Conversations)
	require.Positive(t, analytics.Totals.FirstReplies.Count)
	require.Len(t, insights.Interests, 2)
	require.NotEmpty(t, insights.Pages)
	require.Positive(t, insights.Conversions[0].Value)

	first := func(query string, to ...any) {
		t.Helper()
		require.NoError(t, c.conn.QueryRow(ctx, query, c.site.ID).Scan(to...))
	}
	var session, message, visitor string
	first(`select session_id from ratings r where site_id = $1 and created_at < now() - interval '3 days' order by 1 limit 1`, &session)
	c.exec(`update ratings set created_at = now() - interval '23 hours' where session_id = $1`, session)
	c.exec(`delete from counted_days`)
	countAll(t, c.Store)
	_, err := c.RateSession(ctx, c.site.ID, session, chat.Rating{Stars: 1}, store.IdempotencyKey{})
	require.NoError(t, err)
	same("a rating was changed a day later")

	first(`select message_id from reactions where site_id = $1 and updated_at < now() - interval '3 days' order by 1 limit 1`, &message)
	c.exec(`update sessions set status = 'active', closed_at = null where id = (select session_id from messages where id = $1)`, message)
	c.exec(`delete from counted_days`)
	countAll(t, c.Store)
	require.NoError(t, c.SetReaction(ctx, c.site.ID, message, "", store.IdempotencyKey{}))
	same("a reaction was taken back days later")
	countAll(t, c.Store)
	same("the day was counted anew")

	first(`select visitor_id from visits where site_id = $1 order by started_at limit 1`, &visitor)
	require.NoError(t, c.UpdateSettings(ctx, store.SettingsChange{SiteID: c.site.ID, Change: func(s *chat.Settings) { s.Tracking = chat.TrackingOn }}))
	late := chat.Visit{ID: uuid.NewString(), PageURL: "https://shop.example/late", StartedAt: time.Now().Add(-chat.MaxVisitAge)}
	require.NoError(t, c.Track(ctx, store.Tracked{SiteID: c.site.ID, VisitorID: visitor, Visits: []chat.Visit{late}}))
	same("a visit came late")

	c.exec(`update site_settings set business_hours = null where site_id = $1`, c.site.ID)
	same("the site has another clock")
	countAll(t, c.Store)
	same("and was counted by it")
}

func TestPercentilesAreOfTheTimesThatWereTaken(t *testing.T) {
	c, ctx := newCRM(t), context.Background()
	boss := c.boss()
	session := c.session(store.NewSession{})
	for i := range 20 {
		c.exec(`with q as (
		    insert into messages (site_id, id, session_id, seq, role, client_message_id, content, created_at)
		    values ($1, gen_random_uuid(), $2, $3::int, 'visitor', ($3::int)::text, '', now() - interval '5 seconds') returning *)
		 insert into messages (site_id, id, session_id, seq, role, turn_id, content, created_at)
		 select site_id, gen_random_uuid(), session_id, seq + 100, 'assistant', id, '', created_at + $3::int * interval '101 milliseconds' from q`,
			c.site.ID, session.ID, i+1)
	}
	got, err := c.FindAnalytics(ctx, boss.ID, lastDays(c.site.ID, 2))
	require.NoError(t, err)
	require.Equal(t, store.Times{Count: 20, P50: 1000 * time.Millisecond, P95: 1900 * time.Millisecond}, got.Totals.Answers, "to two digits")
	require.Zero(t, got.Totals.FirstReplies)
}

func TestCostIsSaidOnlyWhereTheSiteHasSetPrices(t *testing.T) {
	c, ctx := newCRM(t), context.Background()
	boss := c.boss()
	c.busy(c.site.ID)
	got, err := c.FindAnalytics(ctx, boss.ID, lastDays(c.site.ID, 20))
	require.NoError(t, err)
	require.Nil(t, got.Sites[0].Cost)
	require.Empty(t, got.Totals.Costs)

	price := store.ModelPrice{Model: "small", Currency: "EUR", Input: 2, Output: 6}
	_, err = c.SetPrices(ctx, boss.ID, uuid.NewString(), []store.ModelPrice{price})
	require.ErrorIs(t, err, chat.ErrNotFound)
	_, err = c.SetPrices(ctx, boss.ID, c.site.ID, []store.ModelPrice{price, price})
	require.Equal(t, chat.CodeInvalid, chat.CodeOf(err))
	_, err = c.SetPrices(ctx, boss.ID, c.site.ID, []store.ModelPrice{price, {Model: "large", Currency: "USD"}})
	require.Equal(t, chat.CodeInvalid, chat.CodeOf(err))
	kept, err := c.SetPrices(ctx, boss.ID, c.site.ID, []store.ModelPrice{price})
	require.NoError(t, err)
	require.Equal(t, []store.ModelPrice{price}, kept)

	got, err = c.FindAnalytics(ctx, boss.ID, lastDays(c.site.ID, 20))
	require.NoError(t, err)
	models := got.Sites[0].Models
	require.Equal(t, []string{"large", "small"}, []string{models[0].Model, models[1].Model})
	require.Nil(t, models[0].Cost)
	require.Equal(t, int64(14000), got.Totals.InputTokens)
	require.InDelta(t, (float64(models[1].InputTokens)*2+float64(models[1].OutputTokens)*6)/1e6, models[1].Cost.Amount, 1e-9)
	require.Equal(t, []store.Cost{*models[1].Cost}, got.Totals.Costs)
}

func TestNumbersAreOfTheSitesThatAUserMaySee(t *testing.T) {
	c, ctx := newCRM(t), context.Background()
	c.busy(c.site.ID)
	stranger := newUser(t, c.Store, "viewer@staff.example", chat.UserViewer)
	got, err := c.FindAnalytics(ctx, stranger.ID, lastDays("", 20))
	require.NoError(t, err)
	require.Equal(t, []any{store.Totals{}, 0}, []any{got.Totals, len(got.Sites)})
	_, err = c.FindAnalytics(ctx, stranger.ID, lastDays(c.site.ID, 20))
	require.ErrorIs(t, err, chat.ErrNotFound)
	_, err = c.FindInsights(ctx, stranger.ID, lastDays(c.site.ID, 20))
	require.ErrorIs(t, err, chat.ErrNotFound)
	for _, days := range []store.Days{lastDays("", 0), lastDays("", store.MaxDays+1)} {
		_, err = c.FindAnalytics(ctx, stranger.ID, days)
		require.Equal(t, chat.CodeInvalid, chat.CodeOf(err))
	}
}

func TestTwoWhoCountAtOnceCountOnce(t *testing.T) {
	c, ctx := newCRM(t), context.Background()
	c.busy(c.site.ID)
	failed := make(chan error, 4)
	for range cap(failed) {
		go func() {
			_, err := c.CountDays(ctx, 100)
			failed <- err
		}()
	}
	for range cap(failed) {
		require.NoError(t, <-failed)
	}
	countAll(t, c.Store)
	rows, err := c.conn.Query(ctx, `select day::text from counted_days order by 1 desc`)
	require.NoError(t, err)
	days, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(days), 11)
	require.Less(t, days[0], time.Now().UTC().Format(time.DateOnly), "today is not over")
}
