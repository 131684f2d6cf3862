package store

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// What is counted of a site's use.
const (
	usedSessions   = "sessions"
	usedMessages   = "messages"
	usedTokens     = "tokens"
	usedVisits     = "visits" // and conversions
	usedIdentities = "identities"
)

const day = 24 * time.Hour

// limit bounds what is used within a window of time. Windows begin at whole
// minutes, hours and days of UTC. What one address, one visitor and the site use
// are told apart by the subject.
type limit struct {
	kind    string
	subject []byte // hash of the client's network, or the visitor's id; nil for the site as a whole
	window  time.Duration
	most    int64 // 0: no limit
}

// windowEnd is when the window of $4 seconds ends that the present is in.
const windowEnd = `to_timestamp((floor(extract(epoch from now()) / $4::bigint) + 1) * $4::bigint)`

// take counts n more, in the transaction that uses it, so that what fails is
// not counted. Over the limit it returns CodeTooManyRequests and counts
// nothing: trying further does not make the wait longer.
func take(ctx context.Context, tx pgx.Tx, siteID string, l limit, n int64, refusal string) error {
	if l.most == 0 {
		return nil
	}
	used, left, err := count(ctx, tx, siteID, l, n)
	if err != nil || used > 0 {
		return err
	}
	return &chat.Error{
		Code: chat.CodeTooManyRequests, Message: refusal,
		RetryAfter: left, Quota: &chat.Quota{Limit: int(l.most), Reset: left},
	}
}

// count adds n to what was used, unless that is over the limit already, and
// returns the sum, 0 when it added nothing, and how long the window still is.
func count(ctx context.Context, tx pgx.Tx, siteID string, l limit, n int64) (used int64, left time.Duration, err error) {
	const query = `
		with w as (select ` + windowEnd + ` as ends_at),
		counted as (
		    insert into usage_counters as u (site_id, kind, subject, window_ends_at, used)
		    select $1, $2, $3, w.ends_at, $5 from w
		    on conflict (site_id, kind, subject, window_ends_at) do update set used = u.used + excluded.used
		    where u.used < $6
		    returning used)
		select coalesce((select used from counted), 0), extract(epoch from w.ends_at - now())::float8 from w`
	var rest float64
	err = tx.QueryRow(ctx, query, siteID, l.kind, notNil(l.subject), int64(l.window/time.Second), n, l.most).Scan(&used, &rest)
	if err != nil {
		return 0, 0, fmt.Errorf("count use: %w", err)
	}
	return used, seconds(rest), nil
}

// takeSession counts a session that begins.
func takeSession(ctx context.Context, tx pgx.Tx, siteID string, network []byte, limits chat.Limits) error {
	if network != nil {
		l := limit{kind: usedSessions, subject: network, window: time.Hour, most: limits.AddressSessionsPerHour}
		if err := take(ctx, tx, siteID, l, 1, "Many conversations have begun from your network. Please wait a while."); err != nil {
			return err
		}
	}
	l := limit{kind: usedSessions, window: day, most: limits.SiteSessionsPerDay}
	return take(ctx, tx, siteID, l, 1, "This site takes no more conversations today. Please come back tomorrow.")
}

// takeAddressMessage counts a message of an address, whatever its sessions.
func takeAddressMessage(ctx context.Context, tx pgx.Tx, siteID string, network []byte, most int64) error {
	if network == nil {
		return nil
	}
	l := limit{kind: usedMessages, subject: network, window: time.Minute, most: most}
	return take(ctx, tx, siteID, l, 1, "Many messages came from your network within a minute. Please wait a moment.")
}

// countTokens adds an answer's tokens to those of the site and of the address
// that began the session. It counts without a limit, too: the limit may be set
// later in the day.
func countTokens(ctx context.Context, tx pgx.Tx, siteID, sessionID string, tokens int) error {
	var network []byte
	const find = `select network from sessions where site_id = $1 and id = $2`
	if err := tx.QueryRow(ctx, find, siteID, sessionID).Scan(&network); err != nil {
		return notFound("find session", err)
	}
	if network != nil {
		if err := countTokensOf(ctx, tx, siteID, network, tokens); err != nil {
			return err
		}
	}
	return countTokensOf(ctx, tx, siteID, nil, tokens)
}

func countTokensOf(ctx context.Context, tx pgx.Tx, siteID string, subject []byte, tokens int) error {
	l := limit{kind: usedTokens, subject: subject, window: day, most: math.MaxInt64}
	_, _, err := count(ctx, tx, siteID, l, int64(tokens))
	return err
}

// CountSiteTokens adds tokens that no conversation has used to those of the site.
func (s *Store) CountSiteTokens(ctx context.Context, siteID string, tokens int) error {
	return s.inTx(ctx, func(tx pgx.Tx) error { return countTokensOf(ctx, tx, siteID, nil, tokens) })
}

// FindSpentSiteBudget tells whether the site's model tokens of today are used
// up. It returns chat.ErrNotFound for an unknown site.
func (s *Store) FindSpentSiteBudget(ctx context.Context, siteID string) (chat.Budget, error) {
	const query = `
		select case when t.used >= nullif(c.site_tokens_per_day, 0) then $3 else '' end
		from site_settings c
		left join usage_counters t on t.site_id = c.site_id and t.kind = $2 and t.subject = '' and t.window_ends_at = ` + windowEnd + `
		where c.site_id = $1`
	var spent chat.Budget
	err := s.pool.QueryRow(ctx, query, siteID, usedTokens, chat.BudgetSite, int64(day/time.Second)).Scan(&spent)
	return spent, notFound("find spent budget of site", err)
}

// FindSpentBudget tells which of today's budgets of model tokens is used up for
// a session, BudgetNone when there are tokens left. It returns chat.ErrNotFound
// for an unknown session.
func (s *Store) FindSpentBudget(ctx context.Context, siteID, sessionID string) (chat.Budget, error) {
	const query = `
		select case
		    when t.used >= nullif(c.site_tokens_per_day, 0) then $5
		    when a.used >= nullif(c.address_tokens_per_day, 0) then $6
		    else '' end
		from sessions s
		join site_settings c on c.site_id = s.site_id
		left join usage_counters t on t.site_id = s.site_id and t.kind = $3 and t.subject = '' and t.window_ends_at = ` + windowEnd + `
		left join usage_counters a on a.site_id = s.site_id and a.kind = $3 and a.subject = s.network and a.window_ends_at = ` + windowEnd + `
		where s.site_id = $1 and s.id = $2`
	var spent chat.Budget
	err := s.pool.QueryRow(ctx, query, siteID, sessionID, usedTokens, int64(day/time.Second), chat.BudgetSite, chat.BudgetAddress).Scan(&spent)
	return spent, notFound("find spent budget", err)
}
