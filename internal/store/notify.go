package store

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// notifyChannel carries the topics that changed: ids of sessions, and
// InboxTopic. Readers re-read rows: a notification holds no content and may be
// missed while reconnecting.
const notifyChannel = "innconnect_session"

// InboxTopic is the topic of what staff are told and of who they are.
const InboxTopic = "inbox"

const notifyQuery = `select pg_notify('` + notifyChannel + `', $1)`

// notify announces a change of the topic when the transaction commits.
func notify(ctx context.Context, tx pgx.Tx, topic string) error {
	if _, err := tx.Exec(ctx, notifyQuery, topic); err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	return nil
}

// queueNotify is notify as a part of a batch.
func queueNotify(b *pgx.Batch, topic string) { b.Queue(notifyQuery, topic) }

// Listener wakes subscribers after each change of their topic, whichever process
// made it. It holds one connection for the whole process.
type Listener struct {
	mu   sync.Mutex
	subs map[string]map[chan struct{}]struct{} // by topic
}

// Listen starts a Listener that runs until ctx ends. It reconnects by itself
// and then wakes every subscriber, because notifications are not replayed.
func (s *Store) Listen(ctx context.Context) (*Listener, error) {
	l := &Listener{subs: map[string]map[chan struct{}]struct{}{}}
	conn, err := s.listen(ctx)
	if err != nil {
		return nil, err
	}
	go l.run(ctx, s, conn)
	return l, nil
}

// Subscribe returns a channel that is signalled after changes of the topic.
// Signals coalesce; the reader looks for itself what is new. The function ends
// the subscription.
func (l *Listener) Subscribe(topic string) (<-chan struct{}, func()) {
	ch := make(chan struct{}, 1)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.subs[topic] == nil {
		l.subs[topic] = map[chan struct{}]struct{}{}
	}
	l.subs[topic][ch] = struct{}{}
	return ch, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.subs[topic], ch)
		if len(l.subs[topic]) == 0 {
			delete(l.subs, topic)
		}
	}
}

func (s *Store) listen(ctx context.Context) (*pgxpool.Conn, error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	if _, err := conn.Exec(ctx, "listen "+notifyChannel); err != nil {
		conn.Release()
		return nil, fmt.Errorf("listen: %w", err)
	}
	return conn, nil
}

const listenRetry = time.Second

func (l *Listener) run(ctx context.Context, s *Store, conn *pgxpool.Conn) {
	for {
		n, err := conn.Conn().WaitForNotification(ctx)
		if err == nil {
			l.wake(n.Payload)
			continue
		}
		// A connection that listened must not go back to the pool.
		_ = conn.Hijack().Close(context.WithoutCancel(ctx))
		for {
			if ctx.Err() != nil {
				return
			}
			if conn, err = s.listen(ctx); err == nil {
				break
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(listenRetry):
			}
		}
		l.wakeAll()
	}
}

func (l *Listener) wake(topic string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	signal(l.subs[topic])
}

func (l *Listener) wakeAll() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, subs := range l.subs {
		signal(subs)
	}
}

func signal(subs map[chan struct{}]struct{}) {
	for ch := range subs {
		select {
		case ch <- struct{}{}:
		default: // a signal is waiting already
		}
	}
}
