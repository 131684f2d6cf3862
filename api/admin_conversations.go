package api

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/workflows"
)

// errNoConversation is the one answer for a conversation that is not there or
// on a site that the user may not see.
var errNoConversation = chat.Errorf(chat.CodeNotFound, "There is no such conversation on your sites.")

// ListConversations returns a page of the conversations on the user's sites.
func (s *server) ListConversations(ctx context.Context, in ListConversationsRequestObject) (ListConversationsResponseObject, error) {
	filter := store.ConversationFilter{
		SiteID: deref(in.Params.Site),
		Status: chat.Status(deref(in.Params.Status)),
		Reason: chat.Reason(deref(in.Params.Reason)),
		After:  deref(in.Params.After),
		Limit:  limitOf(in.Params.Limit),
	}
	page, err := s.Store.ListConversations(ctx, requestOf(ctx).user.ID, filter)
	if err != nil {
		return nil, err
	}
	out := ListConversations200JSONResponse{Data: []ConversationListing{}, NextCursor: orNull(page.Next)}
	for _, c := range page.Conversations {
		out.Data = append(out.Data, listingView(c))
	}
	return out, nil
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
	out := GetConversation200JSONResponse{
		Session:         sessionView(found.Session),
		Site:            SiteName{ID: found.SiteID, Name: found.SiteName},
		VisitorName:     orNull(found.VisitorName),
		VisitorEmail:    orNull(found.VisitorEmail),
		VisitorVerified: found.VisitorVerified,
		PageURL:         orNull(found.PageURL),
		EarlierMessages: found.Earlier,
		Messages:        []Message{},
		Turns:           []ConversationTurn{},
		WorkflowURL:     orNull(s.workflowURL(found.ID)),
	}
	for _, m := range found.Messages {
		out.Messages = append(out.Messages, messageView(m))
	}
	for _, t := range found.Turns {
		out.Turns = append(out.Turns, turnView(t))
	}
	return out, nil
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
	return ConversationListing{
		ID:               in.ID,
		Site:             SiteName{ID: in.SiteID, Name: in.SiteName},
		Status:           SessionStatus(in.Status),
		EscalationReason: orNull(EscalationReason(in.EscalationReason)),
		Language:         in.Language,
		VisitorName:      orNull(in.VisitorName),
		FirstWords:       in.FirstWords,
		MessageCount:     in.Messages,
		CreatedAt:        in.CreatedAt.UTC(),
		LastMessageAt:    utc(in.LastMessageAt),
		EscalatedAt:      utc(in.EscalatedAt),
		ClosedAt:         utc(in.ClosedAt),
	}
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
		out.Passages = append(out.Passages, ConversationPassage{
			ArticleID: p.ArticleID, ExternalID: p.ExternalID, Title: p.Title, Heading: p.Heading, Text: p.Text,
			URL: orNull(p.URL), Score: p.Score, Cited: slices.Contains(in.Cited, i),
		})
	}
	return out
}
