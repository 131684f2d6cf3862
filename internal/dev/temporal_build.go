package dev

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// temporalTools maps each program to its package in the nested module
// tools/temporal, which pins their versions.
var temporalTools = map[string]string{
	"temporal-server":   "go.temporal.io/server/cmd/server",
	"temporal-sql-tool": "go.temporal.io/server/cmd/tools/sql",
	"temporal-ui":       "github.com/temporalio/ui-server/v2/cmd/server",
}

// temporalOrder has the programs in the order in which a start needs them.
var temporalOrder = []string{"temporal-sql-tool", "temporal-server", "temporal-ui"}

// temporalBinaries returns the folder of the three programs. binDir names
// prebuilt ones. Otherwise they are built into cacheDir, in a folder named
// after the pinned versions and the toolchain, so that a change of either
// builds anew; the first build takes some minutes.
func temporalBinaries(ctx context.Context, s steps, repoRoot, cacheDir, binDir string) (string, error) {
	if binDir != "" {
		for _, name := range temporalOrder {
			if _, err := os.Stat(filepath.Join(binDir, name)); err != nil {
				return "", fmt.Errorf("INNCONNECT_TEMPORAL_BIN_DIR has no %s: %w", name, err)
			}
		}
		return binDir, nil
	}
	module := filepath.Join(repoRoot, "tools", "temporal")
	key, err := buildKey(module)
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cacheDir, "temporal-"+key)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("make the folder of the Temporal programs: %w", err)
	}
	for _, name := range temporalOrder {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err == nil {
			continue
		}
		if _, err := exec.LookPath("go"); err != nil {
			return "", fmt.Errorf("build %s: %w (install Go, or name prebuilt programs in INNCONNECT_TEMPORAL_BIN_DIR, or a running server in TEMPORAL_ADDRESS)", name, err)
		}
		partial := path + ".partial" // a stopped build must not look finished
		cmd := exec.CommandContext(ctx, "go", "build", "-ldflags=-s -w", "-o", partial, temporalTools[name])
		cmd.Dir = module
		cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly")
		if err := s.run(ctx, "building "+name+", once", cmd); err != nil {
			return "", err
		}
		if err := os.Rename(partial, path); err != nil {
			return "", fmt.Errorf("keep %s: %w", name, err)
		}
	}
	return dir, nil
}

// buildKey identifies what a build of the module would give.
func buildKey(module string) (string, error) {
	h := sha256.New()
	for _, name := range []string{"go.mod", "go.sum"} {
		data, err := os.ReadFile(filepath.Join(module, name))
		if err != nil {
			return "", fmt.Errorf("read the pinned Temporal versions: %w (is the repository root right?)", err)
		}
		h.Write(data)
	}
	h.Write([]byte(strings.Join([]string{runtime.Version(), runtime.GOOS, runtime.GOARCH}, " ")))
	return hex.EncodeToString(h.Sum(nil))[:12], nil
}
