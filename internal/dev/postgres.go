package dev

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// PostgresOptions says where a private cluster lives.
type PostgresOptions struct {
	DataDir string    // the cluster goes below it, in postgres/
	Port    int       // on 127.0.0.1; 0 takes a free one
	BinDir  string    // folder of initdb and postgres; "" finds the best installation
	Log     io.Writer // progress and server log; nil discards both
}

// Postgres is a running private cluster.
type Postgres struct {
	Port int

	password string
	child    *child
}

const (
	postgresUser = "innconnect"
	// ProductDatabase is the product's own database in a private cluster.
	ProductDatabase = "innconnect"

	postgresStart = 60 * time.Second // a crash recovery may take a while
	postgresStop  = 30 * time.Second
)

// StartPostgres starts a private PostgreSQL cluster with pgvector and makes
// the product's database in it. A first start lays the cluster, and installs
// what is missing when this process is root on a system with apt. As root it
// runs under the user postgres or nobody. Close stops it; its data stays.
func StartPostgres(ctx context.Context, o PostgresOptions) (*Postgres, error) {
	return startPostgres(ctx, newConsole(o.Log), o, "")
}

func startPostgres(ctx context.Context, c *console, o PostgresOptions, logDir string) (*Postgres, error) {
	dataDir, err := filepath.Abs(o.DataDir)
	if err != nil {
		return nil, fmt.Errorf("find the data folder: %w", err)
	}
	o.DataDir = dataDir
	if err := os.MkdirAll(dataDir, 0o755); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	if o.Port == 0 {
		if o.Port, err = FreePort(); err != nil {
			return nil, err
		}
	}
	// An existing cluster's home is known before the account that runs it,
	// which may come with the installation of Postgres.
	major := clusterMajor(filepath.Join(dataDir, "postgres"))
	install, err := ensurePostgres(ctx, steps{c, logDir}, o, major)
	if err != nil {
		return nil, err
	}
	as, err := postgresAccount()
	if err != nil {
		return nil, err
	}
	home, err := clusterHome(ctx, dataDir, as)
	if err != nil {
		return nil, err
	}
	if link := filepath.Join(dataDir, "postgres"); home != link {
		c.printf("the cluster lies in %s, which %s points to", home, link)
	}
	cluster := cluster{install: install, home: home, as: as}
	if major == 0 {
		if err := cluster.lay(ctx, steps{c, logDir}); err != nil {
			return nil, err
		}
	}
	if err := cluster.awaitEarlier(ctx, c); err != nil {
		return nil, err
	}
	password, err := os.ReadFile(cluster.passwordFile())
	if err != nil {
		return nil, fmt.Errorf("read the cluster's password: %w", err)
	}
	p := &Postgres{Port: o.Port, password: strings.TrimSpace(string(password))}
	p.child, err = startChild(ctx, c, childSpec{
		name:         "postgres",
		command:      func() (*exec.Cmd, error) { return cluster.server(ctx, o.Port), nil },
		ready:        func(context.Context) error { return cluster.ready() },
		readyTimeout: postgresStart,
		stopSignal:   syscall.SIGINT, // "fast": ends sessions, writes a checkpoint
		orphanSignal: syscall.SIGINT,
		stopTimeout:  postgresStop,
		user:         as,
		restart:      true,
		logDir:       logDir,
		show:         showPostgres(),
	})
	if err != nil {
		return nil, err
	}
	if err := createDatabase(ctx, p.URL("postgres"), ProductDatabase); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

var postgresLine = regexp.MustCompile(`\[\d+\] (?:(\S+) )?(\w+):  `) // process, database, severity

// showPostgres shows what is wrong in the product's own database. Temporal
// reports its errors itself, and takes some, such as a duplicate key, for an
// answer.
func showPostgres() lineFilter {
	hidden := false
	return func(line []byte, serving bool) []byte {
		// A tab continues the line before.
		if !bytes.HasPrefix(line, []byte("\t")) {
			m := postgresLine.FindSubmatch(line)
			hidden = m != nil && (string(m[2]) == "LOG" || bytes.HasPrefix(m[1], []byte("temporal")))
		}
		if hidden {
			return nil
		}
		return showServing(line, serving)
	}
}

// URL returns the address of one of the cluster's databases, for a superuser.
func (p *Postgres) URL(database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(postgresUser, p.password),
		Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(p.Port)), Path: "/" + database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}

// Close stops the cluster with a fast shutdown and waits for it.
func (p *Postgres) Close() { p.child.stop() }

// cluster is a cluster on disk.
type cluster struct {
	install pgInstall
	home    string
	as      *syscall.Credential
}

func (k cluster) data() string         { return filepath.Join(k.home, "data") }
func (k cluster) passwordFile() string { return filepath.Join(k.home, "password") }

// clusterMajor returns the major version of the cluster in home, 0 for none.
func clusterMajor(home string) int {
	text, err := os.ReadFile(filepath.Join(home, "data", "PG_VERSION"))
	if err != nil {
		return 0
	}
	return parseVersion(strings.TrimSpace(string(text))).major
}

