package store

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// NewVisitorMessage is a message as it came in.
type NewVisitorMessage struct {
	SiteID          string
	SessionID       string
	ClientMessageID string
	Content         string
	From            netip.Addr // the client's; the zero address is not limited
}

// AddVisitorMessage stores a visitor's message as written and returns how many
// more the session may take, which it also does with an error unless the
// session was not found. The same client id again returns the first message and
// costs nothing. Errors: chat.ErrNotFound, chat.ErrSessionClosed, CodeConflict
// for a known client id with other content, and CodeTooManyRequests with
// RetryAfter and Quota.
func (s *Store) AddVisitorMessage(ctx context.Context, in NewVisitorMessage) (m chat.Message, quota chat.Quota, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		// The row lock orders the session's messages by commit, so a reader
		// who has seen seq n never finds a smaller one later.
		var status chat.Status
		var mostOfAddress int64
		const lock = `
			select s.status, c.address_messages_per_minute
			from sessions s join site_settings c on c.site_id = s.site_id
			where s.site_id = $1 and s.id = $2 for update of s`
		if err := tx.QueryRow(ctx, lock, in.SiteID, in.SessionID).Scan(&status, &mostOfAddress); err != nil {
			return notFound("lock session", err)
		}
		if quota, err = messageQuota(ctx, tx, in.SiteID, in.SessionID); err != nil {
			return err
		}
		known, err := findMessage(ctx, tx, `m.session_id = $2 and m.role = 'visitor' and m.client_message_id = $3`, in.SiteID, in.SessionID, in.ClientMessageID)
		if err == nil {
			if known.Content != in.Content {
				return chat.Errorf(chat.CodeConflict, "This client_message_id was already used with other content.")
			}
			m = known
			return nil
		}
		if chat.CodeOf(err) != chat.CodeNotFound {
			return err
		}
		if status == chat.StatusClosed {
			return chat.ErrSessionClosed
		}
		if quota, err = takeMessage(quota); err != nil {
			return err
		}
		if err := takeAddressMessage(ctx, tx, in.SiteID, networkHash(in.From), mostOfAddress); err != nil {
			return err
		}
		id := newMessageID()
		const insert = `
			with s as (
			    update sessions set last_seq = last_seq + 1, last_activity_at = now()
			    where site_id = $1 and id = $2 returning last_seq)
			insert into messages (site_id, session_id, id, seq, role, client_message_id, content)
			select $1, $2, $3, s.last_seq, 'visitor', $4, $5 from s`
		if _, err := tx.Exec(ctx, insert, in.SiteID, in.SessionID, id, in.ClientMessageID, in.Content); err != nil {
			return fmt.Errorf("insert message: %w", err)
		}
		if m, err = findMessage(ctx, tx, `m.id = $2`, in.SiteID, id); err != nil {
			return err
		}
		return addMessageEvent(ctx, tx, in.SiteID, in.SessionID, id)
	})
	if err != nil {
		return chat.Message{}, quota, err
	}
	return m, quota, nil
}

// newMessageID returns an id that is greater than earlier ones. Messages are read
// by time, and look up others by id: neighbours in time are neighbours in the
// index then.
func newMessageID() string { return uuid.Must(uuid.NewV7()).String() }

// FindMessage returns a message of the site, or chat.ErrNotFound.
func (s *Store) FindMessage(ctx context.Context, siteID, messageID string) (chat.Message, error) {
	return findMessage(ctx, s.pool, `m.id = $2`, siteID, messageID)
}

// ListMessages returns at most limit messages of a session with a seq over
// afterSeq, in order.
func (s *Store) ListMessages(ctx context.Context, siteID, sessionID string, afterSeq int64, limit int) ([]chat.Message, error) {
	return selectMessages(ctx, s.pool,
		`m.session_id = $2 and m.seq > $3 order by m.seq limit $4`, siteID, sessionID, afterSeq, limit)
}

// ListMessagesByID returns the site's messages with the given ids, in the
// order of the transcript.
func (s *Store) ListMessagesByID(ctx context.Context, siteID string, ids []string) ([]chat.Message, error) {
	return selectMessages(ctx, s.pool, `m.id = any($2::uuid[]) order by m.seq`, siteID, ids)
}

