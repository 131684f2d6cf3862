package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// AddAlert records that staff are to be told of a step of a session's wait for a
// person, once for each wait and step, and that the wait has come so far. Of one
// that is over, staff are not told. It returns where the session stands then.
func (s *Store) AddAlert(ctx context.Context, in chat.Alert, reached chat.LadderStep) (chat.Standing, error) {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		waits, err := reachStep(ctx, tx, in.SiteID, in.SessionID, int(in.Number), reached)
		if err != nil || !waits {
			return err
		}
		if in.Step == chat.AlertSupervisors {
			err := raisePriority(ctx, tx, in.SiteID, in.SessionID, chat.PriorityUrgent, chat.PriorityNormal, chat.PriorityHigh)
			if err != nil {
				return err
			}
		}
		return addAlert(ctx, tx, in)
	})
	return s.standingAfter(ctx, in.SiteID, in.SessionID, err)
}

// TellVisitor says to the visitor of a wait that goes on that nobody has come,
// once, and asks for an e-mail address where none is known. It returns where the
// session stands then.
func (s *Store) TellVisitor(ctx context.Context, siteID, sessionID string, wait int, notice chat.Reply) (chat.Standing, error) {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		waits, err := reachStep(ctx, tx, siteID, sessionID, wait, chat.LadderVisitorTold)
		if err != nil || !waits {
			return err
		}
		if err := addNotice(ctx, tx, siteID, sessionID, fmt.Sprintf("wait %d", wait), notice); err != nil {
			return err
		}
		return askEmail(ctx, tx, siteID, sessionID)
	})
	return s.standingAfter(ctx, siteID, sessionID, err)
}

// reachStep notes how far a wait has come and tells whether it still goes on.
func reachStep(ctx context.Context, tx pgx.Tx, siteID, sessionID string, wait int, reached chat.LadderStep) (bool, error) {
	const query = `
		update sessions set ladder_step = greatest(ladder_step, $4)
		where site_id = $1 and id = $2 and waiting_since is not null and waits = $3`
	tag, err := tx.Exec(ctx, query, siteID, sessionID, wait, reached)
	if err != nil {
		return false, fmt.Errorf("reach step of ladder: %w", err)
	}
	return tag.RowsAffected() == 1, nil
}

// addAlert is AddAlert in the transaction that raises it.
func addAlert(ctx context.Context, tx pgx.Tx, in chat.Alert) error {
	const query = `
		insert into alerts (site_id, session_id, number, step, user_id) values ($1, $2, $3, $4, nullif($5, '')::uuid)
		on conflict do nothing`
	tag, err := tx.Exec(ctx, query, in.SiteID, in.SessionID, in.Number, in.Step, in.UserID)
	if err != nil {
		return fmt.Errorf("add alert: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return nil // raised before
	}
	return addNotifications(ctx, tx, in)
}

// ListAlerts returns what staff were to be told of a session, oldest first.
func (s *Store) ListAlerts(ctx context.Context, siteID, sessionID string) ([]chat.Alert, error) {
	const query = `
		select site_id, session_id, number, step, coalesce(user_id::text, ''), created_at from alerts
		where site_id = $1 and session_id = $2 order by created_at, number`
	rows, err := s.pool.Query(ctx, query, siteID, sessionID)
	if err != nil {
		return nil, fmt.Errorf("list alerts: %w", err)
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (a chat.Alert, err error) {
		return a, row.Scan(&a.SiteID, &a.SessionID, &a.Number, &a.Step, &a.UserID, &a.CreatedAt)
	})
	if err != nil {
		return nil, fmt.Errorf("list alerts: %w", err)
	}
	return out, nil
}
