package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// TakeOver gives a session to a person: the assistant falls silent and nobody is
// waited for any more. Taking over what one has renews the lease. Errors:
// chat.ErrNotFound, also for a user who may not work on the site;
// chat.ErrSessionClosed; and chat.AlreadyTaken, which names who has it.
func (s *Store) TakeOver(ctx context.Context, in chat.AgentKey) (chat.Standing, error) {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		name, err := findAgent(ctx, tx, in.SiteID, in.AgentID)
		if err != nil {
			return err
		}
		now, err := lockStanding(ctx, tx, in.SiteID, in.SessionID)
		switch {
		case err != nil:
			return err
		case now.Status == chat.StatusClosed:
			return chat.ErrSessionClosed
		case now.AgentID == in.AgentID:
			return renewLease(ctx, tx, in, 0)
		case now.AgentID != "" && now.Lease > 0:
			return chat.AlreadyTaken(now.AgentName)
		}
		if now.Status == chat.StatusActive {
			e := chat.Escalation{Reason: chat.ReasonManual}
			e.SiteID, e.SessionID = in.SiteID, in.SessionID
			if _, err := addEscalation(ctx, tx, e, now); err != nil {
				return err
			}
		}
		if err := setAgent(ctx, tx, in, name); err != nil {
			return err
		}
		return addAgentAudit(ctx, tx, in, chat.ActionTaken, nil)
	})
	return s.standingAfter(ctx, in.SiteID, in.SessionID, err)
}

