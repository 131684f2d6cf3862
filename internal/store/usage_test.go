package store_test

import (
	"context"
	"fmt"
	"net/netip"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

var server netip.Addr // the zero address: an integration's own server

// limited makes a site with the given limits.
func limited(t *testing.T, s *store.Store, limits chat.Limits) chat.Site {
	t.Helper()
	site := storetest.Site(t, s)
	require.NoError(t, s.UpdateSettings(context.Background(), store.SettingsChange{SiteID: site.ID, Change: func(c *chat.Settings) { c.Limits = limits }}))
	return site
}

func beginFrom(s *store.Store, site chat.Site, from netip.Addr) (chat.Session, error) {
	return s.CreateSession(context.Background(), store.NewSession{SiteID: site.ID, From: from})
}

func beginAt(t *testing.T, s *store.Store, site chat.Site) chat.Session {
	t.Helper()
	session, err := beginFrom(s, site, home)
	require.NoError(t, err)
	return session
}

func sayFrom(s *store.Store, in chat.Session, clientID string, from netip.Addr) error {
	_, _, err := s.AddVisitorMessage(context.Background(), store.NewVisitorMessage{
		SiteID: in.SiteID, SessionID: in.ID, ClientMessageID: clientID, Content: "hello", From: from})
	return err
}

// refused holds what every refusal by a limit says.
func refused(t *testing.T, err error, limit int, within time.Duration) {
	t.Helper()
	require.Equal(t, chat.CodeTooManyRequests, chat.CodeOf(err))
	var e *chat.Error
	require.ErrorAs(t, err, &e)
	require.Positive(t, e.RetryAfter)
	require.LessOrEqual(t, e.RetryAfter, within)
	require.Equal(t, chat.Quota{Limit: limit, Reset: e.RetryAfter}, *e.Quota)
}

func TestAnAddressBeginsSoManySessionsAnHour(t *testing.T) {
	url := storetest.URL(t)
	a, b := openAt(t, url), openAt(t, url) // two processes
	customer := func(host int) netip.Addr { return netip.MustParseAddr(fmt.Sprintf("2001:db8:1:2:%x::1", host)) }
	var site chat.Site
	fifth := storetest.InOneMinute(t, func() error {
		site = limited(t, a, chat.Limits{AddressSessionsPerHour: 4})
		for i := range 4 {
			_, err := beginFrom([]*store.Store{a, b}[i%2], site, customer(i))
			require.NoError(t, err)
		}
		before := storetest.Content(t, url)
		_, err := beginFrom(b, site, customer(4))
		if err != nil {
			require.Equal(t, before, storetest.Content(t, url))
		}
		return err
	})
	refused(t, fifth, 4, time.Hour)

	for _, from := range []string{"2001:db8:1:3::1", "192.0.2.7", "::ffff:192.0.2.7"} {
		_, err := beginFrom(a, site, netip.MustParseAddr(from))
		require.NoError(t, err, "another network is not concerned")
	}
	_, err := beginFrom(a, limited(t, a, chat.Limits{AddressSessionsPerHour: 1}), customer(1))
	require.NoError(t, err, "another site is not concerned")
	for range 5 {
		_, err := beginFrom(a, site, server)
		require.NoError(t, err, "an integration's server speaks for many visitors")
	}
	storetest.Pass(t, url, time.Hour)
	_, err = beginFrom(a, site, customer(1))
	require.NoError(t, err)
}

func TestASiteBeginsSoManySessionsADay(t *testing.T) {
	url := storetest.URL(t)
	s := openAt(t, url)
	var site chat.Site
	begun := storetest.InOneMinute(t, func() int32 {
		site = limited(t, s, chat.Limits{SiteSessionsPerDay: 5, AddressSessionsPerHour: 5})
		var begun atomic.Int32
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				if _, err := beginFrom(s, site, netip.AddrFrom4([4]byte{192, 0, 2, byte(i)})); err == nil {
					begun.Add(1)
				}
			})
		}
		wg.Wait()
		_, err := beginFrom(s, site, server)
		if err != nil {
			refused(t, err, 5, 24*time.Hour)
			return begun.Load()
		}
		return begun.Load() + 1
	})
	require.EqualValues(t, 5, begun)
	storetest.Pass(t, url, 24*time.Hour)
	_, err := beginFrom(s, site, server)
	require.NoError(t, err)
}

