package store

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"strings"
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

// CreateSession stores a new active session and, where needed, its visitor and
// the CRM customer of the given e-mail address.
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
	if in.VisitorID == "" {
		in.VisitorID = uuid.NewString()
	}
	const visitor = `
		insert into visitors (site_id, id, sends_id) values ($1, $2, $3)
		on conflict (site_id, id) do update set last_seen_at = now(), sends_id = visitors.sends_id or excluded.sends_id`
	if _, err := tx.Exec(ctx, visitor, in.SiteID, in.VisitorID, in.SendsVisitorID); err != nil {
		return chat.Session{}, err
	}
	var customerID *string
	if in.VisitorEmail != "" {
		const customer = `
			insert into customers (site_id, id, email, name) values ($1, $2, $3, $4)
			on conflict (site_id, lower(email)) do update
			set name = case when customers.name = '' then excluded.name else customers.name end
			returning id`
		if err := tx.QueryRow(ctx, customer, in.SiteID, uuid.NewString(), strings.TrimSpace(in.VisitorEmail), in.VisitorName).Scan(&customerID); err != nil {
			return chat.Session{}, err
		}
	}
	id := uuid.NewString()
	const session = `
		insert into sessions (site_id, id, visitor_id, customer_id, visitor_name, visitor_email, language, page_url, network)
		select $1, $2, $3, $4, $5, $6, coalesce(nullif($7, ''), language), $8, $9
		from sites where id = $1`
	if _, err := tx.Exec(ctx, session, in.SiteID, id, in.VisitorID, customerID, in.VisitorName, in.VisitorEmail, in.Language, in.PageURL,
		networkHash(in.From)); err != nil {
		return chat.Session{}, err
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
		       s.created_at, s.escalated_at, s.closed_at,
		       r.stars, r.tags, r.feedback, r.created_at
		from sessions s
		left join ratings r on r.site_id = s.site_id and r.session_id = s.id
		where s.site_id = $1 and s.id = $2`
	var (
		out      chat.Session
		stars    *int
		tags     []string
		feedback *string
		rated    *time.Time
	)
	err := q.QueryRow(ctx, query, siteID, sessionID).Scan(
		&out.ID, &out.SiteID, &out.VisitorID, &out.CustomerID, &out.Status,
		&out.EscalationReason, &out.Language, &out.PageURL,
		&out.CreatedAt, &out.EscalatedAt, &out.ClosedAt,
		&stars, &tags, &feedback, &rated)
	if err != nil {
		return chat.Session{}, notFound("find session", err)
	}
	if stars != nil {
		out.Rating = &chat.Rating{Stars: *stars, Tags: tags, Feedback: *feedback, CreatedAt: *rated}
	}
	return out, nil
}

// Escalate marks the session as escalated and tells the visitor, once for a
// turn however often it is called. A session that a person was already chosen
// for keeps that reason. It returns the id of the notice, or
// chat.ErrSessionClosed.
func (s *Store) Escalate(ctx context.Context, in chat.Escalation) (string, error) {
	var noticeID string
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		const lock = `
			select status, coalesce(escalation_reason, '') from sessions
			where site_id = $1 and id = $2 for update`
		var before chat.EventData
		if err := tx.QueryRow(ctx, lock, in.SiteID, in.SessionID).Scan(&before.Status, &before.Reason); err != nil {
			return notFound("lock session", err)
		}
		if before.Status == chat.StatusClosed {
			return chat.ErrSessionClosed
		}
		now := chat.EventData{Status: chat.StatusEscalated, Reason: in.Reason}
		if before.Reason.PersonChosen() {
			now.Reason = before.Reason
		}
		const session = `
			update sessions set status = $3, escalated_at = coalesce(escalated_at, now()), escalation_reason = $4
			where site_id = $1 and id = $2`
		if _, err := tx.Exec(ctx, session, in.SiteID, in.SessionID, now.Status, now.Reason); err != nil {
			return err
		}
		const escalation = `
			insert into escalations (site_id, session_id, turn_id, reason) values ($1, $2, $3, $4)
			on conflict do nothing`
		if _, err := tx.Exec(ctx, escalation, in.SiteID, in.SessionID, in.TurnID, in.Reason); err != nil {
			return err
		}
		if now != before {
			e := chat.Event{SiteID: in.SiteID, SessionID: in.SessionID, Kind: chat.EventStatus, Data: now}
			if err := addEvent(ctx, tx, e); err != nil {
				return err
			}
		}
		var err error
		noticeID, err = addReply(ctx, tx, in.TurnKey, in.Notice)
		return err
	})
	if err != nil && !errors.Is(err, chat.ErrSessionClosed) {
		return "", fmt.Errorf("escalate session: %w", err)
	}
	return noticeID, err
}

// CloseSession makes the session read-only. It is idempotent.
func (s *Store) CloseSession(ctx context.Context, siteID, sessionID string) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		const query = `
			update sessions set status = 'closed', closed_at = now()
			where site_id = $1 and id = $2 and status <> 'closed' returning coalesce(escalation_reason, '')`
		data := chat.EventData{Status: chat.StatusClosed}
		err := tx.QueryRow(ctx, query, siteID, sessionID).Scan(&data.Reason)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil // closed before
		}
		if err != nil {
			return fmt.Errorf("close session: %w", err)
		}
		for _, kind := range []chat.EventKind{chat.EventStatus, chat.EventRatingPrompt} {
			if err := addEvent(ctx, tx, chat.Event{SiteID: siteID, SessionID: sessionID, Kind: kind, Data: data}); err != nil {
				return err
			}
			data = chat.EventData{}
		}
		return nil
	})
}