// HandBack returns a session to the assistant, which answers what no person has
// read: those messages count as unhandled again. A session that the assistant
// has already stays as it is. Errors: chat.ErrSessionClosed, chat.AlreadyTaken
// and chat.ErrNotTaken.
func (s *Store) HandBack(ctx context.Context, in chat.AgentKey) (chat.Standing, error) {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		now, err := lockStanding(ctx, tx, in.SiteID, in.SessionID)
		if err != nil || now.Status == chat.StatusActive {
			return err
		}
		if err := mustHave(now, in.AgentID); err != nil {
			return err
		}
		const unread = `
			update messages m set handled = false
			from sessions s
			where s.site_id = $1 and s.id = $2 and m.site_id = $1 and m.session_id = $2
			  and m.role = 'visitor' and m.handled and m.reply_id is null and m.seq > s.agent_seen_seq`
		if _, err := tx.Exec(ctx, unread, in.SiteID, in.SessionID); err != nil {
			return fmt.Errorf("return unread messages: %w", err)
		}
		if err := clearAgent(ctx, tx, in.SiteID, in.SessionID, now.AgentName); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update sessions set status = 'active' where site_id = $1 and id = $2`, in.SiteID, in.SessionID); err != nil {
			return fmt.Errorf("hand back: %w", err)
		}
		if err := addEvent(ctx, tx, chat.Event{SiteID: in.SiteID, SessionID: in.SessionID, Kind: chat.EventStatus,
			Data: chat.EventData{Status: chat.StatusActive}}); err != nil {
			return err
		}
		return addAgentAudit(ctx, tx, in, chat.ActionHandedBack, nil)
	})
	return s.standingAfter(ctx, in.SiteID, in.SessionID, err)
}

// Transfer gives a session from the person who has it to another, who is alerted.
// An admin may also give what a colleague has, and what waits for a person.
// Errors: chat.ErrNotFound, also for a user who may not work on the site;
// chat.ErrSessionClosed, chat.AlreadyTaken and chat.ErrNotTaken.
func (s *Store) Transfer(ctx context.Context, in chat.Transfer) (chat.Standing, error) {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		name, err := findAgent(ctx, tx, in.SiteID, in.ToID)
		if err != nil {
			return err
		}
		now, err := lockStanding(ctx, tx, in.SiteID, in.SessionID)
		if err != nil {
			return err
		}
		if now.Status != chat.StatusClosed && now.AgentID == in.ToID {
			return nil // done before
		}
		if err := mayGive(ctx, tx, now, in.AgentID); err != nil {
			return err
		}
		to := in.AgentKey
		to.AgentID = in.ToID
		if err := setAgent(ctx, tx, to, name); err != nil {
			return err
		}
		if err := addAgentAudit(ctx, tx, in.AgentKey, chat.ActionTransferred, map[string]string{"to": in.ToID}); err != nil {
			return err
		}
		if in.ToID == in.AgentID {
			return nil
		}
		return addAlert(ctx, tx, chat.Alert{SiteID: in.SiteID, SessionID: in.SessionID,
			Number: now.Epoch + 1, Step: chat.AlertTransferred, UserID: in.ToID})
	})
	return s.standingAfter(ctx, in.SiteID, in.SessionID, err)
}

// ReleaseLapsed takes a session from a person who was silent for longer than the
// lease and begins a new wait for a person. It changes nothing while somebody has
// the session or is waited for. The standing tells.
func (s *Store) ReleaseLapsed(ctx context.Context, siteID, sessionID string) (chat.Standing, error) {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		const lock = `
			select agent_name from sessions
			where site_id = $1 and id = $2 and status = 'escalated' and waiting_since is null
			  and (agent_id is null or agent_lease_until <= clock_timestamp())
			for update`
		var name string
		err := tx.QueryRow(ctx, lock, siteID, sessionID).Scan(&name)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("find lapsed lease: %w", err)
		}
		if err := clearAgent(ctx, tx, siteID, sessionID, name); err != nil {
			return err
		}
		return beginWait(ctx, tx, siteID, sessionID)
	})
	return s.standingAfter(ctx, siteID, sessionID, err)
}

// NewAgentMessage is what a person writes to a visitor.
type NewAgentMessage struct {
	chat.AgentKey
	ClientMessageID string // the agent's own id of it, unique within the session
	Content         string // Markdown, sanitised
	HTML            string // safe
}

// AddAgentMessage stores a person's message and renews the lease. It answers what
// the visitor wrote before. The same client id again returns the first message
// and created false. Errors: chat.ErrNotFound, chat.ErrSessionClosed,
// chat.AlreadyTaken, chat.ErrNotTaken, and CodeConflict for a known client id
// with other content.
func (s *Store) AddAgentMessage(ctx context.Context, in NewAgentMessage) (m chat.Message, created bool, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		now, err := lockStanding(ctx, tx, in.SiteID, in.SessionID)
		if err != nil {
			return err
		}
		m, err = findMessage(ctx, tx, `m.session_id = $2 and m.role = 'agent' and m.client_message_id = $3`,
			in.SiteID, in.SessionID, in.ClientMessageID)
		if err == nil && m.Content != in.Content {
			return chat.Errorf(chat.CodeConflict, "This client_message_id was already used with other content.")
		}
		if err == nil || chat.CodeOf(err) != chat.CodeNotFound {
			return err
		}
		if err := mustHave(now, in.AgentID); err != nil {
			return err
		}
		id, err := addMessage(ctx, tx, newMessage{
			siteID: in.SiteID, sessionID: in.SessionID,
			agentID: in.AgentID, agentName: now.AgentName, clientMessageID: in.ClientMessageID,
			Reply: chat.Reply{Role: chat.RoleAgent, Content: in.Content, HTML: in.HTML},
		})
		if err != nil {
			return err
		}
		if m, err = findMessage(ctx, tx, `m.id = $2`, in.SiteID, id); err != nil {
			return err
		}
		created = true
		const answer = `
			update messages set reply_id = $3
			where site_id = $1 and session_id = $2 and role = 'visitor' and handled and reply_id is null and seq < $4`
		if _, err := tx.Exec(ctx, answer, in.SiteID, in.SessionID, id, m.Seq); err != nil {
			return fmt.Errorf("link answer of agent: %w", err)
		}
		const wrote = `
			update sessions set replies_unseen_since = coalesce(replies_unseen_since, now()), agent_typing_until = null
			where site_id = $1 and id = $2`
		if _, err := tx.Exec(ctx, wrote, in.SiteID, in.SessionID); err != nil {
			return fmt.Errorf("note unseen reply: %w", err)
		}
		if err := renewLease(ctx, tx, in.AgentKey, m.Seq); err != nil {
			return err
		}
		if err := markSeen(ctx, tx, in.AgentKey, m.Seq); err != nil {
			return err
		}
		return addAgentAudit(ctx, tx, in.AgentKey, chat.ActionReplied, nil)
	})
	if err != nil {
		return chat.Message{}, false, err
	}
	return m, created, nil
}

// SetAgentTyping shows the person who has a session as typing for
// chat.TypingShown and renews the lease. Errors: chat.ErrSessionClosed,
// chat.AlreadyTaken and chat.ErrNotTaken.
func (s *Store) SetAgentTyping(ctx context.Context, in chat.AgentKey) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		now, err := lockStanding(ctx, tx, in.SiteID, in.SessionID)
		if err != nil {
			return err
		}
		if err := mustHave(now, in.AgentID); err != nil {
			return err
		}
		const query = `update sessions set agent_typing_until = now() + $3::interval where site_id = $1 and id = $2`
		if _, err := tx.Exec(ctx, query, in.SiteID, in.SessionID, chat.TypingShown); err != nil {
			return fmt.Errorf("set agent typing: %w", err)
		}
		if err := renewLease(ctx, tx, in, 0); err != nil {
			return err
		}
		return notify(ctx, tx, in.SessionID)
	})
}

// mustHave tells whether a person has the session.
func mustHave(now chat.Standing, agentID string) error {
	switch {
	case now.Status == chat.StatusClosed:
		return chat.ErrSessionClosed
	case now.AgentID == "":
		return chat.ErrNotTaken
	case now.AgentID != agentID:
		return chat.AlreadyTaken(now.AgentName)
	}
	return nil
}

// mayGive tells whether a user may give the session to somebody: the person who
// has it may, and an admin once a person was asked for.
func mayGive(ctx context.Context, tx pgx.Tx, now chat.Standing, userID string) error {
	refused := mustHave(now, userID)
	if refused == nil || now.Status != chat.StatusEscalated {
		return refused
	}
	var admin bool
	const query = `select role = 'admin' and disabled_at is null from users where id = $1`
	if err := tx.QueryRow(ctx, query, userID).Scan(&admin); err != nil {
		return notFound("find role", err)
	}
	if admin {
		return nil
	}
	return refused
}

// findAgent returns the name of a user who may talk to the site's visitors.
func findAgent(ctx context.Context, tx pgx.Tx, siteID, userID string) (name string, err error) {
	const query = `select u.name from users u where u.id = $1 and u.role <> 'viewer' and u.disabled_at is null and $2 in ` + visibleSites
	err = tx.QueryRow(ctx, query, userID, siteID).Scan(&name)
	return name, notFound("find agent", err)
}

func setAgent(ctx context.Context, tx pgx.Tx, in chat.AgentKey, name string) error {
	const query = `
		update sessions s set agent_id = $3, agent_name = $4, agent_since = now(), epoch = epoch + 1, waiting_since = null,
		    agent_lease_until = now() + make_interval(secs => c.agent_lease_seconds)
		from site_settings c where c.site_id = $1 and s.site_id = $1 and s.id = $2`
	if _, err := tx.Exec(ctx, query, in.SiteID, in.SessionID, in.AgentID, name); err != nil {
		return fmt.Errorf("set agent: %w", err)
	}
	return addEvent(ctx, tx, chat.Event{SiteID: in.SiteID, SessionID: in.SessionID, Kind: chat.EventAgentJoined,
		Data: chat.EventData{AgentName: name}})
}

func clearAgent(ctx context.Context, tx pgx.Tx, siteID, sessionID, name string) error {
	const query = `
		update sessions set agent_id = null, agent_name = '', agent_since = null, agent_lease_until = null, epoch = epoch + 1
		where site_id = $1 and id = $2`
	if _, err := tx.Exec(ctx, query, siteID, sessionID); err != nil {
		return fmt.Errorf("clear agent: %w", err)
	}
	return addEvent(ctx, tx, chat.Event{SiteID: siteID, SessionID: sessionID, Kind: chat.EventAgentLeft,
		Data: chat.EventData{AgentName: name}})
}

func renewLease(ctx context.Context, tx pgx.Tx, in chat.AgentKey, seenSeq int64) error {
	const query = `
		update sessions s set agent_lease_until = now() + make_interval(secs => c.agent_lease_seconds),
		    agent_seen_seq = greatest(s.agent_seen_seq, least($3, s.last_seq))
		from site_settings c where c.site_id = $1 and s.site_id = $1 and s.id = $2`
	if _, err := tx.Exec(ctx, query, in.SiteID, in.SessionID, seenSeq); err != nil {
		return fmt.Errorf("renew lease: %w", err)
	}
	return nil
}
