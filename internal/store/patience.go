package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// acquirePatience is how long a call waits for a connection of the pool. A pool
// that has none for so long is overloaded: whoever waits further would only
// make the queue longer.
const acquirePatience = 3 * time.Second

// patience bounds the wait for a connection, and nothing after it. The pool has
// no setting for that, but takes the context that a tracer returns.
type patience struct{}

type patienceKey struct{}

// TraceAcquireStart begins the wait.
func (patience) TraceAcquireStart(ctx context.Context, _ *pgxpool.Pool, _ pgxpool.TraceAcquireStartData) context.Context {
	ctx, cancel := context.WithTimeout(ctx, acquirePatience)
	return context.WithValue(ctx, patienceKey{}, cancel)
}

// TraceAcquireEnd ends it.
func (patience) TraceAcquireEnd(ctx context.Context, _ *pgxpool.Pool, _ pgxpool.TraceAcquireEndData) {
	ctx.Value(patienceKey{}).(context.CancelFunc)()
}
