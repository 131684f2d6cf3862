package api

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// replied makes a conversation in which a person has just written.
func (r *rig) replied() Session {
	r.t.Helper()
	ctx := context.Background()
	s := r.session(uuid.NewString())
	agent := chat.AgentKey{SiteID: r.site.ID, SessionID: s.ID, AgentID: r.user(uuid.NewString()+"@example.org", chat.UserAgent, r.site.ID).ID}
	_, err := r.store.TakeOver(ctx, agent)
	require.NoError(r.t, err)
	_, _, err = r.store.AddAgentMessage(ctx, store.NewAgentMessage{AgentKey: agent, ClientMessageID: "a", Content: "Hello", HTML: "<p>Hello</p>"})
	require.NoError(r.t, err)
	return s
}

func (r *rig) presence(s Session) (seenAt *time.Time, unseen bool) {
	r.t.Helper()
	found, err := r.store.FindSession(context.Background(), r.site.ID, s.ID)
	require.NoError(r.t, err)
	return found.VisitorSeenAt, found.RepliesUnseen
}

func TestAnyCallOfTheVisitorsClientSaysThatItHasWhatWasWritten(t *testing.T) {
	r := newRig(t)
	for path, method := range map[string]string{
		"/api/chat/session/%":               "GET",
		"/api/chat/session/%/seen":          "POST",
		"/api/chat/session/%/events?wait=0": "GET",
		"/api/chat/history/%":               "GET",
	} {
		s := r.replied()
		r.exec(`update sessions set visitor_seen_at = now() - interval '1 hour'`)
		_, unseen := r.presence(s)
		require.True(t, unseen)
		stranger := r.call(method, strings.Replace(path, "%", s.ID, 1), nil, "X-Visitor-ID", uuid.NewString())
		require.Equal(t, 404, stranger.StatusCode)
		_, unseen = r.presence(s)
		require.True(t, unseen, "somebody else's call says nothing")

		a := r.call(method, strings.Replace(path, "%", s.ID, 1), nil, "X-Visitor-ID", s.VisitorID)
		require.Less(t, a.StatusCode, 300, "%s", a.body)
		seen, unseen := r.presence(s)
		require.WithinDuration(t, time.Now(), *seen, time.Minute, path)
		require.False(t, unseen, path)
	}
}

func TestAnOpenStreamSaysThatTheClientIsThereAndNotThatItHasWhatWasWritten(t *testing.T) {
	r := newRig(t, func(o *Options) {
		o.pace = usualPace
		o.pace.beat = 10 * time.Millisecond
	})
	s := r.session(uuid.NewString())
	_, next := r.follow(s)
	agent := chat.AgentKey{SiteID: r.site.ID, SessionID: s.ID, AgentID: r.user("ann@example.org", chat.UserAgent, r.site.ID).ID}
	_, err := r.store.TakeOver(context.Background(), agent)
	require.NoError(t, err)
	_, _, err = r.store.AddAgentMessage(context.Background(), store.NewAgentMessage{AgentKey: agent, ClientMessageID: "a", Content: "Hello", HTML: "Hello"})
	require.NoError(t, err)
	until("message", next)
	old := time.Now().Add(-time.Hour)
	r.exec(`update sessions set visitor_seen_at = $1`, old)
	require.Eventually(t, func() bool {
		seen, _ := r.presence(s)
		return seen.After(old.Add(time.Minute))
	}, 10*time.Second, 10*time.Millisecond)
	_, unseen := r.presence(s)
	require.True(t, unseen, "a client that sleeps holds a stream open, too")
}
