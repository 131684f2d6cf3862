package api

import (
	"context"
	"sync"
	"time"
)

const (
	probeTimeout    = 2 * time.Second
	probeFresh      = time.Second      // how long a result is told again
	embeddingsFresh = 30 * time.Second // of what may cost money
)

// probe measures one dependency for operators.
type probe struct {
	name  ServiceStateName
	check func(context.Context) error // nil: there is no such dependency
	fresh time.Duration

	mu   sync.Mutex // held while it measures, so that callers share a result
	last ServiceState
}

func newProbes(o Options) []*probe {
	return []*probe{
		{name: ServiceStateNameDatabase, check: o.Checks["database"], fresh: probeFresh},
		{name: ServiceStateNameTemporal, check: o.Checks["temporal"], fresh: probeFresh},
		{name: ServiceStateNameEmbeddings, check: o.CheckEmbeddings, fresh: embeddingsFresh},
	}
}

func (p *probe) look(ctx context.Context) ServiceState {
	if p.check == nil {
		return ServiceState{Name: p.name, State: ServiceStateStateOff}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	start := time.Now()
	if p.last.CheckedAt != nil && start.Sub(*p.last.CheckedAt) < p.fresh {
		return p.last
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), probeTimeout) // others want the result, too
	defer cancel()
	state := ServiceStateStateOk
	if err := p.check(ctx); err != nil {
		state = ServiceStateStateDown
	}
	took := float64(time.Since(start).Round(100*time.Microsecond).Microseconds()) / 1000
	at := time.Now().UTC()
	p.last = ServiceState{Name: p.name, State: state, Milliseconds: &took, CheckedAt: &at}
	return p.last
}

// lookAtAll measures everything at once.
func lookAtAll(ctx context.Context, probes []*probe) []ServiceState {
	out := make([]ServiceState, len(probes))
	var done sync.WaitGroup
	for i, p := range probes {
		done.Go(func() { out[i] = p.look(ctx) })
	}
	done.Wait()
	return out
}
