package storetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Content returns a fingerprint of every table at url, an address from URL, so
// that a test can tell whether anything changed.
func Content(t testing.TB, url string) map[string]string {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, `select tablename::text from pg_tables where schemaname = current_schema()`)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, table := range tables {
		var count int
		var sum string
		query := fmt.Sprintf(`select count(*), coalesce(md5(string_agg(r::text, '|' order by r::text)), '') from %s r`, pgx.Identifier{table}.Sanitize())
		if err := conn.QueryRow(ctx, query).Scan(&count, &sum); err != nil {
			t.Fatal(err)
		}
		out[table] = fmt.Sprintf("%d rows, %s", count, sum)
	}
	return out
}
