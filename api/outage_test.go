package api

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

// prepared are good requests for every call that needs the database, made while
// it works.
type prepared struct {
	endpoint
	target  string
	body    any
	headers []string
}

func (r *rig) prepareEveryCall() (out []prepared) {
	r.t.Helper()
	r.limit(chat.Limits{})
	s := scene{rig: r, visitor: uuid.NewString(), user: r.user(uuid.NewString()+"@example.org", chat.UserAdmin)}
	cookie := r.cookie(s.user.Email, password)
	all, err := endpoints()
	require.NoError(r.t, err)
	for _, e := range all {
		if !e.keyed && !e.staff {
			continue
		}
		p := prepared{endpoint: e, headers: []string{"X-Visitor-ID", s.visitor}}
		if e.staff {
			p.headers = append(cookie, "X-API-Key", "")
		}
		_, p.target, p.body = s.sample(e)
		out = append(out, p)
	}
	return out
}

func TestEveryCallIsUnavailableWhileTheDatabaseIsAway(t *testing.T) {
	r := newRig(t)
	calls := r.prepareEveryCall()
	r.database.cut()
	for _, c := range calls {
		a := r.call(c.method, c.target, c.body, c.headers...)
		require.Equal(t, string(chat.CodeUnavailable), a.code(t), "%s: %s", c.name, a.body)
		require.NotEmpty(t, a.Header.Get("Retry-After"), c.name)
	}
}

// TestAFaultOfOursTellsNothing makes queries fail with the database's own words,
// first behind the checks of keys and sessions, then in them.
func TestAFaultOfOursTellsNothingWhateverTheCall(t *testing.T) {
	r := newRig(t)
	calls := r.prepareEveryCall()
	conn, err := pgx.Connect(t.Context(), r.url)
	require.NoError(t, err)
	defer conn.Close(t.Context())
	drop := func(which string) {
		t.Helper()
		rows, err := conn.Query(t.Context(), `select tablename::text from pg_tables where schemaname = current_schema() and `+which)
		require.NoError(t, err)
		tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		for _, table := range tables {
			_, err := conn.Exec(t.Context(), fmt.Sprintf(`drop table %s cascade`, pgx.Identifier{table}.Sanitize()))
			require.NoError(t, err)
		}
	}
	drop(`tablename not like 'site%' and tablename not like 'user%'`)
	failed := 0
	for _, c := range calls {
		if c.id == "signOut" || c.id == "setUp" {
			continue // the session is needed, and the users of other samples ended the link
		}
		if a := r.call(c.method, c.target, c.body, c.headers...); a.StatusCode >= 300 {
			require.Equal(t, string(chat.CodeInternal), a.code(t), "%s: %s", c.name, a.body)
			failed++
		}
	}
	require.Greater(t, failed, len(calls)/2)
	drop(`true`)
	for _, c := range calls {
		a := r.call(c.method, c.target, c.body, c.headers...)
		require.Equal(t, string(chat.CodeInternal), a.code(t), "%s: %s", c.name, a.body)
	}
}
