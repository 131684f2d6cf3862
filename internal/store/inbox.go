package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// inboxKindOf is what staff are told when the visitor is told of e, "" for
// nothing.
func inboxKindOf(e chat.Event) chat.InboxKind {
	switch e.Kind {
	case chat.EventMessage:
		return chat.InboxMessage
	case chat.EventAgentJoined:
		return chat.InboxTaken
	case chat.EventAgentLeft:
		return chat.InboxReleased
	case chat.EventRatingPrompt:
		return ""
	}
	switch e.Data.Status {
	case chat.StatusEscalated:
		return chat.InboxEscalated
	case chat.StatusClosed:
		return chat.InboxClosed
	}
	return chat.InboxChanged
}

// addInboxEvent appends an event to the inbox, in the transaction that makes it
// happen, and announces it. It has no number before numberInbox.
func addInboxEvent(ctx context.Context, tx pgx.Tx, e chat.InboxEvent) error {
	b := &pgx.Batch{}
	queueInboxEvent(b, e)
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("add inbox event: %w", err)
	}
	return nil
}

// queueInboxEvent is addInboxEvent as a part of a batch.
func queueInboxEvent(b *pgx.Batch, e chat.InboxEvent) {
	const query = `
		insert into inbox_events (site_id, session_id, kind, message_id, user_id)
		select $1, $2, case when $3::text = 'message' and m.seq = 1 then 'created' else $3::text end, e.id, nullif($5, '')::uuid
		from (select $4::uuid as id) e left join messages m on m.site_id = $1 and m.id = e.id`
	b.Queue(query, e.SiteID, e.SessionID, e.Kind, idOf(e.Message), e.UserID)
	queueNotify(b, InboxTopic)
}

// numberInbox numbers the events that were committed since it last ran. One
// transaction at a time does it: a reader who has seen a number never finds a
// smaller one later, in whatever order the events' own transactions ended.
func (s *Store) numberInbox(ctx context.Context) error {
	const batch = 1000
	const waiting = `select exists (select from inbox_events where seq is null)`
	for {
		var more bool
		if err := s.pool.QueryRow(ctx, waiting).Scan(&more); err != nil {
			return fmt.Errorf("look for new inbox events: %w", err)
		}
		if !more {
			return nil
		}
		err := s.inTx(ctx, func(tx pgx.Tx) error {
			// A statement of its own: the next one sees what others have numbered.
			var last int64
			if err := tx.QueryRow(ctx, `select last from inbox_numbers for update`).Scan(&last); err != nil {
				return err
			}
			const number = `
				update inbox_events e set seq = $1 + n.place
				from (select id, row_number() over (order by id) as place
				      from (select id from inbox_events where seq is null order by id limit $2) w) n
				where e.id = n.id`
			tag, err := tx.Exec(ctx, number, last, batch)
			if err != nil {
				return err
			}
			_, err = tx.Exec(ctx, `update inbox_numbers set last = $1`, last+tag.RowsAffected())
			return err
		})
		if err != nil {
			return fmt.Errorf("number inbox events: %w", err)
		}
	}
}

// FindInboxPosition returns the number of the newest event and of the newest one
// that was removed, 0 for none. Somebody who was told everything up to a number
// between them can be told the rest.
func (s *Store) FindInboxPosition(ctx context.Context) (last, removed int64, err error) {
	if err := s.numberInbox(ctx); err != nil {
		return 0, 0, err
	}
	if err := s.pool.QueryRow(ctx, `select last, removed from inbox_numbers`).Scan(&last, &removed); err != nil {
		return 0, 0, fmt.Errorf("find position in inbox: %w", err)
	}
	return last, removed, nil
}

// ListInbox returns at most limit events that the user may see, as things are
// now, with a number over after, in order.
func (s *Store) ListInbox(ctx context.Context, userID string, after int64, limit int) ([]chat.InboxEvent, error) {
	if err := s.numberInbox(ctx); err != nil {
		return nil, err
	}
	const query = `
		select e.seq, e.kind, e.site_id, e.session_id, coalesce(e.user_id::text, ''), coalesce(e.message_id::text, '')
		from ` + visibleSites + ` v (id)
		cross join lateral (
		    select * from inbox_events i
		    where i.site_id = v.id and i.seq > $2 and (i.user_id is null or i.user_id = $1)
		    order by i.seq limit $3) e
		order by e.seq limit $3`
	rows, err := s.pool.Query(ctx, query, userID, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list inbox: %w", err)
	}
	messageIDs := map[string][]string{} // by site
	events, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (e chat.InboxEvent, err error) {
		var messageID string
		err = row.Scan(&e.Seq, &e.Kind, &e.SiteID, &e.SessionID, &e.UserID, &messageID)
		if messageID != "" {
			e.Message = &chat.Message{ID: messageID}
			messageIDs[e.SiteID] = append(messageIDs[e.SiteID], messageID)
		}
		return e, err
	})
	if err != nil {
		return nil, fmt.Errorf("list inbox: %w", err)
	}
	messages := map[string]*chat.Message{}
	for siteID, ids := range messageIDs {
		found, err := s.ListMessagesByID(ctx, siteID, ids)
		if err != nil {
			return nil, err
		}
		for i := range found {
			messages[found[i].ID] = &found[i]
		}
	}
	for i, e := range events {
		if e.Message == nil {
			continue
		}
		if events[i].Message = messages[e.Message.ID]; events[i].Message == nil { // removed since
			events[i].Kind = chat.InboxChanged
		}
	}
	return events, nil
}

// CountInbox returns what the user's badge shows.
func (s *Store) CountInbox(ctx context.Context, userID string) (out chat.InboxCounts, err error) {
	const query = `
		select count(*) filter (where s.waiting_since is not null),
		       count(*) filter (where s.agent_id = $1),
		       count(*) filter (where (s.waiting_since is not null or s.agent_id = $1) and exists (select from ` + unreadMessages + `)),
		       ` + unreadNotifications + `
		from sessions s
		left join conversation_reads c on c.site_id = s.site_id and c.session_id = s.id and c.user_id = $1
		where s.site_id in ` + visibleSites + ` and s.status = 'escalated'`
	err = s.pool.QueryRow(ctx, query, userID).Scan(&out.Waiting, &out.Mine, &out.Unread, &out.Notifications)
	if err != nil {
		return chat.InboxCounts{}, fmt.Errorf("count inbox: %w", err)
	}
	return out, nil
}

// inboxKept is how long somebody may be away and still be told what happened
// since.
const inboxKept = 3 * 24 * time.Hour

// removeOldInbox removes the events that are kept no longer, at most limit of
// them, and tells whether there may be more.
func (s *Store) removeOldInbox(ctx context.Context, limit int) (more bool, err error) {
	// An event without a number was told to nobody.
	if err := s.numberInbox(ctx); err != nil {
		return false, err
	}
	const query = `
		with old as (
		    delete from inbox_events where id in (
		        select id from (select * from inbox_events order by id limit $2) oldest
		        where created_at < now() - $1::interval and seq is not null)
		    returning seq),
		noted as (update inbox_numbers set removed = greatest(removed, (select max(seq) from old)))
		select count(*) from old`
	var removed int
	if err := s.pool.QueryRow(ctx, query, inboxKept, limit).Scan(&removed); err != nil {
		return false, fmt.Errorf("remove old inbox events: %w", err)
	}
	return removed == limit, nil
}
