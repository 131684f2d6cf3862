package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// CloseSession makes the session read-only and returns where it stands then. A
// session that has ended stays as it is. One that is idle stays open while it has
// a message that no turn is done with, and one that nobody came to stays open
// when somebody has come: the standing tells. A person may end what they have, or
// what nobody has; otherwise the error is chat.AlreadyTaken.
func (s *Store) CloseSession(ctx context.Context, in chat.Ending) (chat.Standing, error) {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		now, err := lockStanding(ctx, tx, in.SiteID, in.SessionID)
		if err != nil || now.Status == chat.StatusClosed {
			return err
		}
		switch in.By {
		case chat.EndedByAgent:
			if now.AgentID != "" && now.AgentID != in.AgentID {
				return chat.AlreadyTaken(now.AgentName)
			}
		case chat.EndedUnattended:
			if now.Wait == 0 {
				return nil
			}
		case chat.EndedIdle:
			busy, err := hasUnhandled(ctx, tx, in.SiteID, in.SessionID)
			if err != nil || busy || now.Status != chat.StatusActive {
				return err
			}
		}
		if in.Notice != nil {
			if err := addNotice(ctx, tx, in.SiteID, in.SessionID, "ended", *in.Notice); err != nil {
				return err
			}
		}
		const query = `
			update sessions set status = 'closed', closed_at = now(), closed_by = $3, needs_follow_up = needs_follow_up or $3 = 'unattended',
			    epoch = epoch + 1, waiting_since = null, agent_lease_until = null,
			    ladder_step = case when $3 = 'unattended' then $4 else ladder_step end
			where site_id = $1 and id = $2`
		if _, err := tx.Exec(ctx, query, in.SiteID, in.SessionID, in.By, chat.LadderClosed); err != nil {
			return fmt.Errorf("close session: %w", err)
		}
		const leave = `update messages set handled = true where site_id = $1 and session_id = $2 and role = 'visitor' and not handled`
		if _, err := tx.Exec(ctx, leave, in.SiteID, in.SessionID); err != nil { // what has no answer by now gets none
			return fmt.Errorf("leave unanswered messages: %w", err)
		}
		if in.By == chat.EndedByAgent {
			key := chat.AgentKey{SiteID: in.SiteID, SessionID: in.SessionID, AgentID: in.AgentID}
			if err := addAgentAudit(ctx, tx, key, chat.ActionClosed, nil); err != nil {
				return err
			}
		}
		if in.By == chat.EndedUnattended {
			follow := chat.Alert{SiteID: in.SiteID, SessionID: in.SessionID, Number: int64(now.Wait), Step: chat.AlertFollowUp}
			if err := addAlert(ctx, tx, follow); err != nil {
				return err
			}
		}
		closed := chat.EventData{Status: chat.StatusClosed, Reason: now.Reason}
		if err := addEvent(ctx, tx, chat.Event{SiteID: in.SiteID, SessionID: in.SessionID, Kind: chat.EventStatus, Data: closed}); err != nil {
			return err
		}
		return addEvent(ctx, tx, chat.Event{SiteID: in.SiteID, SessionID: in.SessionID, Kind: chat.EventRatingPrompt})
	})
	return s.standingAfter(ctx, in.SiteID, in.SessionID, err)
}

// hasUnhandled tells whether the session has a visitor's message that no turn is
// done with.
func hasUnhandled(ctx context.Context, tx pgx.Tx, siteID, sessionID string) (found bool, err error) {
	const query = `
		select exists (select from messages
		               where site_id = $1 and session_id = $2 and role = 'visitor' and not handled)`
	if err := tx.QueryRow(ctx, query, siteID, sessionID).Scan(&found); err != nil {
		return false, fmt.Errorf("look for unhandled messages: %w", err)
	}
	return found, nil
}

// WarnIdle tells the visitor of an active session that it will end, once after the
// newest message. A session in which the visitor wrote nothing, or waits for an
// answer, stays silent. It returns where the session stands then.
func (s *Store) WarnIdle(ctx context.Context, siteID, sessionID string, notice chat.Reply) (chat.Standing, error) {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		now, err := lockStanding(ctx, tx, siteID, sessionID)
		if err != nil || now.Status != chat.StatusActive {
			return err
		}
		const query = `
			select s.last_seq,
			       exists (select from messages m where m.site_id = $1 and m.session_id = $2 and m.role = 'visitor')
			       and not exists (select from messages m where m.site_id = $1 and m.session_id = $2
			                       and (m.role = 'visitor' and not m.handled or m.seq = s.last_seq and m.notice like 'idle %'))
			from sessions s where s.site_id = $1 and s.id = $2`
		var newest int64
		var warn bool
		if err := tx.QueryRow(ctx, query, siteID, sessionID).Scan(&newest, &warn); err != nil {
			return fmt.Errorf("look at idle session: %w", err)
		}
		if !warn {
			return nil
		}
		return addNotice(ctx, tx, siteID, sessionID, fmt.Sprintf("idle %d", newest), notice)
	})
	return s.standingAfter(ctx, siteID, sessionID, err)
}
