package api

import (
	"context"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
)

const (
	longestPoll = 25 * time.Second // the contract's default for wait
	pollBatch   = 100
	pollPause   = 300 * time.Millisecond // between two answers that tell only of what passes
)

// poll waits until there is something to tell, at most for wait, and returns
// it. known is the token of what the client knows to pass, "" for nothing.
func (f *follower) poll(ctx context.Context, wait time.Duration, known string) (SessionNews, error) {
	changed, unsubscribe := f.Listener.Subscribe(f.sessionID) // before the first look
	defer unsubscribe()
	lost, leave := f.followers.take(f.sessionID)
	defer leave()
	if known == "" {
		known = liveView(chat.Live{}).Token
	}
	start, waited := time.Now(), time.After(wait)
	for {
		live, events, err := f.next(ctx, pollBatch)
		if chat.CodeOf(err) == chat.CodeNotFound {
			return SessionNews{}, errNoSession
		}
		if err != nil {
			return SessionNews{}, err
		}
		news := f.news(live, events)
		changing := news.Live.Token != known
		rest := pollPause - time.Since(start)
		if len(events) > 0 || news.End || changing && rest <= 0 {
			return news, nil
		}
		pause := live.TypingFor
		if changing {
			pause = rest
		}
		select {
		case <-changed:
		case <-timer(pause):
		case <-waited:
			return news, nil
		case <-lost:
			return news, nil
		case <-f.Stopping:
			return news, nil
		case <-ctx.Done():
			return SessionNews{}, ctx.Err()
		}
	}
}

func (f *follower) news(live chat.Live, events []SessionEvent) SessionNews {
	out := SessionNews{Events: events, LastEventID: f.after}
	if f.upToDate(live) {
		out.Live = liveView(live)
		out.End = live.Status == chat.StatusClosed
	} else { // what passes comes after all that happened
		out.Live = liveView(chat.Live{})
	}
	return out
}

func liveView(in chat.Live) LiveState {
	var out LiveState
	if t := in.Typing; t.Role != "" {
		out.Typing = &Typing{Role: TypingRole(t.Role), Name: orNull(t.Name)}
	}
	if d := in.Draft; d.Text != "" {
		out.Draft = &Draft{TurnID: d.TurnID, Text: d.Text, Attempt: d.Attempt}
	}
	h := fnv.New64a()
	fmt.Fprintf(h, "%q %q %q %d %q", in.Typing.Role, in.Typing.Name, in.Draft.TurnID, in.Draft.Attempt, in.Draft.Text)
	out.Token = fmt.Sprintf("%x", h.Sum64())
	return out
}