// ListMessagesBefore returns the newest messages of a session with a seq under
// beforeSeq, at most limit, oldest first.
func (s *Store) ListMessagesBefore(ctx context.Context, siteID, sessionID string, beforeSeq int64, limit int) ([]chat.Message, error) {
	return selectMessages(ctx, s.pool, `m.session_id = $2 and m.seq in (
		select seq from messages where site_id = $1 and session_id = $2 and seq < $3 order by seq desc limit $4)
		order by m.seq`, siteID, sessionID, beforeSeq, limit)
}

// DeliverReply publishes the reply of a turn, once however often it is called,
// and returns its id. It returns chat.ErrSessionClosed when the session has
// ended in the meantime, and chat.ErrSuperseded when it is in other hands.
func (s *Store) DeliverReply(ctx context.Context, k chat.TurnKey, r chat.Reply) (string, error) {
	var id string
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		now, err := lockStanding(ctx, tx, k.SiteID, k.SessionID)
		if err != nil {
			return err
		}
		id, err = addReply(ctx, tx, now, k, r)
		return err
	})
	return id, err
}

// addReply inserts the turn's reply unless it is there and links the turn's
// visitor messages to it. now is the session's locked row.
func addReply(ctx context.Context, tx pgx.Tx, now chat.Standing, k chat.TurnKey, r chat.Reply) (string, error) {
	id, err := findReply(ctx, tx, k)
	if err != nil || id != "" {
		return id, err
	}
	if err := mayAnswer(now, k); err != nil {
		return "", err
	}
	id, err = addMessage(ctx, tx, newMessage{siteID: k.SiteID, sessionID: k.SessionID, turnID: k.TurnID, Reply: r})
	if err != nil {
		return "", err
	}
	const link = `
		update messages m set reply_id = $4, handled = true
		from turns t
		where t.site_id = $1 and t.session_id = $2 and t.id = $3
		  and m.site_id = $1 and m.session_id = $2 and m.id = any(t.message_ids)`
	if _, err := tx.Exec(ctx, link, k.SiteID, k.SessionID, k.TurnID, id); err != nil {
		return "", fmt.Errorf("link reply: %w", err)
	}
	return id, nil
}

// findReply returns the id of the turn's reply, "" while there is none.
func findReply(ctx context.Context, tx pgx.Tx, k chat.TurnKey) (id string, err error) {
	const query = `select id from messages where site_id = $1 and session_id = $2 and turn_id = $3`
	err = tx.QueryRow(ctx, query, k.SiteID, k.SessionID, k.TurnID).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("find reply: %w", err)
	}
	return id, nil
}

// newMessage is a message of anybody but the visitor.
type newMessage struct {
	siteID, sessionID string
	turnID            string // of the product's answers
	notice            string // of what the product says by itself: a text that names it
	agentID           string // of a person's
	agentName         string
	clientMessageID   string // of a person's
	chat.Reply
}

// addMessage inserts a message with its event and returns its id. The
// transaction holds the session's row.
func addMessage(ctx context.Context, tx pgx.Tx, m newMessage) (string, error) {
	if m.Citations == nil {
		m.Citations = []chat.Citation{}
	}
	id := newMessageID()
	const insert = `
		with s as (
		    update sessions set last_seq = last_seq + 1, last_activity_at = now()
		    where site_id = $1 and id = $2 returning last_seq)
		insert into messages (site_id, session_id, id, seq, role, turn_id, notice, agent_id, agent_name, client_message_id,
		    content, html, citations, answerability, quick_replies)
		select $1, $2, $3, s.last_seq, $4, nullif($5, '')::uuid, nullif($6, ''), nullif($7, '')::uuid, $8, nullif($9, ''),
		    $10, $11, $12, $13, $14 from s`
	_, err := tx.Exec(ctx, insert, m.siteID, m.sessionID, id, m.Role, m.turnID, m.notice, m.agentID, m.agentName, m.clientMessageID,
		m.Content, m.HTML, m.Citations, m.Answerability, notNil(m.QuickReplies))
	if err != nil {
		return "", fmt.Errorf("insert message: %w", err)
	}
	return id, addMessageEvent(ctx, tx, m.siteID, m.sessionID, id)
}

