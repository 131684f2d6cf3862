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
	Status         chat.Status
	Reason         chat.Reason
	SiteName       string
	IdleCloseAfter time.Duration
	Unhandled      []string // visitor messages that no turn is done with, oldest first
}

// LoadSession reads where a session stands, so that a workflow that had to be
// started anew goes on where the transcript ends.
func (a *Activities) LoadSession(ctx context.Context, in SessionKey) (SessionLoaded, error) {
	s, err := a.Transcript.FindSession(ctx, in.SiteID, in.SessionID)
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
	out := SessionLoaded{Status: s.Status, Reason: s.EscalationReason, SiteName: site.Name, IdleCloseAfter: settings.IdleCloseAfter}
	if s.Status == chat.StatusClosed {
		return out, nil
	}
	unhandled, err := a.Transcript.ListUnhandled(ctx, in.SiteID, in.SessionID, nil)
	for _, m := range unhandled {
		out.Unhandled = append(out.Unhandled, m.ID)
	}
	return out, err
}

// CloseSession makes the session read-only.
func (a *Activities) CloseSession(ctx context.Context, in SessionKey) error {
	return a.Transcript.CloseSession(ctx, in.SiteID, in.SessionID)
}
