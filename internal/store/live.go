package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// FindLive returns what passes in a session, or chat.ErrNotFound. It is one
// statement, so that what passes and the newest event are of the same moment.
func (s *Store) FindLive(ctx context.Context, siteID, sessionID string) (chat.Live, error) {
	const query = `
		select s.status, coalesce(s.escalation_reason, ''), s.last_event,
		       s.agent_since is not null, s.agent_name, greatest(extract(epoch from s.agent_typing_until - now()), 0)::float8,
		       w.id is not null, coalesce(t.id::text, ''), coalesce(t.attempt, 0), coalesce(t.draft, '')
		from sessions s
		left join lateral (
		    select m.id from messages m
		    where m.site_id = s.site_id and m.session_id = s.id and m.role = 'visitor' and not m.handled
		    order by m.seq limit 1) w on true
		left join turns t on t.site_id = s.site_id and t.session_id = s.id and t.id = w.id and t.epoch = s.epoch
		where s.site_id = $1 and s.id = $2`
	var (
		out         chat.Live
		reason      chat.Reason
		held        bool // a person has the session
		agentName   string
		agentTyping float64 // seconds that are left
		asked       bool    // a message waits for its turn to be done
		draft       chat.Draft
	)
	err := s.pool.QueryRow(ctx, query, siteID, sessionID).Scan(&out.Status, &reason, &out.LastEvent,
		&held, &agentName, &agentTyping, &asked, &draft.TurnID, &draft.Attempt, &draft.Text)
	switch {
	case err != nil:
		return chat.Live{}, notFound("find what passes", err)
	case out.Status == chat.StatusClosed:
	case held && agentTyping > 0:
		out.Typing = chat.Typing{Role: chat.RoleAgent, Name: agentName}
		out.TypingFor = time.Duration(agentTyping * float64(time.Second))
	case held:
	case asked && (out.Status == chat.StatusActive || !reason.PersonChosen()):
		out.Typing = chat.Typing{Role: chat.RoleAssistant}
		if draft.Text != "" {
			out.Draft = draft
		}
	}
	return out, nil
}

// typingRefresh is how often at most a sign of typing is written and announced.
const typingRefresh = chat.TypingShown / 2

// SetVisitorTyping shows the visitor of an open session as typing for
// chat.TypingShown. Staff are told where a person is asked for or speaks.
func (s *Store) SetVisitorTyping(ctx context.Context, siteID, sessionID string) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		const query = `
			update sessions set visitor_typing_until = now() + $3
			where site_id = $1 and id = $2 and status <> 'closed'
			  and coalesce(visitor_typing_until < now() + $4, true)
			returning status = 'escalated'`
		var escalated bool
		err := tx.QueryRow(ctx, query, siteID, sessionID, chat.TypingShown, typingRefresh).Scan(&escalated)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil // shown already, or nobody's any more
		}
		if err != nil {
			return fmt.Errorf("set visitor typing: %w", err)
		}
		if escalated {
			if err := notify(ctx, tx, InboxTopic); err != nil {
				return err
			}
		}
		return notify(ctx, tx, sessionID)
	})
}

// ListVisitorsTyping returns until when the visitors are shown as typing who
// have been, or are to be, with a person on the sites that the user may see, by
// session id.
func (s *Store) ListVisitorsTyping(ctx context.Context, userID string) (map[string]time.Time, error) {
	const query = `
		select id, visitor_typing_until from sessions
		where site_id in ` + visibleSites + ` and status = 'escalated' and visitor_typing_until > now()`
	rows, err := s.pool.Query(ctx, query, userID)
	if err != nil {
		return nil, fmt.Errorf("list visitors who type: %w", err)
	}
	out := map[string]time.Time{}
	var id string
	var until time.Time
	if _, err := pgx.ForEachRow(rows, []any{&id, &until}, func() error { out[id] = until; return nil }); err != nil {
		return nil, fmt.Errorf("list visitors who type: %w", err)
	}
	return out, nil
}
