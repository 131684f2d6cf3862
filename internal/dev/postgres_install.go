package dev

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
)

// ensurePostgres returns an installation with a recent pgvector, and installs
// what is missing where it may.
func ensurePostgres(ctx context.Context, s steps, o PostgresOptions, major int) (pgInstall, error) {
	p, ok := findPostgres(ctx, o.BinDir, major)
	if ok && p.hasPgvector() {
		return p, nil
	}
	if !aptUsable() {
		return pgInstall{}, missingPostgres(p, ok, major)
	}
	a := &apt{steps: s, buildDir: filepath.Join(o.DataDir, "build")}
	if !ok {
		name := "postgresql"
		if major != 0 {
			name += "-" + strconv.Itoa(major)
		}
		if err := a.install(ctx, name); err != nil {
			return pgInstall{}, fmt.Errorf("%w\n%w", missingPostgres(p, ok, major), err)
		}
		if p, ok = findPostgres(ctx, o.BinDir, major); !ok {
			return pgInstall{}, missingPostgres(p, ok, major)
		}
	}
	if p.hasPgvector() {
		return p, nil
	}
	if err := a.installPgvector(ctx, p); err != nil {
		return pgInstall{}, fmt.Errorf("%w\n%w", missingPostgres(p, ok, major), err)
	}
	if p, ok = findPostgres(ctx, p.binDir, 0); !ok || !p.hasPgvector() {
		return pgInstall{}, missingPostgres(p, ok, major)
	}
	return p, nil
}

// missingPostgres says what to install.
func missingPostgres(p pgInstall, found bool, major int) error {
	const orElse = "or name a Postgres server that has it in DATABASE_URL"
	if !found && major != 0 {
		return fmt.Errorf("the data folder holds a cluster of PostgreSQL %d, which is not installed here: install postgresql-%d, or move the data folder's postgres away", major, major)
	}
	if !found {
		return fmt.Errorf("no PostgreSQL %d or newer was found: install postgresql and its pgvector %d.%d or newer (as root on Debian or Ubuntu this is done for you), %s",
			minPostgres, minPgvector.major, minPgvector.minor, orElse)
	}
	return fmt.Errorf("PostgreSQL %d in %s has no pgvector %d.%d or newer: install postgresql-%d-pgvector (run once as root on Debian or Ubuntu, this is done for you), %s",
		p.major, p.binDir, minPgvector.major, minPgvector.minor, p.major, orElse)
}

// installPgvector takes the distribution's package, or builds a newer
// release's source where that is missing or too old.
func (a *apt) installPgvector(ctx context.Context, p pgInstall) error {
	dev := fmt.Sprintf("postgresql-server-dev-%d", p.major)
	ready := fmt.Sprintf("postgresql-%d-pgvector", p.major)
	if err := a.update(ctx); err != nil {
		return err
	}
	if !a.candidate(ctx, ready).less(minPgvector) {
		return a.install(ctx, ready)
	}
	// build-essential also brings dpkg-source, which unpacks the source.
	if err := a.install(ctx, "build-essential", dev); err != nil {
		return err
	}
	dir, err := a.fetchPgvector(ctx)
	if err != nil {
		return err
	}
	pgConfig := p.tool("pg_config")
	if _, err := os.Stat(pgConfig); err != nil {
		return fmt.Errorf("find pg_config after installing %s: %w", dev, err)
	}
	for _, target := range []string{"all", "install"} {
		// No OPTFLAGS: the library must not need this processor's own
		// instructions. No LLVM: bitcode serves JIT alone, which is off.
		cmd := exec.CommandContext(ctx, "make", "-j"+strconv.Itoa(runtime.NumCPU()), target, "OPTFLAGS=", "with_llvm=no", "PG_CONFIG="+pgConfig)
		cmd.Dir = dir
		if err := a.steps.run(ctx, "building pgvector (make "+target+")", cmd); err != nil {
			return err
		}
	}
	return nil
}