func TestAnAddressSendsSoManyMessagesAMinuteWhateverItsSessions(t *testing.T) {
	url := storetest.URL(t)
	s := openAt(t, url)
	var last chat.Session
	seventh := storetest.InOneMinute(t, func() error {
		site := limited(t, s, chat.Limits{AddressMessagesPerMinute: 6})
		for range 6 {
			session := beginAt(t, s, site)
			require.NoError(t, sayFrom(s, session, "a", home))
			require.NoError(t, sayFrom(s, session, "a", home), "a known message costs nothing")
		}
		last = beginAt(t, s, site)
		before := storetest.Content(t, url)
		err := sayFrom(s, last, "a", home)
		if err != nil {
			require.Equal(t, before, storetest.Content(t, url))
		}
		return err
	})
	refused(t, seventh, 6, time.Minute)
	require.NoError(t, sayFrom(s, last, "b", server))
	require.NoError(t, sayFrom(s, last, "c", netip.MustParseAddr("192.0.2.8")))
	storetest.Pass(t, url, time.Minute)
	require.NoError(t, sayFrom(s, last, "d", home))
}

func TestWhatASessionRefusesIsNotCountedForTheAddress(t *testing.T) {
	s := storetest.New(t)
	errs := storetest.InOneMinute(t, func() []error {
		site := limited(t, s, chat.Limits{AddressMessagesPerMinute: chat.MessagesPerMinute + 1})
		full, other := beginAt(t, s, site), beginAt(t, s, site)
		for i := range chat.MessagesPerMinute {
			require.NoError(t, sayFrom(s, full, strconv.Itoa(i), home))
		}
		for range 3 {
			refused(t, sayFrom(s, full, "more", home), chat.MessagesPerMinute, time.Minute)
		}
		return []error{sayFrom(s, other, "a", home), sayFrom(s, other, "b", home)}
	})
	require.NoError(t, errs[0])
	refused(t, errs[1], chat.MessagesPerMinute+1, time.Minute)
}

func TestNoLimitIsNoLimit(t *testing.T) {
	s := storetest.New(t)
	site := limited(t, s, chat.Limits{})
	for range 40 {
		_, err := beginFrom(s, site, home)
		require.NoError(t, err)
	}
}

func TestAnAnswersTokensAreCountedOnce(t *testing.T) {
	url, ctx := storetest.URL(t), context.Background()
	s := openAt(t, url)
	site := limited(t, s, chat.Limits{AddressTokensPerDay: 100, SiteTokensPerDay: 250})
	spent := func(in chat.Session) chat.Budget {
		t.Helper()
		b, err := s.FindSpentBudget(ctx, site.ID, in.ID)
		require.NoError(t, err)
		return b
	}
	begin := func(from netip.Addr) chat.Session {
		t.Helper()
		session, err := beginFrom(s, site, from)
		require.NoError(t, err)
		return session
	}
	answer := func(in chat.Session, clientID string, tokens int) {
		t.Helper()
		m := say(t, s, in, clientID, "hello")
		k := startTurn(t, s, in, m)
		for range 3 { // an activity that is tried again
			require.NoError(t, s.FinishDraft(ctx, k, 1, chat.Answer{Markdown: "Yes."}, chat.Generation{ChargedTokens: tokens}))
		}
	}
	first, second, neighbour, crm := begin(home), begin(home), begin(netip.MustParseAddr("192.0.2.8")), begin(server)
	answer(first, "a", 99)
	require.Equal(t, chat.BudgetNone, spent(first))
	answer(second, "a", 1)
	require.Equal(t, chat.BudgetAddress, spent(first))
	require.Equal(t, chat.BudgetAddress, spent(begin(home)), "a new session buys nothing")
	require.Equal(t, chat.BudgetNone, spent(neighbour))

	answer(crm, "a", 149)
	require.Equal(t, chat.BudgetNone, spent(crm))
	answer(crm, "b", 1)
	require.Equal(t, chat.BudgetSite, spent(crm))
	require.Equal(t, chat.BudgetSite, spent(neighbour))
	storetest.Pass(t, url, 24*time.Hour)
	require.Equal(t, chat.BudgetNone, spent(first), "a new day")
	_, err := s.FindSpentBudget(ctx, storetest.Site(t, s).ID, first.ID)
	require.ErrorIs(t, err, chat.ErrNotFound)
}