// lay runs initdb. A cluster appears whole or not at all.
func (k cluster) lay(ctx context.Context, s steps) error {
	secret := make([]byte, 16)
	_, _ = rand.Read(secret) // never fails
	if err := os.WriteFile(k.passwordFile(), []byte(hex.EncodeToString(secret)+"\n"), 0o600); err != nil {
		return fmt.Errorf("write the cluster's password: %w", err)
	}
	if k.as != nil {
		if err := os.Chown(k.passwordFile(), int(k.as.Uid), int(k.as.Gid)); err != nil {
			return fmt.Errorf("give the password file to Postgres: %w", err)
		}
	}
	fresh := k.data() + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return fmt.Errorf("remove a half-made cluster: %w", err)
	}
	cmd := exec.CommandContext(ctx, k.install.tool("initdb"), "-D", fresh, "-U", postgresUser,
		"--pwfile", k.passwordFile(), "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions")
	cmd.Dir, cmd.Env = k.home, k.environment()
	cmd.SysProcAttr = sysProcAttr(syscall.SIGKILL, k.as)
	if err := s.run(ctx, "laying a PostgreSQL "+strconv.Itoa(k.install.major)+" cluster", cmd); err != nil {
		return err
	}
	if err := os.Rename(fresh, k.data()); err != nil {
		return fmt.Errorf("put the new cluster in place: %w", err)
	}
	return nil
}

func (k cluster) environment() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "TZ=UTC"}
}

// server returns the command of the server itself. Settings are given on the
// command line, so that a new version of them reaches old clusters.
func (k cluster) server(ctx context.Context, port int) *exec.Cmd {
	settings := []string{
		"listen_addresses=127.0.0.1",
		"unix_socket_directories=", // a socket path below a deep data folder would be too long
		"max_connections=200",
		"shared_buffers=128MB",
		"work_mem=16MB",
		"maintenance_work_mem=128MB",
		"max_wal_size=2GB",
		"checkpoint_timeout=15min",
		// Nothing replicates from here; less is written per transaction.
		"wal_level=minimal", "max_wal_senders=0",
		// Short queries on few cores: planning and starting helpers costs
		// more than they bring.
		"jit=off", "max_parallel_workers_per_gather=0",
		"random_page_cost=1.1",
		"timezone=UTC", "log_timezone=UTC", "log_line_prefix=%m [%p] %q%d ",
		"log_checkpoints=off",
	}
	args := []string{"-D", k.data(), "-p", strconv.Itoa(port)}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	// The supervisor ends the server by signal, never through the context.
	cmd := exec.CommandContext(context.WithoutCancel(ctx), k.install.tool("postgres"), args...)
	cmd.Dir, cmd.Env = k.home, k.environment()
	return cmd
}

// ready reads the server's own word in its pid file: a connection that comes
// too early would leave an error in the log.
func (k cluster) ready() error {
	text, err := os.ReadFile(filepath.Join(k.data(), "postmaster.pid"))
	if err != nil {
		return err
	}
	lines := strings.Split(string(text), "\n")
	const statusLine = 7
	if len(lines) <= statusLine || strings.TrimSpace(lines[statusLine]) != "ready" {
		return errors.New("the server has not opened its databases yet")
	}
	return nil
}

// awaitEarlier waits for a server that still shuts down after its supervisor
// was killed, and removes the pid file that a dead one left behind when its
// number now belongs to another program, which Postgres cannot tell.
func (k cluster) awaitEarlier(ctx context.Context, c *console) error {
	pidFile := filepath.Join(k.data(), "postmaster.pid")
	deadline := time.Now().Add(postgresStop)
	for said := false; ; {
		text, err := os.ReadFile(pidFile)
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", pidFile, err)
		}
		first, _, _ := strings.Cut(string(text), "\n")
		pid, err := strconv.Atoi(first)
		if err != nil || !isProgram(pid, "postgres") {
			if err := os.Remove(pidFile); err != nil && !errors.Is(err, os.ErrNotExist) {
				return fmt.Errorf("remove a stale pid file: %w", err)
			}
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("process %d still runs the cluster in %s: stop it with kill -INT %d", pid, k.home, pid)
		}
		if !said {
			c.printf("waiting for an earlier server (process %d) to finish its shutdown", pid)
			said = true
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// createDatabase makes a database unless it exists.
func createDatabase(ctx context.Context, address, name string) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return fmt.Errorf("connect to make database %s: %w", name, err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var exists bool
	if err := conn.QueryRow(ctx, "select exists (select from pg_database where datname = $1)", name).Scan(&exists); err != nil {
		return fmt.Errorf("look for database %s: %w", name, err)
	}
	if exists {
		return nil
	}
	if _, err := conn.Exec(ctx, "create database "+pgx.Identifier{name}.Sanitize()); err != nil {
		return fmt.Errorf("make database %s (its user needs CREATEDB): %w", name, err)
	}
	return nil
}

// checkDatabase says early what a server that others run lacks.
func checkDatabase(ctx context.Context, address string) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return fmt.Errorf("reach the database of DATABASE_URL: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var available string
	err = conn.QueryRow(ctx, "select coalesce((select default_version from pg_available_extensions where name = 'vector'), '')").Scan(&available)
	if err != nil {
		return fmt.Errorf("look for pgvector: %w", err)
	}
	if parseVersion(available).less(minPgvector) {
		return fmt.Errorf("the server of DATABASE_URL has pgvector %q, and %d.%d or newer is needed: install or update it there", available, minPgvector.major, minPgvector.minor)
	}
	return nil
}
