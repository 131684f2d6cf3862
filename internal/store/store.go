// Package store keeps the product's data in Postgres. It is the only importer
// of pgx; every query carries the site's id.
package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/multitracer"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	pgxvector "github.com/pgvector/pgvector-go/pgx"

	"github.com/innconnect/innconnect/internal/chat"
)

// Store reads and writes the product's data. It is safe for concurrent use.
type Store struct {
	pool *pgxpool.Pool
	seal Sealer
}

// Sealer encrypts secrets of third parties before they are stored.
type Sealer interface {
	Seal(plain string) ([]byte, error)
	Open(sealed []byte) (string, error)
}

// Open connects to the database at url, a postgres:// address. maxConns bounds
// the pool, for a connection of which a call waits at most acquirePatience. It
// does not migrate.
func Open(ctx context.Context, url string, maxConns int32, seal Sealer) (*Store, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		// The parser's error may quote the address, which holds a password.
		return nil, errors.New("DATABASE_URL is not a valid postgres:// address")
	}
	cfg.MaxConns = maxConns
	cfg.ConnConfig.ConnectTimeout = 5 * time.Second
	cfg.AfterConnect = pgxvector.RegisterTypes
	tracer := multitracer.New(otelpgx.NewTracer(otelpgx.WithDisableConnectionDetailsInAttributes()))
	tracer.PoolAcquireTracers = append(tracer.PoolAcquireTracers, patience{})
	cfg.ConnConfig.Tracer = tracer
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reach database: %w", err)
	}
	return &Store{pool: pool, seal: seal}, nil
}

// Close waits for running queries and closes all connections.
func (s *Store) Close() { s.pool.Close() }

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return s.pool.Ping(ctx) }

// inTx runs f in a transaction, committed when f returns nil.
func (s *Store) inTx(ctx context.Context, f func(tx pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, s.pool, f)
}

// lockNamed lets one transaction at a time do what has this name. The lock ends
// with the transaction.
func lockNamed(ctx context.Context, tx pgx.Tx, name string) error {
	if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended($1, 0))`, name); err != nil {
		return fmt.Errorf("lock %s: %w", name, err)
	}
	return nil
}

// notFound turns "no rows" into the domain's error and wraps any other.
func notFound(doing string, err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return chat.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

const (
	uniqueViolation     = "23505"
	foreignKeyViolation = "23503"
)

func isCode(err error, sqlState string) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == sqlState
}
