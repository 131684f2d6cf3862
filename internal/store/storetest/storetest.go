// Package storetest gives tests a real database of their own.
package storetest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/seal"
	"github.com/innconnect/innconnect/internal/store"
)

// New returns a store on a fresh, migrated schema that is dropped when the
// test ends. TEST_DATABASE_URL names the server, as `make test` sets it; the
// test is skipped when it is not set.
func New(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), URL(t), 8, Sealer(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// Sealer returns a sealer with a random key.
func Sealer(t testing.TB) *seal.Box {
	t.Helper()
	key := make([]byte, seal.KeySize)
	_, _ = rand.Read(key) // never fails
	box, err := seal.New(key)
	if err != nil {
		t.Fatal(err)
	}
	return box
}

// URL returns the address of a fresh, migrated schema that is dropped when the
// test ends.
func URL(t testing.TB) string {
	t.Helper()
	return newSchema(t, 0)
}

// URLWithClock is URL for a database whose clock differs from all others by off.
func URLWithClock(t testing.TB, off time.Duration) string {
	t.Helper()
	return newSchema(t, off)
}

func newSchema(t testing.TB, off time.Duration) string {
	t.Helper()
	base := os.Getenv("TEST_DATABASE_URL")
	if base == "" {
		t.Skip("TEST_DATABASE_URL is not set: `make test` starts a database and sets it")
	}
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, base)
	if err != nil {
		t.Fatalf("reach test database: %v", err)
	}
	defer conn.Close(ctx)
	name := make([]byte, 8)
	_, _ = rand.Read(name) // never fails
	schema := "test_" + hex.EncodeToString(name)
	// Extensions are shared by all schemas; tests that start together must not race for them.
	if _, err := conn.Exec(ctx, `select pg_advisory_lock(4242); `+
		`create extension if not exists vector with schema public; create extension if not exists pg_trgm with schema public; `+
		`select pg_advisory_unlock(4242)`); err != nil {
		t.Fatalf("create extensions: %v", err)
	}
	if _, err := conn.Exec(ctx, "create schema "+schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		conn, err := pgx.Connect(ctx, base)
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close(ctx)
		if _, err := conn.Exec(ctx, "drop schema "+schema+" cascade"); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	path := schema + ",public"
	if off != 0 {
		path += ",pg_catalog" // otherwise it would come first
		const clock = `create function %s.now() returns timestamptz language sql stable as $$ select pg_catalog.now() + interval '%d seconds' $$`
		if _, err := conn.Exec(ctx, fmt.Sprintf(clock, schema, int64(off.Seconds()))); err != nil {
			t.Fatal(err)
		}
	}
	q.Set("search_path", path)
	u.RawQuery = q.Encode()
	if _, err := store.Migrate(ctx, u.String()); err != nil {
		t.Fatal(err)
	}
	return u.String()
}

// Site makes a site with one registered origin.
func Site(t testing.TB, s *store.Store) chat.Site {
	t.Helper()
	site, _, err := s.CreateSite(context.Background(), store.NewSite{Name: "Test", Origins: []string{"https://shop.example"}})
	if err != nil {
		t.Fatal(err)
	}
	return site
}
