package api

import (
	"slices"
	"sync"
)

// placesPerSession is how many may follow one session at one process.
const placesPerSession = 10

// places bounds how many connections one session can hold. Who comes last takes
// the place of who came first: a connection that died unnoticed is an old one.
type places struct {
	mu    sync.Mutex
	taken map[string][]chan struct{} // by session id, oldest first
}

// take returns a channel that is closed when somebody else got the place, and a
// function that leaves it.
func (p *places) take(sessionID string) (lost <-chan struct{}, leave func()) {
	place := make(chan struct{})
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.taken == nil {
		p.taken = map[string][]chan struct{}{}
	}
	taken := p.taken[sessionID]
	if len(taken) == placesPerSession {
		close(taken[0])
		taken = slices.Delete(taken, 0, 1)
	}
	p.taken[sessionID] = append(taken, place)
	return place, func() { p.free(sessionID, place) }
}

func (p *places) free(sessionID string, place chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	rest := slices.DeleteFunc(p.taken[sessionID], func(c chan struct{}) bool { return c == place })
	if len(rest) == 0 {
		delete(p.taken, sessionID)
	} else {
		p.taken[sessionID] = rest
	}
}
