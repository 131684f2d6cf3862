package dev

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// This test binary also plays the product, and a supervisor that can be
// killed: the variables say which.
const (
	playProduct = "DEV_TEST_PRODUCT" // "1": behave like innconnect with the given subcommand
	playStack   = "DEV_TEST_STACK"   // options of a stack to run, as JSON
)

func TestMain(m *testing.M) {
	// Before the product, as a supervisor's children have both.
	if os.Getenv(playProduct) != "" && len(os.Args) == 2 && !strings.HasPrefix(os.Args[1], "-") {
		os.Exit(product(os.Args[1]))
	}
	if text := os.Getenv(playStack); text != "" {
		os.Exit(supervisor(text))
	}
	os.Exit(m.Run())
}

func product(command string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	fmt.Println(command, "has", os.Getenv("EXTRA"), os.Getenv("PREPARED"))
	switch command {
	case "migrate":
		return 0
	case "worker":
		<-ctx.Done()
		return 0
	case "api":
		srv := &http.Server{
			Addr:              net.JoinHostPort(os.Getenv("BIND_ADDRESS"), os.Getenv("PORT")),
			Handler:           http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}),
			ReadHeaderTimeout: time.Second,
		}
		go func() {
			<-ctx.Done()
			_ = srv.Close()
		}()
		_ = srv.ListenAndServe()
		return 0
	}
	return 2
}

func supervisor(text string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	var o Options
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		fmt.Println(err)
		return 2
	}
	o.Prepare = func(context.Context, Stack) ([]string, error) { return []string{"PREPARED=yes"}, nil }
	o.Seed = func(context.Context, Stack) (Demo, error) {
		return Demo{SiteKey: "sk_demo", AdminLogin: "admin@example.com / secret"}, nil
	}
	if err := Run(ctx, o); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// repoRoot is the folder with tools/.
func repoRoot(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// temporalPrograms returns the folder of Temporal's programs. `make test` names
// it; otherwise they are built, which takes minutes the first time.
func temporalPrograms(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("INNCONNECT_TEMPORAL_BIN_DIR"); dir != "" {
		return dir
	}
	if testing.Short() {
		t.Skip("-short, and INNCONNECT_TEMPORAL_BIN_DIR is not set: building Temporal takes minutes")
	}
	root := repoRoot(t)
	dir, err := temporalBinaries(t.Context(), steps{console: newConsole(os.Stderr)}, root, filepath.Join(root, ".data", "bin"), "")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func needPostgres(t *testing.T) {
	t.Helper()
	p, ok := findPostgres(t.Context(), "", 0)
	if (!ok || !p.hasPgvector()) && !aptUsable() {
		t.Skip(missingPostgres(p, ok, 0))
	}
}

// running says whether a process exists and is no zombie.
func running(pid int) bool {
	if !alive(pid) {
		return false
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return alive(pid) // a system without /proc
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(rest, "Z")
}

// descendants returns all processes below pid.
func descendants(t *testing.T, pid int) []int {
	t.Helper()
	tasks, err := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/children")
	if err != nil {
		t.Fatal(err)
	}
	var all []int
	for _, task := range tasks {
		text, err := os.ReadFile(task)
		if err != nil {
			continue // the thread has ended
		}
		for _, field := range strings.Fields(string(text)) {
			child, err := strconv.Atoi(field)
			if err != nil {
				t.Fatal(err)
			}
			all = append(append(all, child), descendants(t, child)...)
		}
	}
	return all
}
