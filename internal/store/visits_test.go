package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// tracked makes a site that tracks everybody and returns a function that opens
// pages as a visitor.
func tracked(t *testing.T, s *store.Store) (site chat.Site, open func(visitor string, pages ...string)) {
	t.Helper()
	site = storetest.Site(t, s)
	ctx := context.Background()
	require.NoError(t, s.UpdateSettings(ctx, store.SettingsChange{SiteID: site.ID, Change: func(c *chat.Settings) { c.Tracking = chat.TrackingOn }}))
	return site, func(visitor string, pages ...string) {
		t.Helper()
		in := store.Tracked{SiteID: site.ID, VisitorID: visitor}
		for i, page := range pages {
			in.Visits = append(in.Visits, chat.Visit{
				ID: uuid.NewString(), PageURL: page, Title: fmt.Sprint("Page ", i), Seconds: 10, StartedAt: time.Now().Add(time.Duration(i-60) * time.Second),
			})
		}
		require.NoError(t, s.Track(ctx, in))
	}
}

func TestInterestsAreWhatAVisitorAskedAndReadAbout(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site, open := tracked(t, s)
	pets := article(site.ID, "pets", "dogs")
	pets.Tags, pets.URL = []string{"pets", "rooms"}, "https://shop.example/help/pets/"
	pets, _ = save(t, s, pets)
	parking := article(site.ID, "parking", "cars")
	parking.Title, parking.URL = "Where to park", "https://shop.example/help/parking"
	save(t, s, parking)
	elsewhere, openElsewhere := tracked(t, s)
	foreign := article(elsewhere.ID, "pets", "dogs")
	foreign.Tags, foreign.URL = []string{"foreign"}, pets.URL
	save(t, s, foreign)

	visitor := uuid.NewString()
	session, err := s.CreateSession(ctx, store.NewSession{SiteID: site.ID, VisitorID: visitor})
	require.NoError(t, err)
	turn := startTurn(t, s, session, say(t, s, session, "1", "Can I bring my dog?"))
	_, err = s.DeliverReply(ctx, turn, chat.Reply{Role: chat.RoleAssistant, Content: "Yes", Citations: []chat.Citation{{ArticleID: pets.ID}}})
	require.NoError(t, err)
	open(visitor, "https://shop.example/help/pets?from=chat", "https://shop.example/help/parking", "https://shop.example/help/pets", "https://shop.example/about")
	open(uuid.NewString(), "https://shop.example/help/parking")
	openElsewhere(visitor, "https://shop.example/help/pets")

	boss := newUser(t, s, "boss@example.org", chat.UserAdmin)
	got, err := s.FindVisitor(ctx, boss.ID, visitor, store.Days{SiteID: site.ID})
	require.NoError(t, err)
	var topics []string
	for _, i := range got.Interests {
		topics = append(topics, fmt.Sprint(i.Topic, " ", i.Count))
	}
	require.ElementsMatch(t, []string{"pets 3", "rooms 3", "Where to park 1"}, topics)
	require.Equal(t, "Where to park", got.Interests[2].Topic, "the most frequent first")
	var pages []string
	for _, p := range got.Pages {
		pages = append(pages, fmt.Sprint(p.PageURL, " ", p.Visits, " ", p.Seconds, " ", p.Title))
	}
	require.Equal(t, "https://shop.example/help/pets 2 20 Page 2", pages[0])
	require.Len(t, pages, 3)
	require.Equal(t, []store.VisitorSession{{ID: session.ID, Status: chat.StatusActive, CreatedAt: got.Sessions[0].CreatedAt}}, got.Sessions)
	require.Equal(t, "https://shop.example/about", got.LastPage)
}

func TestFiltersPickVisitors(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site, open := tracked(t, s)
	boss := newUser(t, s, "boss@example.org", chat.UserAdmin)
	list := func(f store.VisitorFilter) (ids []string) {
		t.Helper()
		f.Limit = 50
		found, _, err := s.ListVisitors(ctx, boss.ID, f)
		require.NoError(t, err)
		for _, v := range found {
			ids = append(ids, v.ID)
		}
		return ids
	}
	reader, buyer, typist, signer := uuid.NewString(), uuid.NewString(), uuid.NewString(), uuid.NewString()
	open(reader, "https://shop.example/rooms?x=100%25")
	require.NoError(t, s.Track(ctx, store.Tracked{SiteID: site.ID, VisitorID: buyer, Conversions: []chat.Conversion{{ID: uuid.NewString(), Name: "booking"}}}))
	_, err := s.CreateSession(ctx, store.NewSession{SiteID: site.ID, VisitorID: typist, VisitorEmail: "bo@example.org"})
	require.NoError(t, err)
	require.NoError(t, s.Identify(ctx, store.Identification{SiteID: site.ID, VisitorID: signer, Identity: chat.Identity{Verified: true, Email: "ana@example.org", Name: "Ana"}}))

	require.Equal(t, []string{signer, typist, buyer, reader}, list(store.VisitorFilter{}), "last seen first")
	require.Equal(t, []string{signer, typist}, list(store.VisitorFilter{Identified: true}))
	require.Equal(t, []string{buyer}, list(store.VisitorFilter{Converted: true}))
	require.Equal(t, []string{reader}, list(store.VisitorFilter{Page: "/rooms?x=100%"}))
	require.Empty(t, list(store.VisitorFilter{Page: "%" + "' or true --"}))
	require.Empty(t, list(store.VisitorFilter{SiteID: uuid.NewString()}))
	got, err := s.FindVisitor(ctx, boss.ID, signer, store.Days{SiteID: site.ID})
	require.NoError(t, err)
	require.Equal(t, []any{"Ana", "ana@example.org", true}, []any{got.Name, got.Email, got.Verified})
	got, err = s.FindVisitor(ctx, boss.ID, typist, store.Days{SiteID: site.ID})
	require.NoError(t, err)
	require.Equal(t, []any{"", "bo@example.org", false}, []any{got.Name, got.Email, got.Verified})

	var pages []string
	for after := ""; ; {
		found, next, err := s.ListVisitors(ctx, boss.ID, store.VisitorFilter{After: after, Limit: 1})
		require.NoError(t, err)
		require.Len(t, found, 1)
		pages = append(pages, found[0].ID)
		if after = next; next == "" {
			break
		}
	}
	require.Equal(t, []string{signer, typist, buyer, reader}, pages)
}

