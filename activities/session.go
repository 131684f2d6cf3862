package activities

import (
	"context"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
)

// SessionKey names a session.
type SessionKey struct {
	SiteID    string
	SessionID string
}

// SessionLoaded is what a session's workflow begins with.
type SessionLoaded struct {
	chat.Standing
	SiteName       string
	IdleCloseAfter time.Duration
	IdleWarning    time.Duration
	Unhandled      []string // visitor messages that no turn is done with, oldest first
}

// LoadSession reads where a session stands, so that a workflow that had to be
// started anew goes on where the transcript ends.
func (a *Activities) LoadSession(ctx context.Context, in SessionKey) (SessionLoaded, error) {
	s, err := a.Transcript.FindStanding(ctx, in.SiteID, in.SessionID)
	if err != nil {
		return SessionLoaded{}, coded(err)
	}
	site, err := a.Sites.FindSite(ctx, in.SiteID)
	if err != nil {
		return SessionLoaded{}, coded(err)
	}
	settings, err := a.Sites.FindDisplay(ctx, in.SiteID)
	if err != nil {
		return SessionLoaded{}, coded(err)
	}
	out := SessionLoaded{Standing: s, SiteName: site.Name,
		IdleCloseAfter: settings.IdleCloseAfter, IdleWarning: settings.IdleWarning}
	out.Unhandled, err = a.unhandled(ctx, in, s)
	return out, err
}

// unhandled returns the ids of the visitor's messages that no turn is done with,
// oldest first. A session that has ended has none to answer.
func (a *Activities) unhandled(ctx context.Context, in SessionKey, now chat.Standing) (ids []string, err error) {
	if now.Status == chat.StatusClosed {
		return nil, nil
	}
	messages, err := a.Transcript.ListUnhandled(ctx, in.SiteID, in.SessionID, nil)
	for _, m := range messages {
		ids = append(ids, m.ID)
	}
	return ids, err
}
