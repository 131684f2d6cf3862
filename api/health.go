package api

import (
	"context"
	"sync"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
)

const (
	checkTimeout = time.Second
	checkFresh   = time.Second // how long a result is used, so that nobody can load what is checked
)

// health knows which dependencies work.
type health struct {
	checks map[string]func(context.Context) error

	mu    sync.Mutex
	at    time.Time
	state map[string]CheckState
}

func newHealth(checks map[string]func(context.Context) error) *health {
	return &health{checks: checks}
}

// look returns the state of each dependency, at most checkFresh old.
func (h *health) look(ctx context.Context) map[string]CheckState {
	h.mu.Lock()
	defer h.mu.Unlock()
	if time.Since(h.at) < checkFresh {
		return h.state
	}
	// One caller's patience must not decide what others are told.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), checkTimeout)
	defer cancel()
	type result struct {
		name string
		err  error
	}
	results := make(chan result, len(h.checks))
	for name, check := range h.checks {
		go func() { results <- result{name, check(ctx)} }()
	}
	state := make(map[string]CheckState, len(h.checks))
	for name := range h.checks {
		state[name] = CheckStateDown
	}
	for range h.checks {
		select {
		case r := <-results:
			if r.err == nil {
				state[r.name] = CheckStateOk
			}
			continue
		case <-ctx.Done(): // a check that ignores its context is down
		}
		break
	}
	h.state, h.at = state, time.Now()
	return state
}

// require returns an error with CodeUnavailable while a dependency is down.
func (h *health) require(ctx context.Context) error {
	var down []FieldError
	for name, state := range h.look(ctx) {
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
	down := s.health.require(ctx)
	if down != nil && in.Params.Ready != nil && *in.Params.Ready == GetHealthParamsReadyN1 {
		return nil, down
	}
	return GetHealth200JSONResponse{Status: HealthStatusOk, Ready: down == nil, Checks: s.health.look(ctx)}, nil
}
