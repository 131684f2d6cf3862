package store_test

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

const password = "correct horse battery"

var home = netip.MustParseAddr("192.0.2.7")

func newUser(t testing.TB, s *store.Store, email string, role chat.UserRole, sites ...string) chat.User {
	t.Helper()
	u, err := s.CreateUser(context.Background(), store.NewUser{Email: email, Password: password, Role: role, SiteIDs: sites})
	require.NoError(t, err)
	return u
}

func signIn(s *store.Store, email, password string, from netip.Addr) (chat.User, string, error) {
	in, err := s.SignIn(context.Background(), store.Credentials{Email: email, Password: password, From: from})
	return in.User, in.Token, err
}

func openAt(t *testing.T, url string) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), url, 8, storetest.Sealer(t))
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s
}

func TestTheRightPasswordSignsIn(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	user := newUser(t, s, "ana@example.org", chat.UserAgent)
	got, token, err := signIn(s, " ANA@example.org ", password, home)
	require.NoError(t, err)
	require.Equal(t, user.ID, got.ID)
	found, err := s.FindUserBySession(ctx, token)
	require.NoError(t, err)
	require.Equal(t, got, found)
	_, second, err := signIn(s, "ana@example.org", password, home)
	require.NoError(t, err)
	require.NotEqual(t, token, second)
	for _, wrong := range []string{"", token + "a", token[1:], second[:42] + "-", "\x00", "é"} {
		_, err := s.FindUserBySession(ctx, wrong)
		require.ErrorIs(t, err, chat.ErrNotFound, "%q", wrong)
	}
}

func TestOnlyAHashOfATokenIsStored(t *testing.T) {
	url, ctx := storetest.URL(t), context.Background()
	s := openAt(t, url)
	newUser(t, s, "ana@example.org", chat.UserAgent)
	_, token, err := signIn(s, "ana@example.org", password, home)
	require.NoError(t, err)
	conn, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer conn.Close(ctx)
	var rows int
	require.NoError(t, conn.QueryRow(ctx, `
		select count(*) from user_sessions r where r::text like '%' || $1 || '%' or token_hash = convert_to($1, 'UTF8')`, token).Scan(&rows))
	require.Zero(t, rows)
	require.NoError(t, conn.QueryRow(ctx, `select count(*) from user_sessions where token_hash = sha256(convert_to($1, 'UTF8'))`, token).Scan(&rows))
	require.Equal(t, 1, rows)
}

func TestAWrongPasswordAndAnUnknownUserGetTheSameAnswerInAboutTheSameTime(t *testing.T) {
	s := storetest.New(t)
	newUser(t, s, "ana@example.org", chat.UserAgent)
	took := map[string][]time.Duration{}
	texts := map[string]bool{}
	for i := range 9 {
		for _, email := range []string{"ana@example.org", "nobody@example.org"} {
			start := time.Now()
			// A network of its own each time: this is not about the limit.
			_, token, err := signIn(s, email, "wrong horse battery", netip.AddrFrom4([4]byte{192, 0, 2, byte(i)}))
			took[email] = append(took[email], time.Since(start))
			require.Equal(t, chat.CodeSignInFailed, chat.CodeOf(err))
			require.Empty(t, token)
			texts[err.Error()] = true
		}
	}
	require.Len(t, texts, 1)
	median := func(email string) float64 {
		slices.Sort(took[email])
		return took[email][4].Seconds()
	}
	// Without the hash for unknown users the second would take a tenth.
	require.InDelta(t, 1, median("nobody@example.org")/median("ana@example.org"), 0.6)
}

func TestTenFailuresCloseTheDoorForAnAddressAndANetwork(t *testing.T) {
	url := storetest.URL(t)
	a, b := openAt(t, url), openAt(t, url) // two processes
	newUser(t, a, "ana@example.org", chat.UserAgent)
	newUser(t, a, "ben@example.org", chat.UserAgent)

	limited := func(err error) {
		t.Helper()
		require.Equal(t, chat.CodeTooManyRequests, chat.CodeOf(err))
		var e *chat.Error
		require.ErrorAs(t, err, &e)
		require.Greater(t, e.RetryAfter, 14*time.Minute)
		require.LessOrEqual(t, e.RetryAfter, 15*time.Minute)
	}
	for i := range 10 { // an address, from ten networks, in any spelling
		email := []string{"ana@example.org", "ANA@Example.org "}[i%2]
		_, _, err := signIn([]*store.Store{a, b}[i%2], email, "wrong horse battery", netip.AddrFrom4([4]byte{198, 51, 100, byte(i)}))
		require.Equal(t, chat.CodeSignInFailed, chat.CodeOf(err))
	}
	_, _, err := signIn(b, "ana@example.org", password, home)
	limited(err)
	_, _, err = signIn(b, "ben@example.org", password, home)
	require.NoError(t, err, "another address is not concerned")

	for i := range 10 { // an IPv6 customer, with ten addresses
		from := netip.MustParseAddr(fmt.Sprintf("2001:db8:1:2::%x", i+1))
		_, _, err := signIn(a, fmt.Sprintf("nobody%d@example.org", i), "wrong horse battery", from)
		require.Equal(t, chat.CodeSignInFailed, chat.CodeOf(err))
	}
	_, _, err = signIn(b, "ben@example.org", password, netip.MustParseAddr("2001:db8:1:2:ffff::1"))
	limited(err)
	_, _, err = signIn(b, "ben@example.org", password, netip.MustParseAddr("2001:db8:1:3::1"))
	require.NoError(t, err, "another network is not concerned")
}

