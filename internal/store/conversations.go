package store

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// conversationMessages is how many messages of a conversation are read at
// once, the newest.
const conversationMessages = 500

const conversationVisits = 20 // that are read with a conversation

// Conversation is what staff read of one conversation.
type Conversation struct {
	chat.Session
	SiteName     string
	VisitorName  string // "" unless given
	VisitorEmail string // "" unless given
	Priority     chat.Priority

	RepliesUnseenSince *time.Time // of the first message of a person that the visitor's client does not have; nil for none

	CustomerID      string // of the visitor; "" for none
	VisitorVerified bool   // the site signed who the visitor is
	Earlier         int64  // messages before the first of Messages
	Messages        []chat.Message
	Turns           []ConversationTurn // of Messages, oldest first
	Escalations     []Escalated        // oldest first
	Notes           []chat.Note        // oldest first
	Visits          []chat.Visit       // pages that the visitor opened, newest first
	Audit           []chat.AuditEntry  // what staff did to it, newest first, at most MaxPage
}

// ConversationTurn is how the assistant came to an answer.
type ConversationTurn struct {
	ID               string
	MessageIDs       []string       // the visitor's messages that it was about
	ReplyID          string         // "" while or when there is none
	EscalationReason chat.Reason    // "" unless the turn asked for a person
	Passages         []chat.Passage // as they were when retrieved, best first
	Cited            []int          // indexes of Passages that the answer names
	Declined         bool           // the model said that the passages do not answer
	Answerability    *float64       // 0 to 1; nil before retrieval
	Provider         chat.Provider  // "" before one was asked
	Model            string         // as the provider named it; "" without an answer
	InputTokens      int
	OutputTokens     int
	CreatedAt        time.Time
}

// FindConversation returns a conversation of a site that the user may see with
// its newest messages, or chat.ErrNotFound.
func (s *Store) FindConversation(ctx context.Context, userID, sessionID string) (Conversation, error) {
	const query = `
		select s.site_id, st.name, s.visitor_name, s.visitor_email, s.identity_verified,
		       s.priority, s.replies_unseen_since, coalesce(s.customer_id::text, v.customer_id::text, '')
		from sessions s join sites st on st.id = s.site_id join visitors v on v.site_id = s.site_id and v.id = s.visitor_id
		where s.site_id in ` + visibleSites + ` and s.id = $2 and s.erased_at is null`
	var out Conversation
	var siteID string
	err := s.pool.QueryRow(ctx, query, userID, sessionID).Scan(&siteID, &out.SiteName, &out.VisitorName, &out.VisitorEmail,
		&out.VisitorVerified, &out.Priority, &out.RepliesUnseenSince, &out.CustomerID)
	if err != nil {
		return Conversation{}, notFound("find conversation", err)
	}
	if out.Session, err = s.FindSession(ctx, siteID, sessionID); err != nil {
		return Conversation{}, err
	}
	if out.Messages, err = s.ListMessagesBefore(ctx, siteID, sessionID, math.MaxInt64, conversationMessages); err != nil {
		return Conversation{}, err
	}
	if len(out.Messages) > 0 {
		out.Earlier = out.Messages[0].Seq - 1
	}
	if out.Turns, err = s.listTurns(ctx, siteID, sessionID, out.Messages); err != nil {
		return Conversation{}, err
	}
	if out.Escalations, err = s.listEscalations(ctx, siteID, sessionID); err != nil {
		return Conversation{}, err
	}
	if out.Notes, err = s.ListNotes(ctx, siteID, sessionID); err != nil {
		return Conversation{}, err
	}
	if out.Visits, err = listVisits(ctx, s.pool, siteID, out.VisitorID, conversationVisits); err != nil {
		return Conversation{}, err
	}
	out.Audit, _, err = s.ListAudit(ctx, AuditFilter{SiteID: siteID, SessionID: sessionID, Limit: MaxPage})
	return out, err
}

// listTurns returns the newest turns about any of the messages, at most
// conversationMessages, oldest first.
func (s *Store) listTurns(ctx context.Context, siteID, sessionID string, messages []chat.Message) ([]ConversationTurn, error) {
	ids := make([]string, len(messages))
	for i, m := range messages {
		ids[i] = m.ID
	}
	const query = `
		select t.id, t.message_ids, coalesce(m.id::text, ''), coalesce(e.reason, ''), t.passages, t.answerability,
		       t.provider, t.model, t.answer, t.input_tokens, t.output_tokens, t.created_at
		from turns t
		left join messages m on m.site_id = t.site_id and m.session_id = t.session_id and m.turn_id = t.id
		left join escalations e on e.site_id = t.site_id and e.session_id = t.session_id and e.turn_id = t.id
		where t.site_id = $1 and t.session_id = $2 and t.message_ids && $3::uuid[]
		order by t.created_at desc, t.id desc limit $4`
	rows, err := s.pool.Query(ctx, query, siteID, sessionID, ids, conversationMessages)
	if err != nil {
		return nil, fmt.Errorf("list turns: %w", err)
	}
	turns, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t ConversationTurn, err error) {
		var answer *chat.Answer
		err = row.Scan(&t.ID, &t.MessageIDs, &t.ReplyID, &t.EscalationReason, &t.Passages, &t.Answerability,
			&t.Provider, &t.Model, &answer, &t.InputTokens, &t.OutputTokens, &t.CreatedAt)
		if answer != nil {
			t.Cited, t.Declined = answer.Cited, answer.Declined
		}
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("list turns: %w", err)
	}
	slices.Reverse(turns)
	return turns, nil
}
