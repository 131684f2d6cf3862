package api

import (
	"context"
	"time"
)

const (
	reconnect = 2 * time.Second
	lookAgain = 2 * time.Second // after the database failed
)

// watching is a stream of server-sent events about a topic.
type watching struct {
	topic string
	lost  <-chan struct{} // closed when the client has to go; nil for never

	// tell sends what is new. It is called at once, after each change of the
	// topic, and after the pause that it returned last, 0 for never.
	tell func(context.Context, *eventWriter) (pause time.Duration, over bool)

	beat func(context.Context) // called with each comment; nil for nothing
}

// watch writes a stream until everything was told, ctx ends, the client is lost
// or takes nothing, or it is time to connect again.
func (s *server) watch(ctx context.Context, out *eventWriter, w watching) {
	changed, unsubscribe := s.Listener.Subscribe(w.topic) // before the first look, so that nothing falls between
	defer unsubscribe()
	out.retry(reconnect)
	beat, old := time.NewTicker(s.pace.beat), time.After(s.pace.age)
	defer beat.Stop()
	var again <-chan time.Time
	for look := true; out.err == nil; {
		if look {
			pause, over := w.tell(ctx, out)
			if over {
				return
			}
			again = timer(pause)
		}
		select {
		case <-changed:
			look = true
		case <-again:
			look = true
		case <-beat.C:
			out.comment()
			if w.beat != nil {
				w.beat(ctx)
			}
			look = false
		case <-old:
			return
		case <-w.lost:
			return
		case <-s.Stopping:
			return
		case <-ctx.Done():
			return
		}
	}
}

// timer is time.After, but never for 0.
func timer(d time.Duration) <-chan time.Time {
	if d == 0 {
		return nil
	}
	return time.After(d)
}
