package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Pass leaves messages, limits, keys and visits at url, an address from URL, as
// they are once d has passed.
func Pass(t testing.TB, url string, d time.Duration) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	for _, query := range []string{
		`update messages set created_at = created_at - $1::interval`,
		`delete from usage_counters where window_ends_at <= now() + $1::interval`,
		`update idempotency_keys set created_at = created_at - $1::interval`,
		`update site_keys set expires_at = expires_at - $1::interval`,
		`update site_server_keys set expires_at = expires_at - $1::interval`,
		`update visits set created_at = created_at - $1::interval`,
		`update conversions set created_at = created_at - $1::interval`,
	} {
		if _, err := conn.Exec(ctx, query, d); err != nil {
			t.Fatal(err)
		}
	}
}

// InOneMinute returns what f returns when it began and ended within one minute
// of the clock, and calls it again until it did: windows of limits begin at
// whole minutes.
func InOneMinute[T any](t testing.TB, f func() T) T {
	t.Helper()
	for {
		before := time.Now().Truncate(time.Minute)
		if out := f(); time.Now().Truncate(time.Minute).Equal(before) {
			return out
		}
	}
}
