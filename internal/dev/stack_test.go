package dev

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestDiscover(t *testing.T) {
	dir := t.TempDir()
	if _, err := Discover(dir); !errors.Is(err, ErrNoStack) {
		t.Errorf("an empty folder: %v", err)
	}
	lock, err := lockDataDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := Stack{PID: os.Getpid(), DataDir: dir, DatabaseURL: "postgres://u:p@127.0.0.1:1/d", TemporalAddress: "127.0.0.1:7233", EmbeddingsURL: "http://e/v1", EmbeddingsModel: "m", EmbeddingsDimensions: 3}
	if err := want.publish(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, stackName))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the file with the password has mode %v", info.Mode().Perm())
	}
	got, err := Discover(dir)
	if err != nil || got != want {
		t.Errorf("found %+v, %v", got, err)
	}

	// The process lives, but the stack that wrote the file is gone.
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Discover(dir); !errors.Is(err, ErrNoStack) {
		t.Errorf("without a lock: %v", err)
	}
	if lock, err = lockDataDir(dir); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lock.Close() }()

	dead := exec.CommandContext(t.Context(), "true")
	if err := dead.Run(); err != nil {
		t.Fatal(err)
	}
	stale := want
	stale.PID = dead.Process.Pid
	if err := stale.publish(); err != nil {
		t.Fatal(err)
	}
	if _, err := Discover(dir); !errors.Is(err, ErrNoStack) {
		t.Errorf("of a dead process: %v", err)
	}
	if err := stale.withdraw(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, stackName)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is still there: %v", err)
	}
}

func TestDiscoverSaysWhatIsBroken(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, stackName), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Discover(dir); err == nil || errors.Is(err, ErrNoStack) {
		t.Errorf("a broken file: %v", err)
	}
}

func TestStackEnvLeavesTheModelOpenWithoutService(t *testing.T) {
	env := Stack{EmbeddingsOff: "python3 is not installed"}.Env()
	if !slices.Contains(env, "EMBEDDINGS_URL=") {
		t.Error("EMBEDDINGS_URL is not emptied")
	}
	if strings.Contains(strings.Join(env, " "), "EMBEDDINGS_MODEL") {
		t.Error("EMBEDDINGS_MODEL is set")
	}
}

func TestSecondStackInOneFolder(t *testing.T) {
	dir := t.TempDir()
	first, err := lockDataDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = lockDataDir(dir)
	if err == nil || !strings.Contains(err.Error(), "INNCONNECT_DATA_DIR") || strings.Contains(err.Error(), "\n") {
		t.Errorf("second lock: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := lockDataDir(dir)
	if err != nil {
		t.Fatalf("after the first ended: %v", err)
	}
	_ = again.Close()
}

func TestEncryptionKeyIsKept(t *testing.T) {
	dir := t.TempDir()
	first, err := encryptionKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	second, err := encryptionKey(dir)
	if err != nil || second != first {
		t.Errorf("the key changed from %q to %q (%v)", first, second, err)
	}
}