func TestAttemptsAtTheSameTimeCannotPassTheLimitTogether(t *testing.T) {
	s := storetest.New(t)
	newUser(t, s, "ana@example.org", chat.UserAgent)
	var checked atomic.Int32
	var wg sync.WaitGroup
	for i := range 30 {
		wg.Go(func() {
			_, _, err := signIn(s, "ana@example.org", "wrong horse battery", netip.AddrFrom4([4]byte{198, 51, 100, byte(i)}))
			if chat.CodeOf(err) == chat.CodeSignInFailed {
				checked.Add(1)
			}
		})
	}
	wg.Wait()
	require.EqualValues(t, 10, checked.Load())
}

func TestASuccessForgivesTheAddressButNotTheNetwork(t *testing.T) {
	s := storetest.New(t)
	newUser(t, s, "ana@example.org", chat.UserAgent)
	for range 9 {
		_, _, err := signIn(s, "ana@example.org", "wrong horse battery", home)
		require.Equal(t, chat.CodeSignInFailed, chat.CodeOf(err))
	}
	for range 3 { // succeeding costs nothing
		_, _, err := signIn(s, "ana@example.org", password, home)
		require.NoError(t, err)
	}
	_, _, err := signIn(s, "nobody@example.org", "wrong horse battery", home)
	require.Equal(t, chat.CodeSignInFailed, chat.CodeOf(err))
	_, _, err = signIn(s, "ana@example.org", password, home)
	require.Equal(t, chat.CodeTooManyRequests, chat.CodeOf(err), "the network had its ten failures")
	_, _, err = signIn(s, "ana@example.org", password, netip.MustParseAddr("192.0.2.8"))
	require.NoError(t, err, "the address is free again")
}

func TestALimitEndsWithItsWindow(t *testing.T) {
	url, ctx := storetest.URL(t), context.Background()
	s := openAt(t, url)
	newUser(t, s, "ana@example.org", chat.UserAgent)
	for range 11 {
		_, _, _ = signIn(s, "ana@example.org", "wrong horse battery", home)
	}
	conn, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, `update login_attempts set window_ends_at = window_ends_at - interval '15 minutes'`)
	require.NoError(t, err)
	_, _, err = signIn(s, "ana@example.org", password, home)
	require.NoError(t, err)
	var left int
	require.NoError(t, conn.QueryRow(ctx, `select count(*) from login_attempts where attempts > 0`).Scan(&left))
	require.Zero(t, left)
}

func TestASessionSlidesTwelveHoursAndEndsAfterSevenDays(t *testing.T) {
	url, ctx := storetest.URL(t), context.Background()
	s := openAt(t, url)
	newUser(t, s, "ana@example.org", chat.UserAgent)
	_, token, err := signIn(s, "ana@example.org", password, home)
	require.NoError(t, err)
	conn, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer conn.Close(ctx)
	pass := func(d time.Duration) {
		t.Helper()
		_, err := conn.Exec(ctx, `update user_sessions set created_at = created_at - $1::interval,
			last_seen_at = last_seen_at - $1::interval, expires_at = expires_at - $1::interval`, d)
		require.NoError(t, err)
	}
	for range 14 { // 6 days and 22 hours in use
		pass(11*time.Hour + 51*time.Minute)
		_, err := s.FindUserBySession(ctx, token)
		require.NoError(t, err)
	}
	pass(2*time.Hour + 7*time.Minute)
	_, err = s.FindUserBySession(ctx, token)
	require.ErrorIs(t, err, chat.ErrNotFound, "seven days")

	_, token, err = signIn(s, "ana@example.org", password, home)
	require.NoError(t, err)
	pass(12*time.Hour + time.Minute)
	_, err = s.FindUserBySession(ctx, token)
	require.ErrorIs(t, err, chat.ErrNotFound, "twelve hours without use")
}

func TestSigningOutEndsThatSessionAlone(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	newUser(t, s, "ana@example.org", chat.UserAgent)
	_, desk, err := signIn(s, "ana@example.org", password, home)
	require.NoError(t, err)
	_, phone, err := signIn(s, "ana@example.org", password, home)
	require.NoError(t, err)
	require.NoError(t, s.SignOut(ctx, desk))
	require.NoError(t, s.SignOut(ctx, desk))
	_, err = s.FindUserBySession(ctx, desk)
	require.ErrorIs(t, err, chat.ErrNotFound)
	_, err = s.FindUserBySession(ctx, phone)
	require.NoError(t, err)
}

func TestAUserSeesTheSitesThatTheyAreAssignedTo(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	a, b := storetest.Site(t, s), storetest.Site(t, s)
	admin := newUser(t, s, "admin@example.org", chat.UserAdmin)
	agent := newUser(t, s, "agent@example.org", chat.UserAgent, a.ID, a.ID)
	viewer := newUser(t, s, "viewer@example.org", chat.UserViewer)
	sites := func(u chat.User) (ids []string) {
		t.Helper()
		found, _, err := s.ListVisibleSites(ctx, u.ID, store.SiteFilter{Limit: 10})
		require.NoError(t, err)
		for _, site := range found {
			ids = append(ids, site.ID)
		}
		return ids
	}
	require.ElementsMatch(t, []string{a.ID, b.ID}, sites(admin))
	require.Equal(t, []string{a.ID}, sites(agent))
	require.Empty(t, sites(viewer))
	change := func(siteIDs ...string) error {
		_, err := s.UpdateUser(ctx, store.UserChange{UserID: agent.ID, SiteIDs: &siteIDs})
		return err
	}
	require.NoError(t, change(b.ID))
	require.Equal(t, []string{b.ID}, sites(agent))
	require.Empty(t, sites(chat.User{ID: uuid.NewString()}), "nobody")
	require.Equal(t, chat.CodeInvalid, chat.CodeOf(change(a.ID, uuid.NewString())))
	require.Equal(t, []string{b.ID}, sites(agent))
	require.NoError(t, change())
	require.Empty(t, sites(agent))
}
