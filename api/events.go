package api

import (
	"context"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/telemetry"
)

// FollowSession tells what happens in a session, as a stream or as a long poll.
func (s *server) FollowSession(ctx context.Context, in FollowSessionRequestObject) (FollowSessionResponseObject, error) {
	c := ctx.(*gin.Context)
	client := c.Request.Context() // ends when the client goes away
	looking, cancel := context.WithTimeout(client, s.requestTimeout)
	defer cancel()
	session, err := s.openSession(looking, in.ID, in.Params.XVisitorID)
	if err != nil {
		return nil, err
	}
	_ = http.NewResponseController(c.Writer).SetReadDeadline(time.Time{}) // the server's is shorter than a stream
	follow := follower{server: s, siteID: session.SiteID, sessionID: session.ID, after: deref(in.Params.After)}
	if in.Params.LastEventID != nil {
		follow.after = *in.Params.LastEventID
	}
	if wantsEvents(c) {
		stream := &sessionStream{follower: follow}
		if c.Request.ProtoMajor > 1 {
			stream.client = client
		}
		return stream, nil
	}
	wait := longestPoll
	if in.Params.Wait != nil {
		wait = time.Duration(*in.Params.Wait) * time.Second
	}
	news, err := follow.poll(client, wait, deref(in.Params.Live))
	if err != nil {
		return nil, err
	}
	return FollowSession200JSONResponse(news), nil
}

// follower reads a session for one client.
type follower struct {
	*server
	siteID    string
	sessionID string
	after     int64 // the last event that the client has
}

// next returns the events that follow, at most limit, and what passes. The
// client is up to date when after has reached the newest event.
func (f *follower) next(ctx context.Context, limit int64) (chat.Live, []SessionEvent, error) {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	live, err := f.Store.FindLive(ctx, f.siteID, f.sessionID)
	if err != nil {
		return chat.Live{}, nil, err
	}
	f.after = min(f.after, live.LastEvent) // an id that was never given
	missing := live.LastEvent - f.after
	if missing == 0 {
		return live, []SessionEvent{}, nil
	}
	// No event after the newest of this moment: what passes is to be told after
	// the events that led to it, and before those that end it.
	events, err := f.Store.ListEvents(ctx, f.siteID, f.sessionID, f.after, int(min(limit, missing)))
	if err != nil {
		return chat.Live{}, nil, err
	}
	news := make([]SessionEvent, 0, len(events))
	for _, e := range events {
		data, err := f.eventData(ctx, e)
		if err != nil {
			return chat.Live{}, nil, err
		}
		news = append(news, SessionEvent{ID: e.Seq, Event: EventName(e.Kind), Data: jsonLine(data)})
	}
	if len(events) > 0 {
		f.after = events[len(events)-1].Seq
	} else {
		f.after = live.LastEvent // they were removed
	}
	return live, news, nil
}

// eventData is what the contract has for an event of its kind.
func (f *follower) eventData(ctx context.Context, e chat.Event) (any, error) {
	switch e.Kind {
	case chat.EventMessage:
		return MessageEvent{Message: messageView(*e.Message)}, nil
	case chat.EventStatus:
		return StatusEvent{Status: SessionStatus(e.Data.Status), EscalationReason: orNull(EscalationReason(e.Data.Reason))}, nil
	case chat.EventAgentJoined, chat.EventAgentLeft:
		var out AgentEvent
		out.Agent.Name = e.Data.AgentName
		return out, nil
	case chat.EventRatingPrompt:
		settings, err := f.Store.FindDisplay(ctx, f.siteID)
		return ratingPrompt(settings.RatingTags), err
	default:
		return Empty{}, nil
	}
}

func (f *follower) upToDate(live chat.Live) bool { return f.after >= live.LastEvent }

const streamBatch = 20 // events in memory for each stream

// sessionStream is a session as server-sent events.
type sessionStream struct {
	follower
	client context.Context // of a connection with other requests (HTTP/2): ends when the client goes away
	typing chat.Typing     // as the client knows
	draft  draftShown
}

// VisitFollowSessionResponse writes the stream, or has it written.
func (s *sessionStream) VisitFollowSessionResponse(w http.ResponseWriter) error {
	if s.client != nil {
		s.run(s.client, beginEvents(w, s.pace.write))
		return nil
	}
	conn, out, err := takeOver(w, s.pace.write)
	if err != nil {
		return err
	}
	go func() {
		defer conn.Close()
		defer func() {
			if p := recover(); p != nil {
				s.Log.Error("panic", "session_id", s.sessionID, "panic", p, "stack", string(debug.Stack()))
			}
		}()
		s.run(context.Background(), out)
	}()
	return nil
}

// run writes until everything is told, the client is gone or takes nothing, or
// it is time to connect again.
func (s *sessionStream) run(ctx context.Context, out *eventWriter) {
	lost, leave := s.followers.take(s.sessionID)
	defer leave()
	defer telemetry.StreamOpened()()
	s.draft.announce = true
	s.watch(ctx, out, watching{topic: s.sessionID, lost: lost, tell: s.tell, beat: s.keepVisitor})
}

// tell sends what is new. It returns when to look again although no change is
// announced, 0 for never, and whether everything was told that will ever be.
func (s *sessionStream) tell(ctx context.Context, out *eventWriter) (pause time.Duration, over bool) {
	for out.err == nil {
		live, news, err := s.next(ctx, streamBatch)
		if chat.CodeOf(err) == chat.CodeNotFound { // removed meanwhile
			out.send("end", Empty{})
			return 0, true
		}
		if err != nil {
			return lookAgain, false
		}
		for _, e := range news {
			out.sendKept(e.ID, string(e.Event), e.Data)
		}
		if !s.upToDate(live) {
			continue
		}
		s.tellTyping(out, live.Typing)
		if live.Draft.Text != "" {
			s.draft.send(out, live.Draft)
		}
		if live.Status == chat.StatusClosed {
			out.send("end", Empty{})
			return 0, true
		}
		return live.TypingFor, false
	}
	return 0, false
}

func (s *sessionStream) tellTyping(out *eventWriter, now chat.Typing) {
	if now == s.typing {
		return
	}
	for _, t := range []struct {
		chat.Typing
		typing bool
	}{{s.typing, false}, {now, true}} {
		if t.Role != "" {
			out.send("typing", TypingEvent{Role: TypingRole(t.Role), Name: orNull(t.Name), Typing: t.typing})
		}
	}
	s.typing = now
}
