package dev

import (
	"context"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestTemporalServesAndRecovers(t *testing.T) {
	needPostgres(t)
	bin := temporalPrograms(t)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	dir := clusterDir(t)
	p, err := StartPostgres(ctx, PostgresOptions{DataDir: dir, Log: testLog{t}})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	ui, err := FreePort()
	if err != nil {
		t.Fatal(err)
	}
	server, err := StartTemporal(ctx, TemporalOptions{
		BinDir: bin, DataDir: dir, DatabaseURL: p.URL(ProductDatabase), UIPort: ui, Namespace: "hotels", Log: testLog{t},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	if host, _, err := net.SplitHostPort(server.Address); err != nil || host != "127.0.0.1" {
		t.Errorf("listens on %s (%v)", server.Address, err)
	}
	if err := httpReady(server.UIURL + "/")(ctx); err != nil {
		t.Errorf("the web UI: %v", err)
	}
	if err := serves(ctx, server.Address, "hotels"); err != nil {
		t.Fatal(err)
	}

	// A killed server comes back by itself, on new internal ports.
	pid := server.server.process()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, "another process", func() bool {
		now := server.server.process()
		return now != 0 && now != pid
	})
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		if err = serves(ctx, server.Address, "hotels"); err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("a minute after it was killed: %v", err)
		}
	}
}

func TestTemporalUsesTheDatabaseItIsGiven(t *testing.T) {
	_, err := StartTemporal(t.Context(), TemporalOptions{BinDir: temporalPrograms(t), DataDir: t.TempDir(), DatabaseURL: "postgres://nobody@127.0.0.1:1/shop"})
	if err == nil || !strings.Contains(err.Error(), "shop_temporal") {
		t.Errorf("got %v", err)
	}
}
