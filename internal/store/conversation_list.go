package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// Assigned picks conversations by who has them, or had them at their end.
type Assigned string

// The ways to pick.
const (
	AssignedMe   Assigned = "me"   // the user who asks
	AssignedAny  Assigned = "any"  // somebody
	AssignedNone Assigned = "none" // nobody
)

// ConversationFilter picks and sorts conversations. Zero values pick all.
type ConversationFilter struct {
	SiteID     string
	Status     chat.Status
	Reason     chat.Reason
	Priority   chat.Priority
	RatingMax  int // stars; only those that were rated so or lower
	Assigned   Assigned
	WaitingMin time.Duration // only those in which a person is waited for that long
	FollowUp   bool          // only those in which staff owe the visitor an answer
	Order      ConversationOrder
	After      string // Next of the page before, in the same order
	Limit      int    // 1 to MaxPage
}

// ConversationListing is a conversation as a list shows it.
type ConversationListing struct {
	ID               string
	SiteID           string
	SiteName         string
	Status           chat.Status
	EscalationReason chat.Reason // "" unless escalated at some time
	Priority         chat.Priority
	urgency          int // of the priority, as the database ranks it
	Language         string
	VisitorName      string // "" unless given
	FirstWords       string // of the visitor, at most 200 characters of plain text; "" before any
	Messages         int64
	Unread           int64  // the visitor's that the user has not seen, of a conversation with people
	AgentID          string // who has it, or had it at its end; "" for nobody
	AgentName        string // as visitors see it
	NeedsFollowUp    bool
	Stars            int // 0 unless rated
	CreatedAt        time.Time
	LastMessageAt    *time.Time
	EscalatedAt      *time.Time
	WaitingSince     *time.Time // nil while no person is waited for
	ClosedAt         *time.Time
}

// ConversationPage is a part of a list.
type ConversationPage struct {
	Conversations []ConversationListing
	Next          string // for the page that follows; "" at the end
}

// ListConversations returns conversations of the sites that the user may see.
// It returns CodeInvalid for an After that no page returned.
//
// It looks for the page in each site by itself, along the site's index for the
// filter, and reads the rest of the rows only for what is on the page.
func (s *Store) ListConversations(ctx context.Context, userID string, f ConversationFilter) (ConversationPage, error) {
	order, err := f.sorting()
	if err != nil {
		return ConversationPage{}, err
	}
	limit := min(max(f.Limit, 1), MaxPage)
	w := where{args: []any{userID}}
	f.conditions(&w, userID)
	order.goOn(&w)
	site := "true"
	if f.SiteID != "" {
		site = "v.id = " + w.arg(f.SiteID)
	}
	most := w.arg(limit + 1)
	query := listingColumns + `
		from (select p.* from ` + visibleSites + ` v (id)
		      cross join lateral (select s.site_id, ` + order.of("s", "") + ` from sessions s
		                          where s.site_id = v.id and ` + w.String() + order.by("s") + ` limit ` + most + `) p
		      where ` + site + order.by("p") + ` limit ` + most + `) page
		join sessions s on s.site_id = page.site_id and s.id = page.id` + listingJoins + order.by("page")
	rows, err := s.pool.Query(ctx, query, w.args...)
	if err != nil {
		return ConversationPage{}, fmt.Errorf("list conversations: %w", err)
	}
	found, err := pgx.CollectRows(rows, scanListing)
	if err != nil {
		return ConversationPage{}, fmt.Errorf("list conversations: %w", err)
	}
	var page ConversationPage
	page.Conversations, page.Next = pageOf(found, limit, f.end)
	return page, nil
}

// conditions adds what the filter asks of a session s. A status, a priority and
// a number of stars are written into the query: the database then sees how many
// rows they pick, and which of its indexes fit.
func (f ConversationFilter) conditions(w *where, userID string) {
	w.and("s.erased_at is null")
	switch f.Status {
	case chat.StatusActive, chat.StatusEscalated, chat.StatusClosed:
		w.and("s.status = '" + string(f.Status) + "'")
	}
	if f.Reason != "" {
		w.and("s.escalation_reason = %s", f.Reason)
	}
	switch f.Priority {
	case chat.PriorityLow, chat.PriorityNormal, chat.PriorityHigh, chat.PriorityUrgent:
		w.and("s.priority = '" + string(f.Priority) + "'")
	}
	if f.RatingMax > 0 {
		w.and("exists (select from ratings r where r.site_id = s.site_id and r.session_id = s.id and r.stars <= " +
			strconv.Itoa(f.RatingMax) + ")")
	}
	switch f.Assigned {
	case AssignedMe:
		w.and("s.agent_id = %s", userID)
	case AssignedAny:
		w.and("s.agent_id is not null")
	case AssignedNone:
		w.and("s.agent_id is null")
	}
	if f.WaitingMin > 0 {
		w.and("s.waiting_since <= now() - %s::interval", f.WaitingMin)
	}
	if f.FollowUp {
		w.and("s.needs_follow_up")
	}
	if f.Order == ByWaiting || f.Order == ByPriority {
		w.and("s.waiting_since is not null")
	}
}

// A listing is of a session s for the user $1.
const (
	listingColumns = `
		select s.id, s.site_id, st.name, s.status, coalesce(s.escalation_reason, ''), s.priority, s.urgency, s.language, s.visitor_name,
		       coalesce((select left(coalesce(m.clean_text, m.content), 200) from messages m
		                 where m.site_id = s.site_id and m.session_id = s.id and m.role = 'visitor'
		                 order by m.seq limit 1), ''),
		       s.last_seq, case when s.status = 'escalated' then (select count(*) from ` + unreadMessages + `) else 0 end,
		       coalesce(s.agent_id::text, ''), s.agent_name, s.needs_follow_up, coalesce(r.stars, 0),
		       s.created_at,
		       (select m.created_at from messages m
		        where m.site_id = s.site_id and m.session_id = s.id and m.seq = s.last_seq),
		       s.escalated_at, s.waiting_since, s.closed_at`
	listingJoins = `
		join sites st on st.id = s.site_id
		left join ratings r on r.site_id = s.site_id and r.session_id = s.id
		left join conversation_reads c on c.site_id = s.site_id and c.session_id = s.id and c.user_id = $1`
)

func scanListing(row pgx.CollectableRow) (l ConversationListing, err error) {
	return l, row.Scan(&l.ID, &l.SiteID, &l.SiteName, &l.Status, &l.EscalationReason, &l.Priority, &l.urgency, &l.Language, &l.VisitorName,
		&l.FirstWords, &l.Messages, &l.Unread, &l.AgentID, &l.AgentName, &l.NeedsFollowUp, &l.Stars,
		&l.CreatedAt, &l.LastMessageAt, &l.EscalatedAt, &l.WaitingSince, &l.ClosedAt)
}

// ListConversationsByID returns those of the conversations that the user may
// see, in no order.
func (s *Store) ListConversationsByID(ctx context.Context, userID string, ids []string) ([]ConversationListing, error) {
	const query = listingColumns + `
		from sessions s` + listingJoins + `
		where s.id = any($2::uuid[]) and s.erased_at is null and s.site_id in ` + visibleSites
	rows, err := s.pool.Query(ctx, query, userID, ids)
	if err != nil {
		return nil, fmt.Errorf("list conversations by id: %w", err)
	}
	found, err := pgx.CollectRows(rows, scanListing)
	if err != nil {
		return nil, fmt.Errorf("list conversations by id: %w", err)
	}
	return found, nil
}