func TestALimitThatIsNotPossibleIsRefused(t *testing.T) {
	s := storetest.New(t)
	site := storetest.Site(t, s)
	for _, limits := range []chat.Limits{{AddressMessagesPerMinute: -1}, {SiteTokensPerDay: 1e9 + 1}} {
		err := s.UpdateSettings(context.Background(), store.SettingsChange{SiteID: site.ID, Change: func(c *chat.Settings) { c.Limits = limits }})
		require.Equal(t, chat.CodeInvalid, chat.CodeOf(err))
	}
	found, err := s.FindDisplay(context.Background(), site.ID)
	require.NoError(t, err)
	require.Equal(t, chat.Limits{
		AddressMessagesPerMinute: 60, AddressSessionsPerHour: 30, SiteSessionsPerDay: 10_000,
		AddressTokensPerDay: 200_000, SiteTokensPerDay: 5_000_000,
	}, found.Limits, "the defaults")
}

func TestWhatHasRunOutIsRemovedInBatches(t *testing.T) {
	url, ctx := storetest.URL(t), context.Background()
	s := openAt(t, url)
	newUser(t, s, "ana@example.org", chat.UserAgent)
	site := storetest.Site(t, s)
	begin := func(key string) {
		t.Helper()
		_, err := s.CreateSession(ctx, store.NewSession{SiteID: site.ID, From: home, IdempotencyKey: store.IdempotencyKey{Key: key, Scope: "v"}})
		require.NoError(t, err)
	}
	conn, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer conn.Close(ctx)
	rows := func(table string) (n int) {
		t.Helper()
		require.NoError(t, conn.QueryRow(ctx, `select count(*) from `+table).Scan(&n))
		return n
	}
	for i := range 5 {
		begin(strconv.Itoa(i))
	}
	_, _, err = signIn(s, "ana@example.org", "wrong horse battery", home)
	require.Equal(t, chat.CodeSignInFailed, chat.CodeOf(err))
	_, _, err = signIn(s, "ana@example.org", password, home)
	require.NoError(t, err)
	more, err := s.RemoveExpired(ctx, 100)
	require.NoError(t, err)
	require.False(t, more)
	require.Equal(t, []int{5, 2, 1, 1}, []int{rows("idempotency_keys"), rows("usage_counters"), rows("login_attempts"), rows("user_sessions")})

	storetest.Pass(t, url, 47*time.Hour)
	begin("second day")
	_, err = conn.Exec(ctx, `update usage_counters set window_ends_at = now() - interval '1 s' * length(subject);
		update login_attempts set window_ends_at = now(); update user_sessions set expires_at = now()`)
	require.NoError(t, err)
	_, err = s.RemoveExpired(ctx, 100)
	require.NoError(t, err)
	require.Equal(t, []int{6, 0, 0, 0}, []int{rows("idempotency_keys"), rows("usage_counters"), rows("login_attempts"), rows("user_sessions")},
		"a request can be repeated for two days")

	storetest.Pass(t, url, time.Hour)
	for _, left := range []int{4, 2, 1} {
		more, err := s.RemoveExpired(ctx, 2)
		require.NoError(t, err)
		require.Equal(t, left, rows("idempotency_keys"))
		require.Equal(t, left > 1, more)
	}
}
