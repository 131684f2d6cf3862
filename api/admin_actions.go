package api

import (
	"context"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/sanitize"
	"github.com/innconnect/innconnect/internal/store"
)

// openConversation returns the key under which the user acts in a conversation,
// or errNoConversation.
func (s *server) openConversation(ctx context.Context, id string) (chat.AgentKey, error) {
	r := requestOf(ctx)
	siteID, err := s.Store.FindVisibleSite(ctx, r.user.ID, id)
	if err != nil {
		return chat.AgentKey{}, conversationError(err)
	}
	r.session = id
	return chat.AgentKey{SiteID: siteID, SessionID: id, AgentID: r.user.ID}, nil
}

// act does something to a conversation and returns it as it is then.
func (s *server) act(ctx context.Context, id string, do func(chat.AgentKey) error) (ConversationListing, error) {
	key, err := s.openConversation(ctx, id)
	if err != nil {
		return ConversationListing{}, err
	}
	if err := do(key); err != nil {
		return ConversationListing{}, err
	}
	found, err := s.Store.ListConversationsByID(ctx, key.AgentID, []string{key.SessionID})
	if err != nil {
		return ConversationListing{}, err
	}
	if len(found) == 0 { // taken from the user meanwhile
		return ConversationListing{}, errNoConversation
	}
	return listingView(found[0]), nil
}

// conversationError gives every way of not finding a conversation one answer.
func conversationError(err error) error {
	if chat.CodeOf(err) == chat.CodeNotFound {
		return errNoConversation
	}
	return err
}

// TakeOver gives the conversation to the user.
func (s *server) TakeOver(ctx context.Context, in TakeOverRequestObject) (TakeOverResponseObject, error) {
	out, err := s.act(ctx, in.ID, func(key chat.AgentKey) error {
		return conversationError(s.Conversations.TakeOver(ctx, key))
	})
	if err != nil {
		return nil, err
	}
	return TakeOver200JSONResponse(out), nil
}

// HandBack gives the conversation to the assistant.
func (s *server) HandBack(ctx context.Context, in HandBackRequestObject) (HandBackResponseObject, error) {
	out, err := s.act(ctx, in.ID, func(key chat.AgentKey) error { return s.Conversations.HandBack(ctx, key) })
	if err != nil {
		return nil, err
	}
	return HandBack200JSONResponse(out), nil
}

