package api

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// within holds that a call ends in time, however it ends.
func within(t testing.TB, most time.Duration, call func() answer) answer {
	t.Helper()
	start := time.Now()
	a := call()
	require.Less(t, time.Since(start), most)
	return a
}

// shed holds what every call is told that there is no room for.
func shed(t testing.TB, a answer) {
	t.Helper()
	require.Equal(t, 503, a.StatusCode, "%s", a.body)
	require.Equal(t, "unavailable", a.code(t))
	require.GreaterOrEqual(t, number(t, a, "Retry-After"), 1)
}

// alive holds that the process says at once that it serves, to pages and to
// programs, and that it cannot work.
func alive(t testing.TB, r *rig) {
	t.Helper()
	for _, origin := range []string{"", shop} {
		a := within(t, 2*time.Second, func() answer { return r.call("GET", "/api/chat/health", nil, "X-API-Key", "", "Origin", origin) })
		require.Equal(t, 200, a.StatusCode)
		var h Health
		a.into(t, &h)
		require.False(t, h.Ready)
		require.Equal(t, CheckStateDown, h.Checks["database"])
	}
	shed(t, within(t, 4*time.Second, func() answer { return r.call("GET", "/api/chat/health?ready=1", nil) }))
}

func checkDatabase(o *Options) {
	o.Checks = map[string]func(context.Context) error{"database": o.Store.Ping}
}

func TestAPoolWithoutConnectionsIsUnavailableInTime(t *testing.T) {
	r := newRig(t)
	s := r.session(uuid.NewString())
	busy := r.beside("busy", checkDatabase, func(o *Options) { o.requestTimeout = time.Minute })

	// Every connection of the pool waits for a lock.
	ctx := context.Background()
	holder, err := pgx.Connect(ctx, r.url)
	require.NoError(t, err)
	defer holder.Close(ctx)
	watch, err := pgx.Connect(ctx, r.url)
	require.NoError(t, err)
	defer watch.Close(ctx)
	tx, err := holder.Begin(ctx)
	require.NoError(t, err)
	_, err = tx.Exec(ctx, `lock table site_keys in access exclusive mode`)
	require.NoError(t, err)
	var stuck sync.WaitGroup
	for range besideConns {
		stuck.Go(func() { busy.call("GET", "/api/chat/config", nil) })
	}
	eventually(t, func() bool {
		var n int
		const query = `select count(*) from pg_stat_activity where $1::integer = any (pg_blocking_pids(pid))`
		return watch.QueryRow(ctx, query, holder.PgConn().PID()).Scan(&n) == nil && n == besideConns-1
	})

	shed(t, within(t, 6*time.Second, func() answer { return busy.call("GET", "/api/chat/session/"+s.ID, nil, "X-Visitor-ID", s.VisitorID) }))
	alive(t, busy)
	shed(t, within(t, 6*time.Second, func() answer { return busy.try(s, "Hello?", "") }))

	require.NoError(t, tx.Rollback(ctx))
	stuck.Wait()
	eventually(t, func() bool { return busy.call("GET", "/api/chat/health?ready=1", nil).StatusCode == 200 })
	require.Equal(t, 200, busy.try(s, "Hello?", "").StatusCode)
}

func TestADatabaseThatIsGoneIsUnavailableInTime(t *testing.T) {
	r := newRig(t, checkDatabase)
	s := r.session("")
	r.database.cut()
	for range 10 { // each connection of the pool notices by itself
		shed(t, within(t, 6*time.Second, func() answer { return r.call("GET", "/api/chat/session/"+s.ID, nil) }))
	}
	alive(t, r)
}

func TestADatabaseThatHangsIsUnavailableInTime(t *testing.T) {
	r := newRig(t, checkDatabase, func(o *Options) { o.requestTimeout = time.Second })
	s := r.session("")
	r.database.freeze(t)
	for _, path := range []string{"/api/chat/session/" + s.ID, "/api/chat/history/" + s.ID, "/api/chat/session/" + s.ID + "/events", "/api/chat/config"} {
		shed(t, within(t, 6*time.Second, func() answer { return r.call("GET", path, nil) }))
	}
	shed(t, within(t, 6*time.Second, func() answer { return r.try(s, "Hello?", "") }))
	alive(t, r)
}

func TestMessagesBeyondThoseThatMayWaitAreRefusedAtOnce(t *testing.T) {
	r := newRig(t, func(o *Options) { o.MaxWaiting = 3 })
	r.talk.hold = make(chan struct{})
	s := r.session(uuid.NewString())
	var waiting sync.WaitGroup
	for i := range 2 {
		waiting.Go(func() {
			if a := r.try(s, "Hello?", "m-"+strconv.Itoa(i)); a.StatusCode != 200 {
				t.Errorf("a message that waits got %d", a.StatusCode)
			}
		})
	}
	open := r.session("")
	_, next := r.stream(context.Background(), open, "Dogs?", "m-1") // a stream waits, too
	eventually(t, func() bool { return r.talk.heldBack() == 3 })

	before := r.content()["messages"]
	shed(t, within(t, 5*time.Second, func() answer { return r.try(s, "Hello?", "m-2") }))
	shed(t, within(t, 5*time.Second, func() answer { return r.try(s, "Hello?", "m-2", "Accept", "text/event-stream") }))
	require.Equal(t, before, r.content()["messages"], "nothing is stored")
	require.Equal(t, 200, r.call("GET", "/api/chat/health", nil).StatusCode)
	require.Equal(t, 200, r.call("GET", "/api/chat/history/"+s.ID, nil, "X-Visitor-ID", s.VisitorID).StatusCode)

	close(r.talk.hold)
	waiting.Wait()
	var last event
	for e, ok := next(); ok; e, ok = next() {
		last = e
	}
	require.Equal(t, "message", last.name)
	require.Equal(t, 200, r.try(s, "Hello?", "m-2").StatusCode)
}

func TestThoseWhoAskWhetherWeLiveDoNotWaitForACheck(t *testing.T) {
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	r := newRig(t, func(o *Options) {
		o.Checks = map[string]func(context.Context) error{
			"database": func(context.Context) error { <-hang; return errors.New("no answer") },
			"temporal": func(context.Context) error { return nil },
		}
	})
	alive(t, r)
	var h Health
	r.call("GET", "/api/chat/health", nil).into(t, &h)
	require.Equal(t, CheckStateOk, h.Checks["temporal"])
}