// addNotice says something by the product itself, once for each name.
func addNotice(ctx context.Context, tx pgx.Tx, siteID, sessionID, name string, r chat.Reply) error {
	var known bool
	const query = `select exists (select from messages where site_id = $1 and session_id = $2 and notice = $3)`
	if err := tx.QueryRow(ctx, query, siteID, sessionID, name).Scan(&known); err != nil {
		return fmt.Errorf("find notice: %w", err)
	}
	if known {
		return nil
	}
	_, err := addMessage(ctx, tx, newMessage{siteID: siteID, sessionID: sessionID, notice: name, Reply: r})
	return err
}

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

const messageColumns = `
	select m.id, m.site_id, m.session_id, m.seq, m.role, coalesce(m.client_message_id, ''),
	       m.agent_name, m.content, coalesce(m.clean_text, ''), m.html, m.handled, coalesce(m.reply_id::text, ''), m.citations,
	       m.answerability, m.quick_replies, coalesce(r.value, ''), m.created_at
	from messages m
	left join reactions r on r.site_id = m.site_id and r.message_id = m.id
	where m.site_id = $1 and `

// selectMessages reads the messages that condition, a fixed text of this
// package, picks.
func selectMessages(ctx context.Context, q querier, condition string, args ...any) ([]chat.Message, error) {
	rows, err := q.Query(ctx, messageColumns+condition, args...)
	if err != nil {
		return nil, fmt.Errorf("read messages: %w", err)
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (m chat.Message, err error) {
		err = row.Scan(&m.ID, &m.SiteID, &m.SessionID, &m.Seq, &m.Role, &m.ClientMessageID,
			&m.AgentName, &m.Content, &m.CleanText, &m.HTML, &m.Handled, &m.ReplyID, &m.Citations,
			&m.Answerability, &m.QuickReplies, &m.Reaction, &m.CreatedAt)
		return m, err
	})
	if err != nil {
		return nil, fmt.Errorf("read messages: %w", err)
	}
	return out, nil
}

func findMessage(ctx context.Context, q querier, condition string, args ...any) (chat.Message, error) {
	found, err := selectMessages(ctx, q, condition, args...)
	if err != nil {
		return chat.Message{}, err
	}
	if len(found) == 0 {
		return chat.Message{}, chat.ErrNotFound
	}
	return found[0], nil
}

// ListUnhandled returns a session's visitor messages that no turn is done with,
// and those with the given ids, in the order of the transcript.
func (s *Store) ListUnhandled(ctx context.Context, siteID, sessionID string, ids []string) ([]chat.Message, error) {
	return selectMessages(ctx, s.pool,
		`m.session_id = $2 and m.role = 'visitor' and (not m.handled or m.id = any($3::uuid[])) order by m.seq`, siteID, sessionID, ids)
}

// KeepForPerson marks a turn's messages as handled without a reply: they wait
// for a person. It returns chat.ErrSuperseded when the session is in other
// hands.
func (s *Store) KeepForPerson(ctx context.Context, k chat.TurnKey) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		now, err := lockStanding(ctx, tx, k.SiteID, k.SessionID)
		if err != nil {
			return err
		}
		if err := mayAnswer(now, k); err != nil {
			return err
		}
		const query = `
			update messages m set handled = true
			from turns t
			where t.site_id = $1 and t.session_id = $2 and t.id = $3
			  and m.site_id = $1 and m.session_id = $2 and m.id = any(t.message_ids)`
		if _, err := tx.Exec(ctx, query, k.SiteID, k.SessionID, k.TurnID); err != nil {
			return fmt.Errorf("keep messages for a person: %w", err)
		}
		return notify(ctx, tx, k.SessionID)
	})
}

// ListStranded returns a visitor message of each open session that has one
// which no turn is done with and that is older than age, at most limit.
func (s *Store) ListStranded(ctx context.Context, age time.Duration, limit int) ([]chat.Message, error) {
	const query = `
		select distinct on (m.session_id) m.site_id, m.session_id, m.id
		from messages m
		join sessions s on s.site_id = m.site_id and s.id = m.session_id
		where m.role = 'visitor' and not m.handled and m.created_at < now() - $1::interval and s.status <> 'closed'
		order by m.session_id, m.seq
		limit $2`
	rows, err := s.pool.Query(ctx, query, age, limit)
	if err != nil {
		return nil, fmt.Errorf("list stranded messages: %w", err)
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (m chat.Message, err error) {
		err = row.Scan(&m.SiteID, &m.SessionID, &m.ID)
		return m, err
	})
	if err != nil {
		return nil, fmt.Errorf("list stranded messages: %w", err)
	}
	return out, nil
}
