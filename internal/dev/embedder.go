package dev

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// The local embedding service's model: multilingual-e5-small in 4 bits.
const (
	LocalEmbeddingsModel      = "multilingual-e5-small-q4"
	LocalEmbeddingsDimensions = 384
)

const (
	embedderStart   = 60 * time.Second
	embedderStop    = 5 * time.Second
	embedderInstall = 10 * time.Minute
)

// installEmbedder makes the service's Python environment, or finds the one
// that was made from the same requirements, and returns its interpreter. Every
// package is pinned by hash.
func installEmbedder(ctx context.Context, s steps, repoRoot, dataDir string) (string, error) {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		return "", fmt.Errorf("its engine is packaged for linux/amd64 only, this is %s/%s", runtime.GOOS, runtime.GOARCH)
	}
	requirements := filepath.Join(repoRoot, "tools", "embedder", "requirements.txt")
	text, err := os.ReadFile(requirements)
	if err != nil {
		return "", fmt.Errorf("read its requirements: %w", err)
	}
	sum := sha256.Sum256(text)
	dir := filepath.Join(dataDir, "embedder", "venv-"+hex.EncodeToString(sum[:])[:12])
	python, done := filepath.Join(dir, "bin", "python"), filepath.Join(dir, "complete")
	if _, err := os.Stat(done); err == nil {
		return python, nil
	}
	ctx, cancel := context.WithTimeout(ctx, embedderInstall)
	defer cancel()
	if err := makeVenv(ctx, s, dir); err != nil {
		return "", err
	}
	pip := exec.CommandContext(ctx, python, "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:",
		"--no-input", "--disable-pip-version-check", "-r", requirements)
	if err := s.run(ctx, "installing the embedding service (pip)", pip); err != nil {
		return "", err
	}
	if err := os.WriteFile(done, nil, 0o644); err != nil {
		return "", fmt.Errorf("mark its environment complete: %w", err)
	}
	return python, nil
}

// makeVenv makes an empty Python environment. Debian keeps the venv module in
// a package of its own, which is installed where that is possible.
func makeVenv(ctx context.Context, s steps, dir string) error {
	make := func() error {
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("remove a half-made environment: %w", err)
		}
		if _, err := exec.LookPath("python3"); err != nil {
			return errors.New("python3 is not installed")
		}
		err := s.run(ctx, "making a Python environment", exec.CommandContext(ctx, "python3", "-m", "venv", dir))
		return err
	}
	err := make()
	if err == nil || ctx.Err() != nil {
		return err
	}
	if !aptUsable() {
		return fmt.Errorf("%s (install python3 and python3-venv)", summary(err))
	}
	a := &apt{steps: s}
	if err := a.install(ctx, "python3", "python3-venv"); err != nil {
		return err
	}
	return make()
}

// startEmbedder runs the service on 127.0.0.1.
func startEmbedder(ctx context.Context, c *console, python, repoRoot string, port int, logDir string) (*child, error) {
	script := filepath.Join(repoRoot, "tools", "embedder", "serve.py")
	return startChild(ctx, c, childSpec{
		name: "embedder",
		command: func() (*exec.Cmd, error) {
			cmd := exec.CommandContext(context.WithoutCancel(ctx), python, script, "--port", strconv.Itoa(port))
			cmd.Env = append(os.Environ(), "PYTHONUNBUFFERED=1", "PYTHONDONTWRITEBYTECODE=1")
			return cmd, nil
		},
		ready:        httpReady("http://" + net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) + "/health"),
		readyTimeout: embedderStart,
		stopSignal:   syscall.SIGTERM,
		orphanSignal: syscall.SIGKILL,
		stopTimeout:  embedderStop,
		restart:      true,
		logDir:       logDir,
	})
}

func embedderURL(port int) string {
	return "http://" + net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) + "/v1"
}
