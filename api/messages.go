package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/workflows"
)

// storeTimeout bounds the steps that must finish although the client is gone.
const storeTimeout = 5 * time.Second

// SendMessage stores a visitor's message and answers it, at once or as a
// stream.
func (s *server) SendMessage(ctx context.Context, in SendMessageRequestObject) (SendMessageResponseObject, error) {
	c := ctx.(*gin.Context)
	client := c.Request.Context() // ends when the client goes away
	looking, cancel := context.WithTimeout(client, s.requestTimeout)
	defer cancel()
	session, err := s.openSession(looking, in.Body.SessionID, in.Params.XVisitorID)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(in.Body.Content) == "" {
		return nil, errMessageEmpty
	}
	clientID, err := clientMessageID(in)
	if err != nil {
		return nil, err
	}
	if err := s.health.require(looking); err != nil {
		return nil, err
	}
	storing, cancel := context.WithTimeout(context.WithoutCancel(client), storeTimeout)
	defer cancel()
	message, quota, err := s.Store.AddVisitorMessage(storing, store.NewVisitorMessage{
		SiteID: session.SiteID, SessionID: session.ID, ClientMessageID: clientID, Content: in.Body.Content, From: visitorAddress(c),
	})
	if quota.Limit > 0 { // for a stream, and for a failure from here on
		writeQuota(c.Writer.Header(), quota)
	}
	if err != nil {
		return nil, err
	}
	if wantsEvents(c) {
		return &answerStream{server: s, client: client, message: message}, nil
	}
	result, err := s.answer(client, message)
	if err != nil {
		return nil, err
	}
	return SendMessage200JSONResponse{Body: result, Headers: quotaHeaders(quota)}, nil
}

// clientMessageID is the client's own id of a message, which Idempotency-Key is
// another name for.
func clientMessageID(in SendMessageRequestObject) (string, error) {
	id, key := deref(in.Body.ClientMessageID), deref(in.Params.IdempotencyKey)
	if id != "" && key != "" && id != key {
		return "", invalidField("Idempotency-Key", "is not the client_message_id")
	}
	return cmp.Or(id, key, uuid.NewString()), nil
}

// answer waits until a stored message is handled. It goes on when the client is
// gone, so that the conversation surely has the message.
func (s *server) answer(client context.Context, message chat.Message) (MessageResult, error) {
	if message.ReplyID == "" { // otherwise it was sent before and is answered
		waiting, cancel := context.WithTimeout(context.WithoutCancel(client), s.AnswerWait)
		defer cancel()
		handled, err := s.Conversations.SendMessage(waiting, workflows.SendMessage{
			SiteID: message.SiteID, SessionID: message.SessionID, MessageID: message.ID,
		})
		if errors.Is(waiting.Err(), context.DeadlineExceeded) {
			return MessageResult{}, chat.Errorf(chat.CodeUnavailable, "The answer takes longer than usual. It will be in the history; sending the same message again waits for it.")
		}
		if err != nil {
			return MessageResult{}, err
		}
		message.ReplyID = handled.ReplyID
	}
	reading, cancel := context.WithTimeout(context.WithoutCancel(client), storeTimeout)
	defer cancel()
	return s.result(reading, message)
}

// result reads a handled message, its reply and the session as they are now.
func (s *server) result(ctx context.Context, message chat.Message) (MessageResult, error) {
	ids := []string{message.ID}
	if message.ReplyID != "" {
		ids = append(ids, message.ReplyID)
	}
	found, err := s.Store.ListMessagesByID(ctx, message.SiteID, ids)
	if err != nil {
		return MessageResult{}, err
	}
	session, err := s.Store.FindSession(ctx, message.SiteID, message.SessionID)
	if err != nil {
		return MessageResult{}, err
	}
	out := MessageResult{Session: sessionView(session)}
	for _, m := range found {
		view := messageView(m)
		if m.ID == message.ID {
			out.Message = view
		} else {
			out.Reply = &view
		}
	}
	if out.Message.ID == "" || message.ReplyID != "" && out.Reply == nil {
		return MessageResult{}, fmt.Errorf("read answered message: %w", chat.Errorf(chat.CodeInternal, "The answer could not be read."))
	}
	return out, nil
}

// ReactToMessage sets or takes back the visitor's thumb on an answer.
func (s *server) ReactToMessage(ctx context.Context, in ReactToMessageRequestObject) (ReactToMessageResponseObject, error) {
	site := requestOf(ctx).site
	message, err := s.Store.FindMessage(ctx, site.ID, in.ID)
	if chat.CodeOf(err) == chat.CodeNotFound {
		return nil, errNoSession
	}
	if err != nil {
		return nil, err
	}
	session, err := s.openSession(ctx, message.SessionID, in.Params.XVisitorID)
	if err != nil {
		return nil, err
	}
	key := repeatable(in.Params.IdempotencyKey, session.VisitorID, message.ID, in.Body)
	if err := s.Store.SetReaction(ctx, site.ID, message.ID, chat.Reaction(deref(in.Body.Reaction)), key); err != nil {
		return nil, err
	}
	return ReactToMessage200JSONResponse{MessageID: message.ID, Reaction: in.Body.Reaction}, nil
}

// historyLimit is the contract's default for limit.
const historyLimit = 500

// GetHistory returns a conversation's messages in order.
func (s *server) GetHistory(ctx context.Context, in GetHistoryRequestObject) (GetHistoryResponseObject, error) {
	session, err := s.openSession(ctx, in.SessionID, in.Params.XVisitorID)
	if err != nil {
		return nil, err
	}
	limit := historyLimit
	if in.Params.Limit != nil {
		limit = *in.Params.Limit
	}
	messages, err := s.Store.ListMessages(ctx, session.SiteID, session.ID, deref(in.Params.After), limit+1)
	if err != nil {
		return nil, err
	}
	out := GetHistory200JSONResponse{Messages: []Message{}, Session: sessionView(session)}
	if len(messages) > limit {
		messages = messages[:limit]
		out.NextCursor = &messages[limit-1].Seq
	}
	for _, m := range messages {
		out.Messages = append(out.Messages, messageView(m))
	}
	return out, nil
}
