package api

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// errNoSession is the one answer for a session that is not there, another
// site's or another visitor's.
var errNoSession = chat.Errorf(chat.CodeNotFound, "There is no such conversation for this site and visitor.")

// openSession returns the session if the visitor may see it. A session whose
// visitor's client sends the visitor id opens only with it; one that was made
// without opens by its own id.
func (s *server) openSession(ctx context.Context, sessionID string, visitorID *VisitorID) (chat.Session, error) {
	site := requestOf(ctx).site
	session, err := s.Store.FindSession(ctx, site.ID, sessionID)
	if chat.CodeOf(err) == chat.CodeNotFound {
		return chat.Session{}, errNoSession
	}
	if err != nil {
		return chat.Session{}, err
	}
	allowed := visitorID != nil && strings.EqualFold(*visitorID, session.VisitorID)
	if visitorID == nil {
		sends, err := s.Store.VisitorSendsID(ctx, site.ID, session.VisitorID)
		if err != nil {
			return chat.Session{}, err
		}
		allowed = !sends
	}
	if !allowed {
		return chat.Session{}, errNoSession
	}
	requestOf(ctx).session = session.ID
	if err := s.seeVisitor(ctx, session); err != nil {
		return chat.Session{}, err
	}
	return session, nil
}

// startTimeout bounds the start of a session's workflow. A session whose
// workflow did not start is healed by its first message.
const startTimeout = 3 * time.Second

// CreateSession starts a conversation.
func (s *server) CreateSession(ctx context.Context, in CreateSessionRequestObject) (CreateSessionResponseObject, error) {
	r := requestOf(ctx)
	create := store.NewSession{SiteID: r.site.ID, From: visitorAddress(ctx.(*gin.Context))}
	if body := in.Body; body != nil {
		create.PageURL, create.VisitorName, create.VisitorEmail = chat.CleanPageURL(deref(body.PageURL)), deref(body.Name), deref(body.Email)
		create.Language = primaryLanguage(deref(body.Language))
	}
	if id := in.Params.XVisitorID; id != nil {
		create.VisitorID, create.SendsVisitorID = strings.ToLower(*id), true
	}
	create.IdempotencyKey = repeatable(in.Params.IdempotencyKey, create.VisitorID, in.Body)
	session, err := s.Store.CreateSession(ctx, create)
	if err != nil {
		return nil, err
	}
	r.session = session.ID
	starting, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	if err := s.Conversations.Start(starting, session.SiteID, session.ID); err != nil {
		s.Log.WarnContext(ctx, "conversation not started yet", "session_id", session.ID, "error", err)
	}
	return CreateSession201JSONResponse(sessionView(session)), nil
}

// GetSession returns a conversation's status.
func (s *server) GetSession(ctx context.Context, in GetSessionRequestObject) (GetSessionResponseObject, error) {
	session, err := s.openSession(ctx, in.ID, in.Params.XVisitorID)
	if err != nil {
		return nil, err
	}
	return GetSession200JSONResponse(sessionView(session)), nil
}

// ShowTyping shows the visitor as typing to those who read along.
func (s *server) ShowTyping(ctx context.Context, in ShowTypingRequestObject) (ShowTypingResponseObject, error) {
	session, err := s.openSession(ctx, in.ID, in.Params.XVisitorID)
	if err != nil {
		return nil, err
	}
	if session.Status == chat.StatusClosed {
		return nil, chat.ErrSessionClosed
	}
	if err := s.Store.SetVisitorTyping(ctx, session.SiteID, session.ID); err != nil {
		return nil, err
	}
	return ShowTyping204Response{}, nil
}

// AskForPerson asks for a person on the visitor's behalf. It is idempotent.
func (s *server) AskForPerson(ctx context.Context, in AskForPersonRequestObject) (AskForPersonResponseObject, error) {
	session, err := s.openSession(ctx, in.ID, in.Params.XVisitorID)
	if err != nil {
		return nil, err
	}
	if session.Status == chat.StatusClosed {
		return nil, chat.ErrSessionClosed
	}
	if err := s.Conversations.AskForPerson(ctx, session.SiteID, session.ID); err != nil {
		return nil, err
	}
	if session, err = s.Store.FindSession(ctx, session.SiteID, session.ID); err != nil {
		return nil, err
	}
	return AskForPerson200JSONResponse(sessionView(session)), nil
}

// EndSession closes a conversation. It is idempotent.
func (s *server) EndSession(ctx context.Context, in EndSessionRequestObject) (EndSessionResponseObject, error) {
	session, err := s.openSession(ctx, in.ID, in.Params.XVisitorID)
	if err != nil {
		return nil, err
	}
	if session.Status != chat.StatusClosed {
		if err := s.Conversations.End(ctx, chat.Ending{SiteID: session.SiteID, SessionID: session.ID, By: chat.EndedByVisitor}); err != nil {
			return nil, err
		}
		if session, err = s.Store.FindSession(ctx, session.SiteID, session.ID); err != nil {
			return nil, err
		}
	}
	settings, err := s.Store.FindDisplay(ctx, session.SiteID)
	if err != nil {
		return nil, err
	}
	return EndSession200JSONResponse{Session: sessionView(session), RatingPrompt: ratingPrompt(settings.RatingTags)}, nil
}

// RateSession stores the visitor's verdict on a conversation that has ended.
func (s *server) RateSession(ctx context.Context, in RateSessionRequestObject) (RateSessionResponseObject, error) {
	session, err := s.openSession(ctx, in.ID, in.Params.XVisitorID)
	if err != nil {
		return nil, err
	}
	settings, err := s.Store.FindDisplay(ctx, session.SiteID)
	if err != nil {
		return nil, err
	}
	rating := chat.Rating{Stars: in.Body.Stars, Feedback: strings.TrimSpace(deref(in.Body.Feedback))}
	for _, name := range deref(in.Body.Tags) {
		tag, known := chat.FindRatingTag(settings.RatingTags, name)
		if !known {
			return nil, invalidField("tags", "may hold "+cmp.Or(strings.Join(settings.RatingTags, ", "), "nothing"))
		}
		rating.Tags = append(rating.Tags, tag)
	}
	key := repeatable(in.Params.IdempotencyKey, session.VisitorID, session.ID, in.Body)
	if session, err = s.Store.RateSession(ctx, session.SiteID, session.ID, rating, key); err != nil {
		return nil, err
	}
	return RateSession200JSONResponse(sessionView(session)), nil
}

// deref returns the zero value for nil.
func deref[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
