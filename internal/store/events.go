package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// addEvent appends an event to a session and what staff are told of it to the
// inbox, in the transaction that makes it happen, and announces them. The update
// of the session's row holds the row until the commit, so events are seen in the
// order of their seq.
func addEvent(ctx context.Context, tx pgx.Tx, e chat.Event) error {
	const query = `
		with s as (
		    update sessions set last_event = last_event + 1 where site_id = $1 and id = $2 returning last_event)
		insert into session_events (site_id, session_id, seq, kind, message_id, data)
		select $1, $2, s.last_event, $3, $4, $5 from s`
	b := &pgx.Batch{}
	b.Queue(query, e.SiteID, e.SessionID, e.Kind, idOf(e.Message), e.Data)
	queueNotify(b, e.SessionID)
	if kind := inboxKindOf(e); kind != "" {
		queueInboxEvent(b, chat.InboxEvent{SiteID: e.SiteID, SessionID: e.SessionID, Kind: kind, Message: e.Message})
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("add event: %w", err)
	}
	return nil
}

func idOf(m *chat.Message) *string {
	if m == nil {
		return nil
	}
	return &m.ID
}

// addMessageEvent is addEvent for a message that the transaction inserted.
func addMessageEvent(ctx context.Context, tx pgx.Tx, siteID, sessionID, messageID string) error {
	return addEvent(ctx, tx, chat.Event{
		SiteID: siteID, SessionID: sessionID, Kind: chat.EventMessage, Message: &chat.Message{ID: messageID},
	})
}

// ListEvents returns at most limit events of a session with a seq over
// afterSeq, in order.
func (s *Store) ListEvents(ctx context.Context, siteID, sessionID string, afterSeq int64, limit int) ([]chat.Event, error) {
	const query = `
		select seq, kind, coalesce(message_id::text, ''), data, created_at from session_events
		where site_id = $1 and session_id = $2 and seq > $3 order by seq limit $4`
	rows, err := s.pool.Query(ctx, query, siteID, sessionID, afterSeq, limit)
	if err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	var messageIDs []string
	events, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (chat.Event, error) {
		e := chat.Event{SiteID: siteID, SessionID: sessionID}
		var messageID string
		err := row.Scan(&e.Seq, &e.Kind, &messageID, &e.Data, &e.CreatedAt)
		if messageID != "" {
			e.Message = &chat.Message{ID: messageID}
			messageIDs = append(messageIDs, messageID)
		}
		return e, err
	})
	if err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	if len(messageIDs) == 0 {
		return events, nil
	}
	messages, err := s.ListMessagesByID(ctx, siteID, messageIDs)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]*chat.Message, len(messages))
	for i := range messages {
		byID[messages[i].ID] = &messages[i]
	}
	for i, e := range events {
		if e.Message != nil {
			events[i].Message = byID[e.Message.ID]
		}
	}
	removed := func(e chat.Event) bool { return e.Kind == chat.EventMessage && e.Message == nil }
	return slices.DeleteFunc(events, removed), nil
}
