package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/innconnect/innconnect/internal/dev"
)

// devExecCmd gives a command, such as the tests, services of its own.
type devExecCmd struct {
	Command []string `arg:"" passthrough:"" help:"The command and its arguments, after --."`
}

// Help is shown by --help.
func (devExecCmd) Help() string {
	return "The command finds an empty Postgres with pgvector at TEST_DATABASE_URL and a Temporal server at " +
		"TEST_TEMPORAL_ADDRESS, both on free ports and in a folder that is removed afterwards."
}

const execStopTimeout = 30 * time.Second

func (c devExecCmd) Run(e *environment) (err error) {
	if len(c.Command) > 0 && c.Command[0] == "--" {
		c.Command = c.Command[1:]
	}
	if len(c.Command) == 0 {
		return errors.New("say what to run: innconnect dev exec -- COMMAND")
	}
	root, err := repoRoot()
	if err != nil {
		return err
	}
	cache, err := filepath.Abs(filepath.Join(e.Config.DataDir, "bin"))
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "innconnect-exec-")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := os.Chmod(dir, 0o755); err != nil { // the user that Postgres runs as passes through
		return err
	}
	postgres, err := dev.StartPostgres(e, dev.PostgresOptions{DataDir: dir, Log: e.Stderr})
	if err != nil {
		return err
	}
	defer postgres.Close()
	temporal, err := dev.StartTemporal(e, dev.TemporalOptions{
		RepoRoot:    root,
		BinDir:      e.Config.TemporalBinDir,
		CacheDir:    cache,
		DataDir:     dir,
		DatabaseURL: postgres.URL(dev.ProductDatabase),
		Log:         e.Stderr,
	})
	if err != nil {
		return err
	}
	defer temporal.Close()

	cmd := exec.CommandContext(e, c.Command[0], c.Command[1:]...)
	cmd.Env = append(os.Environ(),
		"TEST_DATABASE_URL="+postgres.URL(dev.ProductDatabase),
		"TEST_TEMPORAL_ADDRESS="+temporal.Address,
		"INNCONNECT_TEMPORAL_BIN_DIR="+temporal.BinDir,
	)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = e.Stdin, e.Stdout, e.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = execStopTimeout
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", c.Command[0], err)
	}
	return nil
}

// repoRoot is the folder that holds tools/temporal: the working folder, or the
// one above the binary's.
func repoRoot() (string, error) {
	binary, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("find this program: %w", err)
	}
	for _, dir := range []string{".", filepath.Dir(filepath.Dir(binary))} {
		if _, err := os.Stat(filepath.Join(dir, "tools", "temporal", "go.mod")); err == nil {
			return filepath.Abs(dir)
		}
	}
	return "", errors.New("run this in a checkout of InnConnect: tools/temporal is not here")
}
