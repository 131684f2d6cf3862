package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Pass makes limits and idempotency keys at url, an address from URL, as old as
// if d had passed.
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
		`update usage_counters set window_ends_at = window_ends_at - $1::interval`,
		`update idempotency_keys set created_at = created_at - $1::interval`,
	} {
		if _, err := conn.Exec(ctx, query, d); err != nil {
			t.Fatal(err)
		}
	}
}
