package dev

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// clusterDir returns a folder that the Postgres user can enter.
func clusterDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "innconnect-dev-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestPostgresKeepsDataAndLeavesNoProcess(t *testing.T) {
	needPostgres(t)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	dir := clusterDir(t)

	p, err := StartPostgres(ctx, PostgresOptions{DataDir: dir, Log: testLog{t}})
	if err != nil {
		t.Fatal(err)
	}
	pid := p.child.process()
	run := func(sql string) string {
		t.Helper()
		conn, err := pgx.Connect(ctx, p.URL(ProductDatabase))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close(ctx) }()
		var out string
		if err := conn.QueryRow(ctx, sql).Scan(&out); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		return out
	}
	conn, err := pgx.Connect(ctx, p.URL(ProductDatabase))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(ctx, "create extension vector; create table note (body text); insert into note values ('kept')"); err != nil {
		t.Fatal(err)
	}
	_ = conn.Close(ctx)
	for setting, want := range map[string]string{"fsync": "on", "synchronous_commit": "on", "listen_addresses": "127.0.0.1"} {
		if got := run("select current_setting('" + setting + "')"); got != want {
			t.Errorf("%s is %s, want %s", setting, got, want)
		}
	}
	if got := run("select extversion from pg_extension where extname = 'vector'"); parseVersion(got).less(minPgvector) {
		t.Errorf("pgvector %s is too old", got)
	}
	p.Close()
	if alive(pid) {
		t.Errorf("the server %d outlived Close", pid)
	}

	started := time.Now()
	if p, err = StartPostgres(ctx, PostgresOptions{DataDir: dir, Log: testLog{t}}); err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	t.Logf("second start took %s", time.Since(started).Round(time.Millisecond))
	if got := run("select body from note"); got != "kept" {
		t.Errorf("the row is %q after a restart", got)
	}
}

// testLog shows a child's output with the test's own.
type testLog struct{ t *testing.T }

func (l testLog) Write(p []byte) (int, error) {
	l.t.Log(strings.TrimRight(string(p), "\n"))
	return len(p), nil
}

// A data folder that the Postgres user cannot enter gets its cluster elsewhere
// and keeps it; nothing above is opened to others.
func TestPostgresBehindAClosedFolder(t *testing.T) {
	needPostgres(t)
	if os.Geteuid() != 0 {
		t.Skip("only root runs Postgres as another user")
	}
	dir := t.TempDir() // closed: mode 0700 at the level above
	closed := filepath.Join(dir, "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(closed, "data")
	for range 2 {
		p, err := StartPostgres(t.Context(), PostgresOptions{DataDir: data, Log: testLog{t}})
		if err != nil {
			t.Fatal(err)
		}
		p.Close()
	}
	target, err := filepath.EvalSymlinks(filepath.Join(data, "postgres"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(target); err != nil {
			t.Error(err)
		}
	})
	if !strings.HasPrefix(target, fallbackRoot+"/") {
		t.Errorf("the cluster lies in %s", target)
	}
	info, err := os.Stat(closed)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the closed folder is now %v (%v)", info.Mode(), err)
	}
}