// TransferConversation gives the conversation to a colleague.
func (s *server) TransferConversation(ctx context.Context, in TransferConversationRequestObject) (TransferConversationResponseObject, error) {
	out, err := s.act(ctx, in.ID, func(key chat.AgentKey) error {
		err := s.Conversations.Transfer(ctx, chat.Transfer{AgentKey: key, ToID: in.Body.AgentID})
		if chat.CodeOf(err) == chat.CodeNotFound {
			return chat.Errorf(chat.CodeNotFound, "There is no such colleague on this site.")
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return TransferConversation200JSONResponse(out), nil
}

// CloseConversation ends the conversation.
func (s *server) CloseConversation(ctx context.Context, in CloseConversationRequestObject) (CloseConversationResponseObject, error) {
	out, err := s.act(ctx, in.ID, func(key chat.AgentKey) error {
		return s.Conversations.End(ctx, chat.Ending{
			SiteID: key.SiteID, SessionID: key.SessionID, By: chat.EndedByAgent, AgentID: key.AgentID,
		})
	})
	if err != nil {
		return nil, err
	}
	return CloseConversation200JSONResponse(out), nil
}

// ReplyToVisitor stores what the user writes to the visitor.
func (s *server) ReplyToVisitor(ctx context.Context, in ReplyToVisitorRequestObject) (ReplyToVisitorResponseObject, error) {
	key, err := s.openConversation(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	// Staff are trusted with links, not with markup.
	markdown, html := sanitize.Output(in.Body.Content, func(string) bool { return true })
	if markdown == "" {
		return nil, errMessageEmpty
	}
	m, _, err := s.Store.AddAgentMessage(ctx, store.NewAgentMessage{
		AgentKey: key, ClientMessageID: in.Body.ClientMessageID, Content: markdown, HTML: html,
	})
	if err != nil {
		return nil, err
	}
	return ReplyToVisitor200JSONResponse(messageView(m)), nil
}

// ShowAgentTyping shows the user as typing to the visitor.
func (s *server) ShowAgentTyping(ctx context.Context, in ShowAgentTypingRequestObject) (ShowAgentTypingResponseObject, error) {
	key, err := s.openConversation(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := s.Store.SetAgentTyping(ctx, key); err != nil {
		return nil, err
	}
	return ShowAgentTyping204Response{}, nil
}

// MarkConversationSeen notes how far the user has read.
func (s *server) MarkConversationSeen(ctx context.Context, in MarkConversationSeenRequestObject) (MarkConversationSeenResponseObject, error) {
	key, err := s.openConversation(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := s.Store.MarkSeen(ctx, key, in.Body.Seq); err != nil {
		return nil, err
	}
	return MarkConversationSeen204Response{}, nil
}

// AddNote keeps a note that the visitor never sees.
func (s *server) AddNote(ctx context.Context, in AddNoteRequestObject) (AddNoteResponseObject, error) {
	key, err := s.openConversation(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	note, err := s.Store.AddNote(ctx, store.NewNote{AgentKey: key, ID: in.Body.ID, Content: in.Body.Content})
	if err != nil {
		return nil, err
	}
	return AddNote201JSONResponse(noteView(note)), nil
}

// SetFollowUp notes whether the visitor is owed an answer.
func (s *server) SetFollowUp(ctx context.Context, in SetFollowUpRequestObject) (SetFollowUpResponseObject, error) {
	out, err := s.act(ctx, in.ID, func(key chat.AgentKey) error { return s.Store.SetFollowUp(ctx, key, in.Body.Needed) })
	if err != nil {
		return nil, err
	}
	return SetFollowUp200JSONResponse(out), nil
}

// SetPriority notes how soon a person is wanted.
func (s *server) SetPriority(ctx context.Context, in SetPriorityRequestObject) (SetPriorityResponseObject, error) {
	out, err := s.act(ctx, in.ID, func(key chat.AgentKey) error {
		return s.Store.SetPriority(ctx, key, chat.Priority(in.Body.Priority))
	})
	if err != nil {
		return nil, err
	}
	return SetPriority200JSONResponse(out), nil
}

// ShowPresence shows colleagues that the user has the conversation on the screen.
func (s *server) ShowPresence(ctx context.Context, in ShowPresenceRequestObject) (ShowPresenceResponseObject, error) {
	key, err := s.openConversation(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return ShowPresence204Response{}, conversationError(s.Store.SetPresence(ctx, key, in.Body.Typing))
}

// EndPresence shows colleagues that the user has left the conversation.
func (s *server) EndPresence(ctx context.Context, in EndPresenceRequestObject) (EndPresenceResponseObject, error) {
	key, err := s.openConversation(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return EndPresence204Response{}, s.Store.EndPresence(ctx, key)
}

// ListAgents returns a page of who may speak with a site's visitors.
func (s *server) ListAgents(ctx context.Context, in ListAgentsRequestObject) (ListAgentsResponseObject, error) {
	agents, next, err := s.Store.ListAgents(ctx, requestOf(ctx).user.ID, in.ID, deref(in.Params.After), limitOf(in.Params.Limit))
	if err != nil {
		return nil, err
	}
	return ListAgents200JSONResponse{NextCursor: orNull(next), Data: views(agents, func(in chat.User) Colleague {
		return Colleague{ID: in.ID, Name: in.Name}
	})}, nil
}

func noteView(in chat.Note) Note {
	return Note{ID: in.ID, User: Colleague{ID: in.UserID, Name: in.UserName}, Content: in.Content, CreatedAt: in.CreatedAt.UTC()}
}
