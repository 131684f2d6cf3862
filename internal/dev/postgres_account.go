package dev

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

var errNoAccount = errors.New("PostgreSQL does not run as root, and neither a user postgres nor a user nobody exists to run it: create one, or start as a plain user")

// postgresAccount returns the user that runs Postgres: nil for this process's
// own, another one when this process is root, which Postgres refuses.
func postgresAccount() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, fmt.Errorf("read the ids of user %s: %w", name, err)
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errNoAccount
}

// fallbackRoot holds the clusters of data folders that the Postgres user
// cannot reach, for example below a closed home directory.
const fallbackRoot = "/var/lib/innconnect-dev"

// clusterHome returns the folder of the cluster, made and owned by the account
// that runs Postgres. It is dataDir/postgres; where that account may not enter
// dataDir, a folder below fallbackRoot with a link to it from dataDir/postgres.
// No permission of a folder above is changed.
func clusterHome(ctx context.Context, dataDir string, as *syscall.Credential) (string, error) {
	home := filepath.Join(dataDir, "postgres")
	if target, err := filepath.EvalSymlinks(home); err == nil {
		return target, nil
	}
	if as == nil {
		return home, makeOwned(home, nil)
	}
	if mayEnter(ctx, dataDir, as) {
		return home, makeOwned(home, as)
	}
	if err := os.MkdirAll(fallbackRoot, 0o755); err != nil {
		return "", fmt.Errorf("user %d may not enter %s, and %s cannot be made: %w", as.Uid, dataDir, fallbackRoot, err)
	}
	elsewhere, err := os.MkdirTemp(fallbackRoot, "postgres-")
	if err != nil {
		return "", fmt.Errorf("make a folder for the cluster: %w", err)
	}
	if err := makeOwned(elsewhere, as); err != nil {
		return "", err
	}
	_ = os.Remove(home) // a link whose target is gone
	if err := os.Symlink(elsewhere, home); err != nil {
		return "", fmt.Errorf("link the cluster's folder: %w", err)
	}
	return elsewhere, nil
}

func makeOwned(dir string, as *syscall.Credential) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the cluster's folder: %w", err)
	}
	if as == nil {
		return nil
	}
	if err := os.Chown(dir, int(as.Uid), int(as.Gid)); err != nil {
		return fmt.Errorf("give the cluster's folder to user %d: %w", as.Uid, err)
	}
	return nil
}

// mayEnter asks the kernel, as that user, whether the path can be walked.
func mayEnter(ctx context.Context, dir string, as *syscall.Credential) bool {
	cmd := exec.CommandContext(ctx, "test", "-x", dir)
	cmd.Dir = "/"
	cmd.SysProcAttr = sysProcAttr(syscall.SIGKILL, as)
	return cmd.Run() == nil
}
