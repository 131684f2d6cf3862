package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// Escalate asks for a person on behalf of a turn and tells the visitor, once for
// a turn however often it is called. It returns the id of the notice. Errors:
// chat.ErrSessionClosed, and chat.ErrSuperseded when a person came in the
// meantime.
func (s *Store) Escalate(ctx context.Context, in chat.Escalation) (string, error) {
	var noticeID string
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		now, err := lockStanding(ctx, tx, in.SiteID, in.SessionID)
		if err != nil {
			return err
		}
		if noticeID, err = findReply(ctx, tx, in.TurnKey); err != nil || noticeID != "" {
			return err // done before
		}
		if err := mayAnswer(now, in.TurnKey); err != nil {
			return err
		}
		if _, err := addEscalation(ctx, tx, in, now); err != nil {
			return err
		}
		noticeID, err = addReply(ctx, tx, now, in.TurnKey, in.Notice)
		if err != nil || !in.AskEmail {
			return err
		}
		return askEmail(ctx, tx, in.SiteID, in.SessionID)
	})
	return noticeID, err
}

// RequestPerson asks for a person because the visitor does, outside of any turn.
// It changes nothing when a person has the session or was chosen already. An
// answer that is being written is dropped. The error of a session that has ended
// is chat.ErrSessionClosed.
func (s *Store) RequestPerson(ctx context.Context, in chat.Escalation) (chat.Standing, error) {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		now, err := lockStanding(ctx, tx, in.SiteID, in.SessionID)
		if err != nil {
			return err
		}
		switch {
		case now.Status == chat.StatusClosed:
			return chat.ErrSessionClosed
		case now.Status == chat.StatusEscalated && (now.Wait == 0 || now.Reason.PersonChosen()):
			return nil
		}
		number, err := addEscalation(ctx, tx, in, now)
		if err != nil {
			return err
		}
		if err := bumpEpoch(ctx, tx, in.SiteID, in.SessionID); err != nil {
			return err
		}
		if err := addNotice(ctx, tx, in.SiteID, in.SessionID, fmt.Sprintf("escalation %d", number), in.Notice); err != nil || !in.AskEmail {
			return err
		}
		return askEmail(ctx, tx, in.SiteID, in.SessionID)
	})
	return s.standingAfter(ctx, in.SiteID, in.SessionID, err)
}

// Escalated is one time that a person was asked for, or came.
type Escalated struct {
	Reason    chat.Reason
	TurnID    string // "" when no turn asked
	CreatedAt time.Time
}

// listEscalations returns a session's newest escalations, at most MaxPage, oldest
// first.
func (s *Store) listEscalations(ctx context.Context, siteID, sessionID string) ([]Escalated, error) {
	const query = `
		select reason, coalesce(turn_id::text, ''), created_at from escalations
		where site_id = $1 and session_id = $2 order by number desc limit $3`
	rows, err := s.pool.Query(ctx, query, siteID, sessionID, MaxPage)
	if err != nil {
		return nil, fmt.Errorf("list escalations: %w", err)
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (e Escalated, err error) {
		return e, row.Scan(&e.Reason, &e.TurnID, &e.CreatedAt)
	})
	if err != nil {
		return nil, fmt.Errorf("list escalations: %w", err)
	}
	slices.Reverse(out)
	return out, nil
}

// addEscalation records an escalation, marks the session as escalated and, where
// nobody was waited for, begins a wait. A session that a person was already
// chosen for keeps that reason. now is the session's locked row. It returns the
// number of the escalation within the session.
func addEscalation(ctx context.Context, tx pgx.Tx, in chat.Escalation, now chat.Standing) (number int, err error) {
	const escalation = `
		insert into escalations (site_id, session_id, number, turn_id, reason)
		select $1, $2, coalesce(max(number), 0) + 1, nullif($3, '')::uuid, $4
		from escalations where site_id = $1 and session_id = $2
		returning number`
	if err := tx.QueryRow(ctx, escalation, in.SiteID, in.SessionID, in.TurnID, in.Reason).Scan(&number); err != nil {
		return 0, fmt.Errorf("add escalation: %w", err)
	}
	if in.TurnID != "" && slices.Contains(articlesFailed, in.Reason) {
		if err := queueTurn(ctx, tx, in.SiteID, in.TurnID); err != nil {
			return 0, err
		}
	}
	reason := in.Reason
	if now.Status == chat.StatusEscalated && now.Reason.PersonChosen() {
		reason = now.Reason
	}
	const session = `
		update sessions set status = 'escalated', escalated_at = coalesce(escalated_at, now()), escalation_reason = $3
		where site_id = $1 and id = $2`
	if _, err := tx.Exec(ctx, session, in.SiteID, in.SessionID, reason); err != nil {
		return 0, fmt.Errorf("escalate session: %w", err)
	}
	if in.Reason == chat.ReasonKeyword {
		if err := raisePriority(ctx, tx, in.SiteID, in.SessionID, chat.PriorityHigh, chat.PriorityNormal); err != nil {
			return 0, err
		}
	}
	if now.Status != chat.StatusEscalated || now.Reason != reason {
		e := chat.Event{SiteID: in.SiteID, SessionID: in.SessionID, Kind: chat.EventStatus,
			Data: chat.EventData{Status: chat.StatusEscalated, Reason: reason}}
		if err := addEvent(ctx, tx, e); err != nil {
			return 0, err
		}
	}
	if now.Status == chat.StatusEscalated || in.Reason == chat.ReasonManual {
		return number, nil // waited for already, or there
	}
	return number, beginWait(ctx, tx, in.SiteID, in.SessionID)
}

// beginWait begins a wait for a person.
func beginWait(ctx context.Context, tx pgx.Tx, siteID, sessionID string) error {
	const query = `
		update sessions set waits = waits + 1, waiting_since = now(), ladder_step = 0
		where site_id = $1 and id = $2`
	if _, err := tx.Exec(ctx, query, siteID, sessionID); err != nil {
		return fmt.Errorf("begin wait: %w", err)
	}
	return nil
}

// bumpEpoch drops whatever a turn is still writing.
func bumpEpoch(ctx context.Context, tx pgx.Tx, siteID, sessionID string) error {
	if _, err := tx.Exec(ctx, `update sessions set epoch = epoch + 1 where site_id = $1 and id = $2`, siteID, sessionID); err != nil {
		return fmt.Errorf("begin epoch: %w", err)
	}
	return nil
}

// askEmail asks the visitor for an address, once in a session and only where none
// is known.
func askEmail(ctx context.Context, tx pgx.Tx, siteID, sessionID string) error {
	const query = `
		select from sessions s
		left join customers c on c.site_id = s.site_id and c.id = s.customer_id
		where s.site_id = $1 and s.id = $2 and ` + contactAddress + ` = ''
		  and not exists (select from session_events e
		                  where e.site_id = $1 and e.session_id = $2 and e.kind = 'email_requested')`
	err := tx.QueryRow(ctx, query, siteID, sessionID).Scan()
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("ask for e-mail address: %w", err)
	}
	return addEvent(ctx, tx, chat.Event{SiteID: siteID, SessionID: sessionID, Kind: chat.EventEmailRequested})
}