func TestVisitorsOfAPageAreTheSameHoweverManyOpenedIt(t *testing.T) {
	ctx, url := context.Background(), storetest.URL(t)
	s := openAt(t, url)
	site, open := tracked(t, s)
	elsewhere, openElsewhere := tracked(t, s)
	boss := newUser(t, s, "boss@example.org", chat.UserAdmin)
	reader, other, stranger := uuid.NewString(), uuid.NewString(), uuid.NewString()
	open(reader, "https://shop.example/rooms_1")
	open(other, "https://shop.example/roomsX1")
	openElsewhere(stranger, "https://shop.example/rooms_1")
	conn, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer conn.Close(ctx)
	const again = `
		insert into visits (site_id, visitor_id, id, page_url, seconds, started_at)
		select $1, $2, gen_random_uuid(), 'https://shop.example/rooms_1', 1, now() from generate_series(1, 5000)`
	for range 2 {
		for _, c := range []struct {
			in   store.VisitorFilter
			want []string
		}{
			{store.VisitorFilter{SiteID: site.ID, Page: "/rooms_1"}, []string{reader}},
			{store.VisitorFilter{SiteID: elsewhere.ID, Page: "/rooms_1"}, []string{stranger}},
			{store.VisitorFilter{Page: "/rooms_1"}, []string{stranger, reader}},
		} {
			c.in.Limit = 50
			found, _, err := s.ListVisitors(ctx, boss.ID, c.in)
			require.NoError(t, err)
			var ids []string
			for _, v := range found {
				ids = append(ids, v.ID)
			}
			require.Equal(t, c.want, ids)
		}
		_, err := conn.Exec(ctx, again, site.ID, reader)
		require.NoError(t, err)
	}
}

func TestVisitsOfAnAddressAreLimitedWhateverTheVisitor(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	err := storetest.InOneMinute(t, func() error {
		site, _ := tracked(t, s)
		track := func() error {
			in := store.Tracked{SiteID: site.ID, VisitorID: uuid.NewString(), From: home}
			for range chat.VisitorVisitsDaily {
				in.Visits = append(in.Visits, chat.Visit{ID: uuid.NewString(), PageURL: "https://shop.example/", StartedAt: time.Now()})
			}
			return s.Track(ctx, in)
		}
		for range chat.AddressVisitsDaily / chat.VisitorVisitsDaily {
			require.NoError(t, track())
		}
		return track()
	})
	refused(t, err, chat.AddressVisitsDaily, 24*time.Hour)
}

func TestTypedIdentitiesOfAnAddressAreLimited(t *testing.T) {
	err := storetest.InOneMinute(t, func() error {
		c := newCRM(t)
		session := c.session(store.NewSession{})
		typed := func(i int) error {
			return c.Identify(context.Background(), store.Identification{
				SiteID: c.site.ID, VisitorID: session.VisitorID, SessionID: session.ID, From: home,
				Identity: chat.Identity{Email: fmt.Sprintf("%d@example.org", i)},
			})
		}
		for i := range 60 {
			require.NoError(t, typed(i))
		}
		err := typed(60)
		require.Len(t, c.customers(), 60)
		return err
	})
	refused(t, err, 60, time.Hour)
}

func TestVisitsAreRemovedAfterThirteenMonths(t *testing.T) {
	url, ctx := storetest.URL(t), context.Background()
	s, err := store.Open(ctx, url, 4, storetest.Sealer(t))
	require.NoError(t, err)
	t.Cleanup(s.Close)
	site, open := tracked(t, s)
	boss := newUser(t, s, "boss@example.org", chat.UserAdmin)
	visitor := uuid.NewString()
	open(visitor, "https://shop.example/")
	require.NoError(t, s.Track(ctx, store.Tracked{SiteID: site.ID, VisitorID: visitor, Conversions: []chat.Conversion{{ID: uuid.NewString(), Name: "booking"}}}))
	for _, step := range []struct {
		passed time.Duration
		left   int
	}{{chat.VisitsKept - time.Hour, 1}, {2 * time.Hour, 0}} {
		storetest.Pass(t, url, step.passed)
		_, err = s.RemoveExpired(ctx, 100)
		require.NoError(t, err)
		got, err := s.FindVisitor(ctx, boss.ID, visitor, store.Days{SiteID: site.ID})
		require.NoError(t, err)
		require.Equal(t, []int{step.left, step.left}, []int{got.VisitCount, got.ConversionCount})
	}
}
