package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/innconnect/innconnect/migrations"
)

// A process that waits for another one's migrations asks every lockPoll seconds,
// lockPolls times.
const (
	lockPoll  = 1
	lockPolls = 300
)

// Migrate brings the schema at url to the newest version. Any number of
// processes may call it at once: one works, the others wait. It returns how
// many migrations were applied.
func Migrate(ctx context.Context, url string) (int, error) {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return 0, errors.New("DATABASE_URL is not a valid postgres:// address")
	}
	return migrate(ctx, stdlib.OpenDB(*cfg))
}

func migrate(ctx context.Context, db *sql.DB) (int, error) {
	defer db.Close()
	// One lock for each schema: those that share a server, such as tests, do not
	// wait for each other.
	var id int64
	const query = `select hashtextextended(coalesce(current_schema(), ''), 0)`
	if err := db.QueryRowContext(ctx, query).Scan(&id); err != nil {
		return 0, fmt.Errorf("name migration lock: %w", err)
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockID(id), lock.WithLockTimeout(lockPoll, lockPolls))
	if err != nil {
		return 0, fmt.Errorf("make migration lock: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectPostgres, db, migrations.Files, goose.WithSessionLocker(locker))
	if err != nil {
		return 0, fmt.Errorf("read migrations: %w", err)
	}
	done, err := p.Up(ctx)
	if err != nil {
		return len(done), fmt.Errorf("migrate: %w", err)
	}
	return len(done), nil
}
