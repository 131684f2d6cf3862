package api

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/summary"
	"github.com/innconnect/innconnect/workflows"
)

// errNoConversation is the one answer for a conversation that is not there or
// on a site that the user may not see.
var errNoConversation = chat.Errorf(chat.CodeNotFound, "There is no such conversation on your sites.")

// ListConversations returns a page of the conversations on the user's sites.
func (s *server) ListConversations(ctx context.Context, in ListConversationsRequestObject) (ListConversationsResponseObject, error) {
	filter := store.ConversationFilter{
		SiteID:     deref(in.Params.Site),
		Status:     chat.Status(deref(in.Params.Status)),
		Reason:     chat.Reason(deref(in.Params.Reason)),
		Priority:   chat.Priority(deref(in.Params.Priority)),
		RatingMax:  deref(in.Params.RatingMax),
		Assigned:   store.Assigned(deref(in.Params.Assigned)),
		WaitingMin: time.Duration(deref(in.Params.WaitingMin)) * time.Minute,
		FollowUp:   deref(in.Params.FollowUp) == 1,
		Order:      store.ConversationOrder(deref(in.Params.Sort)),
		After:      deref(in.Params.After),
		Limit:      limitOf(in.Params.Limit),
	}
	page, err := s.Store.ListConversations(ctx, requestOf(ctx).user.ID, filter)
	if err != nil {
		return nil, err
	}
	return ListConversations200JSONResponse{Data: views(page.Conversations, listingView), NextCursor: orNull(page.Next)}, nil
}

// GetConversation returns one conversation with how its answers came about.
func (s *server) GetConversation(ctx context.Context, in GetConversationRequestObject) (GetConversationResponseObject, error) {
	r := requestOf(ctx)
	found, err := s.Store.FindConversation(ctx, r.user.ID, in.ID)
	if chat.CodeOf(err) == chat.CodeNotFound {
		return nil, errNoConversation
	}
	if err != nil {
		return nil, err
	}
	r.session = found.ID
	return GetConversation200JSONResponse{
		Session:         sessionView(found.Session),
		Site:            SiteName{ID: found.SiteID, Name: found.SiteName},
		VisitorName:     orNull(found.VisitorName),
		VisitorEmail:    orNull(found.VisitorEmail),
		VisitorVerified: found.VisitorVerified,
		CustomerID:      orNull(found.CustomerID),
		Priority:        Priority(found.Priority),

		RepliesUnseenSince: utc(found.RepliesUnseenSince),

		PageURL:         orNull(found.PageURL),
		Visits:          views(found.Visits, visitView),
		Summary:         summaryView(summary.Of(found.Session, found.Messages)),
		Agent:           conversationAgentView(found.Agent),
		WaitingSince:    utc(found.WaitingSince),
		FollowUp:        found.NeedsFollowUp,
		ClosedBy:        orNull(ClosedBy(found.ClosedBy)),
		Escalations:     views(found.Escalations, escalationView),
		EarlierMessages: found.Earlier,
		Messages:        views(found.Messages, messageView),
		Turns:           views(found.Turns, turnView),
		Notes:           views(found.Notes, noteView),
		Audit:           views(found.Audit, auditView),
		WorkflowURL:     orNull(s.workflowURL(found.ID)),
	}, nil
}

func conversationAgentView(in *chat.Agent) *ConversationAgent {
	if in == nil || in.ID == "" {
		return nil
	}
	return &ConversationAgent{ID: in.ID, Name: in.Name, Since: in.Since.UTC(), LeaseUntil: utc(in.LeaseUntil)}
}

func summaryView(in summary.Summary) ConversationSummary {
	return ConversationSummary{
		FirstQuestion: orNull(in.FirstQuestion),
		LastQuestion:  orNull(in.LastQuestion),
		Language:      in.Language,
		Questions:     in.Questions,
		Answers:       in.Answers,
		Unanswered:    in.Unanswered,
		Articles:      list(in.Articles),
	}
}

// workflowURL is where the Temporal UI shows a conversation's workflow, "" when
// its address is not known.
func (s *server) workflowURL(sessionID string) string {
	if s.TemporalUIURL == "" {
		return ""
	}
	return strings.TrimSuffix(s.TemporalUIURL, "/") + "/namespaces/" + url.PathEscape(s.TemporalNamespace) +
		"/workflows/" + url.PathEscape(workflows.SessionWorkflowID(sessionID))
}

func listingView(in store.ConversationListing) ConversationListing {
	out := ConversationListing{
		ID:               in.ID,
		Site:             SiteName{ID: in.SiteID, Name: in.SiteName},
		Status:           SessionStatus(in.Status),
		EscalationReason: orNull(EscalationReason(in.EscalationReason)),
		Priority:         Priority(in.Priority),
		Language:         in.Language,
		VisitorName:      orNull(in.VisitorName),
		FirstWords:       in.FirstWords,
		MessageCount:     in.Messages,
		Unread:           in.Unread,
		FollowUp:         in.NeedsFollowUp,
		Stars:            orNull(in.Stars),
		CreatedAt:        in.CreatedAt.UTC(),
		LastMessageAt:    utc(in.LastMessageAt),
		EscalatedAt:      utc(in.EscalatedAt),
		WaitingSince:     utc(in.WaitingSince),
		ClosedAt:         utc(in.ClosedAt),
	}
	if in.AgentID != "" {
		out.Agent = &Colleague{ID: in.AgentID, Name: in.AgentName}
	}
	return out
}

func escalationView(in store.Escalated) ConversationEscalation {
	return ConversationEscalation{Reason: EscalationReason(in.Reason), TurnID: orNull(in.TurnID), CreatedAt: in.CreatedAt.UTC()}
}

func turnView(in store.ConversationTurn) ConversationTurn {
	out := ConversationTurn{
		ID:               in.ID,
		MessageIds:       list(in.MessageIDs),
		ReplyID:          orNull(in.ReplyID),
		EscalationReason: orNull(EscalationReason(in.EscalationReason)),
		Answerability:    in.Answerability,
		Declined:         in.Declined,
		Passages:         []ConversationPassage{},
		Provider:         orNull(string(in.Provider)),
		Model:            orNull(in.Model),
		InputTokens:      in.InputTokens,
		OutputTokens:     in.OutputTokens,
		CreatedAt:        in.CreatedAt.UTC(),
	}
	for i, p := range in.Passages {
		out.Passages = append(out.Passages, passageView(p, slices.Contains(in.Cited, i)))
	}
	return out
}

func passageView(in chat.Passage, cited bool) ConversationPassage {
	return ConversationPassage{
		ArticleID: in.ArticleID, ExternalID: in.ExternalID, Title: in.Title, Heading: in.Heading, Text: in.Text,
		URL: orNull(in.URL), Score: in.Score, Cited: cited,
	}
}
