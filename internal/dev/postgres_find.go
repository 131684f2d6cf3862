package dev

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// pgInstall is one PostgreSQL installation found on this machine.
type pgInstall struct {
	binDir   string
	major    int
	shareDir string
	pgvector version // zero: not installed
}

// minPgvector has the iterative index scan, without which a filtered
// approximate search loses rows.
var minPgvector = version{0, 8}

const minPostgres = 14

func (p pgInstall) hasPgvector() bool { return !p.pgvector.less(minPgvector) }

func (p pgInstall) tool(name string) string { return filepath.Join(p.binDir, name) }

// findPostgres returns the newest installation that has a recent pgvector, or
// else the newest at all; of one major version only, unless that is 0. ok is
// false when there is none.
func findPostgres(ctx context.Context, binDir string, major int) (found pgInstall, ok bool) {
	dirs := []string{binDir}
	if binDir == "" {
		dirs, _ = filepath.Glob("/usr/lib/postgresql/*/bin") // the pattern is well formed
		for _, pattern := range []string{"/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin", "/usr/pgsql-*/bin"} {
			more, _ := filepath.Glob(pattern)
			dirs = append(dirs, more...)
		}
		if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
			dirs = append(dirs, strings.TrimSpace(string(out)))
		}
	}
	var all []pgInstall
	for _, dir := range dirs {
		p, err := inspectPostgres(ctx, dir)
		if err == nil && p.major >= minPostgres && (major == 0 || p.major == major) {
			all = append(all, p)
		}
	}
	if len(all) == 0 {
		return pgInstall{}, false
	}
	return slices.MaxFunc(all, func(a, b pgInstall) int {
		if a.hasPgvector() != b.hasPgvector() {
			if a.hasPgvector() {
				return 1
			}
			return -1
		}
		return a.major - b.major
	}), true
}

func inspectPostgres(ctx context.Context, dir string) (pgInstall, error) {
	for _, tool := range []string{"postgres", "initdb"} {
		if _, err := os.Stat(filepath.Join(dir, tool)); err != nil {
			return pgInstall{}, fmt.Errorf("find %s: %w", tool, err)
		}
	}
	out, err := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return pgInstall{}, fmt.Errorf("ask postgres for its version: %w", err)
	}
	p := pgInstall{binDir: dir}
	// "postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)"
	if fields := strings.Fields(string(out)); len(fields) >= 3 {
		p.major = parseVersion(fields[2]).major
	}
	if p.major == 0 {
		return pgInstall{}, fmt.Errorf("no version in %q", out)
	}
	p.shareDir = shareDir(ctx, dir, p.major)
	if control, err := os.ReadFile(filepath.Join(p.shareDir, "extension", "vector.control")); err == nil {
		p.pgvector = controlVersion(string(control))
	}
	return p, nil
}

// shareDir asks pg_config where extensions lie. Debian has a pg_config only
// with the development files, so its layout is the fallback.
func shareDir(ctx context.Context, binDir string, major int) string {
	out, err := exec.CommandContext(ctx, filepath.Join(binDir, "pg_config"), "--sharedir").Output()
	if err == nil {
		return strings.TrimSpace(string(out))
	}
	return fmt.Sprintf("/usr/share/postgresql/%d", major)
}

// controlVersion reads default_version out of an extension's control file.
func controlVersion(control string) version {
	for line := range strings.Lines(control) {
		key, value, found := strings.Cut(line, "=")
		if found && strings.TrimSpace(key) == "default_version" {
			return parseVersion(strings.Trim(strings.TrimSpace(value), "'"))
		}
	}
	return version{}
}

// version is the first two numbers of a version.
type version struct{ major, minor int }

func (v version) less(o version) bool {
	return v.major < o.major || v.major == o.major && v.minor < o.minor
}

// parseVersion reads "15.20", "0.8.0-1" or "17beta1"; what is not a number
// counts as 0.
func parseVersion(s string) version {
	major, rest, _ := strings.Cut(s, ".")
	return version{leadingNumber(major), leadingNumber(rest)}
}

func leadingNumber(s string) int {
	end := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(s)
	}
	n, _ := strconv.Atoi(s[:end]) // "" gives 0
	return n
}
