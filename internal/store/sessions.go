package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/netip"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// NewSession is what a visitor's first call brings.
type NewSession struct {
	SiteID       string
	VisitorID    string // UUID; made here when empty
	Language     string // the site's when empty
	PageURL      string
	VisitorName  string
	VisitorEmail string

	// SendsVisitorID says that the visitor's client sent VisitorID itself. From
	// then on the visitor's sessions open only with it.
	SendsVisitorID bool

	From           netip.Addr     // the client's; the zero address is not limited
	IdempotencyKey IdempotencyKey // belongs to the client's network when it has no scope
}

// CreateSession stores a new active session and, where needed, its visitor. A
// name and an address that came with it are kept as Identify keeps typed ones.
// Over a limit it returns CodeTooManyRequests with RetryAfter and Quota.
func (s *Store) CreateSession(ctx context.Context, in NewSession) (out chat.Session, err error) {
	if in.IdempotencyKey.Scope == "" {
		in.IdempotencyKey.Scope = hex.EncodeToString(networkHash(in.From))
	}
	err = s.inTx(ctx, func(tx pgx.Tx) (err error) {
		out, err = once(ctx, tx, in.SiteID, "create_session", in.IdempotencyKey, func() (chat.Session, error) {
			return createSession(ctx, tx, in)
		})
		return err
	})
	if err != nil {
		return chat.Session{}, fmt.Errorf("create session: %w", err)
	}
	return out, nil
}

func createSession(ctx context.Context, tx pgx.Tx, in NewSession) (chat.Session, error) {
	settings, _, err := findSettings(ctx, tx, in.SiteID, "")
	if err != nil {
		return chat.Session{}, err
	}
	network := networkHash(in.From)
	if err := takeSession(ctx, tx, in.SiteID, network, settings.Limits); err != nil {
		return chat.Session{}, err
	}
	if in.VisitorID == "" {
		in.VisitorID = uuid.NewString()
	}
	if in.VisitorEmail != "" {
		if err := lockCustomers(ctx, tx, in.SiteID); err != nil {
			return chat.Session{}, err
		}
	}
	const visitor = `
		insert into visitors (site_id, id, sends_id) values ($1, $2, $3)
		on conflict (site_id, id) do update set last_seen_at = now(), sends_id = visitors.sends_id or excluded.sends_id`
	if _, err := tx.Exec(ctx, visitor, in.SiteID, in.VisitorID, in.SendsVisitorID); err != nil {
		return chat.Session{}, err
	}
	// A visitor whom a signed token named is known in later sessions too.
	id := uuid.NewString()
	const session = `
		insert into sessions (visitor_seen_at, site_id, id, visitor_id, language, page_url, network,
		                      customer_id, identity_verified, visitor_name, visitor_email)
		select now(), $1, $2, $3, coalesce(nullif($4, ''), s.language), $5, $6,
		       c.id, c.id is not null, coalesce(c.name, ''), coalesce(c.email, '')
		from sites s
		join visitors v on v.site_id = s.id and v.id = $3
		left join customers c on c.site_id = s.id and c.id = v.customer_id
		where s.id = $1`
	if _, err := tx.Exec(ctx, session, in.SiteID, id, in.VisitorID, in.Language, in.PageURL, network); err != nil {
		return chat.Session{}, err
	}
	if typed := (chat.Identity{Name: in.VisitorName, Email: in.VisitorEmail}); typed != (chat.Identity{}) {
		if err := identifyTyped(ctx, tx, in.SiteID, id, typed); err != nil {
			return chat.Session{}, err
		}
	}
	return findSession(ctx, tx, in.SiteID, id)
}

// FindSession returns a session of the site, or chat.ErrNotFound.
func (s *Store) FindSession(ctx context.Context, siteID, sessionID string) (chat.Session, error) {
	return findSession(ctx, s.pool, siteID, sessionID)
}

func findSession(ctx context.Context, q querier, siteID, sessionID string) (chat.Session, error) {
	const query = `
		select s.id, s.site_id, s.visitor_id, coalesce(s.customer_id::text, ''), s.status,
		       coalesce(s.escalation_reason, ''), s.language, s.page_url,
		       s.created_at, s.escalated_at, s.closed_at, coalesce(s.closed_by, ''),
		       s.waiting_since, s.ladder_step, s.last_activity_at, s.needs_follow_up,
		       s.visitor_seen_at, s.replies_unseen_since is not null,
		       coalesce(s.agent_id::text, ''), s.agent_name, s.agent_since, s.agent_lease_until,
		       r.stars, r.tags, r.feedback, r.created_at
		from sessions s
		left join ratings r on r.site_id = s.site_id and r.session_id = s.id
		where s.site_id = $1 and s.id = $2`
	var (
		out      chat.Session
		agent    chat.Agent
		since    *time.Time
		stars    *int
		tags     []string
		feedback *string
		rated    *time.Time
	)
	err := q.QueryRow(ctx, query, siteID, sessionID).Scan(
		&out.ID, &out.SiteID, &out.VisitorID, &out.CustomerID, &out.Status,
		&out.EscalationReason, &out.Language, &out.PageURL,
		&out.CreatedAt, &out.EscalatedAt, &out.ClosedAt, &out.ClosedBy,
		&out.WaitingSince, &out.LadderStep, &out.LastActivityAt, &out.NeedsFollowUp,
		&out.VisitorSeenAt, &out.RepliesUnseen,
		&agent.ID, &agent.Name, &since, &agent.LeaseUntil,
		&stars, &tags, &feedback, &rated)
	if err != nil {
		return chat.Session{}, notFound("find session", err)
	}
	if since != nil {
		agent.Since = *since
		out.Agent = &agent
	}
	if stars != nil {
		out.Rating = &chat.Rating{Stars: *stars, Tags: tags, Feedback: *feedback, CreatedAt: *rated}
	}
	return out, nil
}
