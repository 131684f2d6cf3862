package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// The key and the work commit together, so a process that dies in between
// leaves either both or none.
func TestAKeyWithoutItsWorkIsNeverSeen(t *testing.T) {
	url, ctx := storetest.URL(t), context.Background()
	s := openAt(t, url)
	site := storetest.Site(t, s)
	visitor := uuid.NewString()
	in := store.NewSession{SiteID: site.ID, VisitorID: visitor, IdempotencyKey: store.IdempotencyKey{Key: "k", Scope: visitor}}
	_, err := s.CreateSession(ctx, store.NewSession{SiteID: site.ID, VisitorID: visitor})
	require.NoError(t, err)

	// The visitor's row is held: the request claims its key and comes no further.
	conn, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer conn.Close(ctx)
	tx, err := conn.Begin(ctx)
	require.NoError(t, err)
	_, err = tx.Exec(ctx, `update visitors set last_seen_at = now()`)
	require.NoError(t, err)
	dying, die := context.WithCancel(ctx)
	died := make(chan error, 1)
	go func() { _, err := s.CreateSession(dying, in); died <- err }()
	watch, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer watch.Close(ctx)
	require.Eventually(t, func() bool {
		var blocked bool
		const query = `select exists (select from pg_stat_activity where $1::integer = any (pg_blocking_pids(pid)))`
		return watch.QueryRow(ctx, query, conn.PgConn().PID()).Scan(&blocked) == nil && blocked
	}, 10*time.Second, 5*time.Millisecond)
	die()
	require.Error(t, <-died)
	require.NoError(t, tx.Rollback(ctx))

	first, err := s.CreateSession(ctx, in)
	require.NoError(t, err)
	again, err := s.CreateSession(ctx, in)
	require.NoError(t, err)
	require.Equal(t, first.ID, again.ID)
	var keys, sessions int
	require.NoError(t, watch.QueryRow(ctx, `select (select count(*) from idempotency_keys), (select count(*) from sessions)`).Scan(&keys, &sessions))
	require.Equal(t, 1, keys)
	require.Equal(t, 2, sessions)
}
