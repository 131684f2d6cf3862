package store

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// conversationMessages is how many messages of a conversation are read at
// once, the newest.
const conversationMessages = 500

// ConversationFilter picks conversations. Zero values pick all.
type ConversationFilter struct {
	SiteID string
	Status chat.Status
	Reason chat.Reason
	After  string // Next of the page before
	Limit  int    // 1 to MaxPage
}

// ConversationListing is a conversation as a list shows it.
type ConversationListing struct {
	ID               string
	SiteID           string
	SiteName         string
	Status           chat.Status
	EscalationReason chat.Reason // "" unless escalated at some time
	Language         string
	VisitorName      string // "" unless given
	FirstWords       string // of the visitor, at most 200 characters of plain text; "" before any
	Messages         int64
	CreatedAt        time.Time
	LastMessageAt    *time.Time
	EscalatedAt      *time.Time
	ClosedAt         *time.Time
}

// ConversationPage is a part of a list.
type ConversationPage struct {
	Conversations []ConversationListing
	Next          string // for the page that follows; "" at the end
}

// ListConversations returns conversations of the sites that the user may see,
// newest first. It returns CodeInvalid for an After that no page returned.
func (s *Store) ListConversations(ctx context.Context, userID string, f ConversationFilter) (ConversationPage, error) {
	after, err := parseCursor(f.After, newestFirst())
	if err != nil {
		return ConversationPage{}, err
	}
	var site *string
	if f.SiteID != "" {
		site = &f.SiteID
	}
	limit := min(max(f.Limit, 1), MaxPage)
	const query = `
		select s.id, s.site_id, st.name, s.status, coalesce(s.escalation_reason, ''), s.language, s.visitor_name,
		       coalesce((select left(coalesce(m.clean_text, m.content), 200) from messages m
		                 where m.site_id = s.site_id and m.session_id = s.id and m.role = 'visitor'
		                 order by m.seq limit 1), ''),
		       s.last_seq, s.created_at,
		       (select m.created_at from messages m
		        where m.site_id = s.site_id and m.session_id = s.id and m.seq = s.last_seq),
		       s.escalated_at, s.closed_at
		from sessions s join sites st on st.id = s.site_id
		where s.site_id in ` + visibleSites + `
		  and ($2::uuid is null or s.site_id = $2)
		  and ($3 = '' or s.status = $3)
		  and ($4 = '' or s.escalation_reason = $4)
		  and (s.created_at, s.id) < ($5::timestamptz, $6::uuid)
		order by s.created_at desc, s.id desc limit $7`
	rows, err := s.pool.Query(ctx, query, userID, site, string(f.Status), string(f.Reason), after.at, after.id, limit+1)
	if err != nil {
		return ConversationPage{}, fmt.Errorf("list conversations: %w", err)
	}
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (l ConversationListing, err error) {
		return l, row.Scan(&l.ID, &l.SiteID, &l.SiteName, &l.Status, &l.EscalationReason, &l.Language, &l.VisitorName,
			&l.FirstWords, &l.Messages, &l.CreatedAt, &l.LastMessageAt, &l.EscalatedAt, &l.ClosedAt)
	})
	if err != nil {
		return ConversationPage{}, fmt.Errorf("list conversations: %w", err)
	}
	var page ConversationPage
	page.Conversations, page.Next = pageOf(found, limit, func(l ConversationListing) cursor { return cursor{l.CreatedAt, l.ID} })
	return page, nil
}

// Conversation is what staff read of one conversation.
type Conversation struct {
	chat.Session
	SiteName     string
	VisitorName  string // "" unless given
	VisitorEmail string // "" unless given

	VisitorVerified bool  // the site signed who the visitor is
	Earlier         int64 // messages before the first of Messages
	Messages        []chat.Message
	Turns           []ConversationTurn // of Messages, oldest first
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
		select s.site_id, st.name, s.visitor_name, s.visitor_email, s.identity_verified
		from sessions s join sites st on st.id = s.site_id
		where s.site_id in ` + visibleSites + ` and s.id = $2`
	var out Conversation
	var siteID string
	err := s.pool.QueryRow(ctx, query, userID, sessionID).Scan(&siteID, &out.SiteName, &out.VisitorName, &out.VisitorEmail, &out.VisitorVerified)
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
	out.Turns, err = s.listTurns(ctx, siteID, sessionID, out.Messages)
	return out, err
}

// listTurns returns the turns about any of the messages.
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
		order by t.created_at, t.id`
	rows, err := s.pool.Query(ctx, query, siteID, sessionID, ids)
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
	return turns, nil
}
