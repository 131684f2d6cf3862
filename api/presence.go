package api

import (
	"context"
	"errors"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
)

// MarkSeen notes that the visitor has the conversation on the screen. Opening
// the session has done it.
func (s *server) MarkSeen(ctx context.Context, in MarkSeenRequestObject) (MarkSeenResponseObject, error) {
	_, err := s.openSession(ctx, in.ID, in.Params.XVisitorID)
	return MarkSeen204Response{}, err
}

// seeVisitor notes that the visitor's client has asked for something: it is
// there, and has what was written before. To save writing, that is noted only
// when it says something new.
func (s *server) seeVisitor(ctx context.Context, session chat.Session) error {
	recent := session.VisitorSeenAt != nil && time.Since(*session.VisitorSeenAt) < chat.PresenceEvery
	if recent && !session.RepliesUnseen {
		return nil
	}
	return s.Store.SeeVisitor(ctx, session.SiteID, session.ID)
}

// keepVisitor notes that a stream's client is there. Whoever is taken for away
// because that failed gets a mail that they did not need.
func (s *sessionStream) keepVisitor(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	if err := s.Store.KeepVisitor(ctx, s.siteID, s.sessionID); err != nil && !errors.Is(err, context.Canceled) {
		s.Log.Warn("note that the visitor is there", "session_id", s.sessionID, "error", err)
	}
}
