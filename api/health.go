package api

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
)

const (
	checkTimeout = time.Second
	checkFresh   = time.Second // how long a result is used, so that nobody can load what is checked

	// livePatience is how long those wait who only ask whether the process
	// serves: not for a pool without connections, not for a slow dependency.
	livePatience = 200 * time.Millisecond
)

// health knows which dependencies work.
type health struct {
	checks map[string]func(context.Context) error

	mu   sync.Mutex
	last *checkup // nil before the first one
}

// checkup is one look at every dependency.
type checkup struct {
	done  chan struct{}         // closed at its end
	ended time.Time             // set before done is closed
	state map[string]CheckState // down until a check has found otherwise
}

func newHealth(checks map[string]func(context.Context) error) *health {
	return &health{checks: checks}
}

// look returns the state of each dependency, at most checkFresh old. One that
// has not answered when ctx ends counts as down.
func (h *health) look(ctx context.Context) map[string]CheckState {
	c := h.checkup()
	select {
	case <-c.done:
	case <-ctx.Done():
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return maps.Clone(c.state)
}

// checkup returns the one that is going on or fresh, or else begins another. It
// belongs to nobody: one caller's patience must not decide what others are told.
func (h *health) checkup() *checkup {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c := h.last; c != nil && (c.ended.IsZero() || time.Since(c.ended) < checkFresh) {
		return c
	}
	h.last = &checkup{done: make(chan struct{}), state: map[string]CheckState{}}
	for name := range h.checks {
		h.last.state[name] = CheckStateDown
	}
	go h.run(h.last)
	return h.last
}

// run ends after checkTimeout although a check may ignore its context.
func (h *health) run(c *checkup) {
	ctx, cancel := context.WithTimeout(context.Background(), checkTimeout)
	defer cancel()
	type result struct {
		name string
		err  error
	}
	results := make(chan result, len(h.checks))
	for name, check := range h.checks {
		go func() { results <- result{name, check(ctx)} }()
	}
	for range h.checks {
		select {
		case r := <-results:
			if r.err == nil {
				h.mu.Lock()
				c.state[r.name] = CheckStateOk
				h.mu.Unlock()
			}
		case <-ctx.Done():
		}
	}
	h.mu.Lock()
	c.ended = time.Now()
	h.mu.Unlock()
	close(c.done)
}

// require returns an error with CodeUnavailable while a dependency is down.
func (h *health) require(ctx context.Context) error { return outage(h.look(ctx)) }

// outage names the dependencies that are down.
func outage(state map[string]CheckState) error {
	var down []FieldError
	for name, state := range state {
		if state != CheckStateOk {
			down = append(down, FieldError{Field: name, Message: "is down"})
		}
	}
	if len(down) == 0 {
		return nil
	}
	return &fieldsError{
		cause:  chat.Error{Code: chat.CodeUnavailable, Message: "Something that we need is not available. Please try again in a moment."},
		fields: down,
	}
}

// GetHealth tells whether the API runs and, when asked, whether it can work.
func (s *server) GetHealth(ctx context.Context, in GetHealthRequestObject) (GetHealthResponseObject, error) {
	ready := in.Params.Ready != nil && *in.Params.Ready == GetHealthParamsReadyN1
	if !ready {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, livePatience)
		defer cancel()
	}
	state := s.health.look(ctx)
	down := outage(state)
	if ready && down != nil {
		return nil, down
	}
	return GetHealth200JSONResponse{Status: HealthStatusOk, Ready: down == nil, Checks: state}, nil
}
