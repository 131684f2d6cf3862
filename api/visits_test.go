package api

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

func (r *rig) track(tracking chat.Tracking) {
	r.t.Helper()
	require.NoError(r.t, r.store.UpdateSettings(context.Background(), store.SettingsChange{SiteID: r.site.ID, Change: func(s *chat.Settings) { s.Tracking = tracking }}))
}

func visit(consent bool, pages ...string) NewVisits {
	out := NewVisits{Consent: &consent}
	for _, page := range pages {
		out.Visits = append(out.Visits, NewVisit{ID: uuid.NewString(), PageURL: page})
	}
	return out
}

func (r *rig) visitors() []VisitorListing {
	r.t.Helper()
	var page VisitorPage
	r.staff(chat.UserAdmin)("GET", "/api/admin/visitors?site="+r.site.ID, nil).into(r.t, &page)
	return page.Data
}

func (r *rig) profile(visitor string) VisitorProfile {
	r.t.Helper()
	a := r.staff(chat.UserAdmin)("GET", "/api/admin/visitors/"+visitor+"?site="+r.site.ID, nil)
	require.Equal(r.t, 200, a.StatusCode, "%s", a.body)
	var out VisitorProfile
	a.into(r.t, &out)
	return out
}

func TestNothingIsTrackedThatTheSiteOrTheVisitorDoesNotWant(t *testing.T) {
	r := newRig(t)
	for _, c := range []struct {
		tracking chat.Tracking
		consent  bool
		stored   bool
	}{
		{chat.TrackingOff, false, false}, {chat.TrackingOff, true, false},
		{chat.TrackingConsent, false, false}, {chat.TrackingConsent, true, true},
		{chat.TrackingOn, false, true}, {chat.TrackingOn, true, true},
	} {
		r.track(c.tracking)
		before := r.content()
		visitor := uuid.NewString()
		a := r.call("POST", "/api/chat/visit", visit(c.consent, "https://shop.example/rooms"), "X-Visitor-ID", visitor)
		require.Equal(t, 204, a.StatusCode, "%s", a.body)
		a = r.call("POST", "/api/chat/conversion", NewConversion{ID: uuid.NewString(), Name: "booking", Consent: &c.consent}, "X-Visitor-ID", visitor)
		require.Equal(t, 204, a.StatusCode, "%s", a.body)
		if !c.stored {
			require.Equal(t, before, r.content(), "%+v", c)
			continue
		}
		found := r.profile(visitor).Visitor
		require.Equal(t, []int{1, 1}, []int{found.Visits, found.Conversions}, "%+v", c)
	}
}

func TestAVisitsTimeOnThePageGrowsAndItsCredentialsAreDropped(t *testing.T) {
	r := newRig(t)
	r.track(chat.TrackingOn)
	visitor, id := uuid.NewString(), uuid.NewString()
	started := time.Now().Add(-time.Hour).Truncate(time.Millisecond)
	send := func(seconds int, title string) {
		a := r.call("POST", "/api/chat/visit", NewVisits{Visits: []NewVisit{{
			ID: id, PageURL: "https://ana:pw@shop.example/rooms?dog=1&reset_token=x#top", Title: &title, StartedAt: &started,
			Referrer: orNull("https://search.example/?q=rooms&session=1"), Seconds: &seconds,
		}}}, "X-Visitor-ID", upper(visitor))
		require.Equal(t, 204, a.StatusCode, "%s", a.body)
	}
	send(5, "Rooms")
	send(40, "")
	send(20, "Our rooms")
	found := r.profile(visitor)
	require.Equal(t, []Visit{{
		ID: id, PageURL: "https://shop.example/rooms?dog=1", Title: "Our rooms", Referrer: orNull("https://search.example/?q=rooms"),
		StartedAt: started.UTC(), Seconds: 40,
	}}, found.Visits)
	require.Equal(t, []PageFrequency{{PageURL: "https://shop.example/rooms", Title: "Our rooms", Visits: 1, Seconds: 40, LastAt: started.UTC()}}, found.Pages)
	require.NotContains(t, r.log.String(), "shop.example/rooms")
}

func TestAClockThatIsWrongCannotMoveAVisit(t *testing.T) {
	r := newRig(t)
	r.track(chat.TrackingOn)
	visitor := uuid.NewString()
	body := visit(true, "https://shop.example/a", "https://shop.example/b")
	past, future := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	body.Visits[0].StartedAt, body.Visits[1].StartedAt = &past, &future
	require.Equal(t, 204, r.call("POST", "/api/chat/visit", body, "X-Visitor-ID", visitor).StatusCode)
	for _, v := range r.profile(visitor).Visits {
		require.WithinRange(t, v.StartedAt, time.Now().Add(-chat.MaxVisitAge-time.Minute), time.Now().Add(time.Minute))
	}
}

func TestAConversionIsCountedOnce(t *testing.T) {
	r := newRig(t)
	r.track(chat.TrackingOn)
	visitor, value := uuid.NewString(), 240.5
	order := NewConversion{ID: uuid.NewString(), Name: "booking", Value: &value, Currency: orNull("EUR"), PageURL: orNull("https://shop.example/done")}
	for range 2 {
		require.Equal(t, 204, r.call("POST", "/api/chat/conversion", order, "X-Visitor-ID", visitor).StatusCode)
	}
	found := r.profile(visitor).Conversions
	require.Len(t, found, 1)
	require.Equal(t, Conversion{ID: order.ID, Name: "booking", Value: &value, Currency: order.Currency, PageURL: order.PageURL, CreatedAt: found[0].CreatedAt}, found[0])

	order.ID, order.Currency = uuid.NewString(), nil
	require.Equal(t, 400, r.call("POST", "/api/chat/conversion", order, "X-Visitor-ID", visitor).StatusCode, "a value without a currency")
}

func TestTheFiveHundredAndFirstVisitOfADayIsRefused(t *testing.T) {
	r := newRig(t)
	r.track(chat.TrackingOn)
	var pages []string
	for i := range chat.MaxVisitsPerCall {
		pages = append(pages, fmt.Sprint("https://shop.example/", i))
	}
	var visitor string
	var last NewVisits
	var before, after map[string]string
	a := storetest.InOneMinute(t, func() answer {
		visitor = uuid.NewString()
		for range chat.VisitorVisitsDaily / chat.MaxVisitsPerCall {
			last = visit(true, pages...)
			a := r.call("POST", "/api/chat/visit", last, "X-Visitor-ID", visitor)
			require.Equal(t, 204, a.StatusCode, "%s", a.body)
		}
		before = r.content()
		a := r.call("POST", "/api/chat/visit", visit(true, pages[0]), "X-Visitor-ID", visitor)
		after = r.content()
		return a
	})
	require.Equal(t, 429, a.StatusCode)
	require.Equal(t, "rate_limited", a.code(t))
	require.NotEmpty(t, a.Header.Get("Retry-After"))
	require.Equal(t, before, after)
	order := NewConversion{ID: uuid.NewString(), Name: "booking"}
	require.Equal(t, 429, r.call("POST", "/api/chat/conversion", order, "X-Visitor-ID", visitor).StatusCode, "conversions count too")
	require.Equal(t, 204, r.call("POST", "/api/chat/visit", last, "X-Visitor-ID", visitor).StatusCode, "known ones still change")
	require.Equal(t, 204, r.call("POST", "/api/chat/visit", visit(true, pages[0]), "X-Visitor-ID", uuid.NewString()).StatusCode, "another visitor")
}

func TestAVisitThatIsNotPossibleIsRefused(t *testing.T) {
	r := newRig(t)
	r.track(chat.TrackingOn)
	before := r.content()
	ok := `{"id":"` + uuid.NewString() + `","page_url":"https://shop.example/"`
	for name, c := range map[string]struct{ path, body string }{
		"none":              {"visit", `{"visits":[]}`},
		"many":              {"visit", `{"visits":[` + ok + `}` + strings.Repeat(","+ok+"}", 50) + `]}`},
		"script":            {"visit", `{"visits":[{"id":"` + uuid.NewString() + `","page_url":"javascript:alert(1)"}]}`},
		"no host":           {"visit", `{"visits":[{"id":"` + uuid.NewString() + `","page_url":"https://"}]}`},
		"id":                {"visit", `{"visits":[{"id":"1","page_url":"https://shop.example/"}]}`},
		"seconds":           {"visit", `{"visits":[` + ok + `,"seconds":86401}]}`},
		"negative":          {"visit", `{"visits":[` + ok + `,"seconds":-1}]}`},
		"time":              {"visit", `{"visits":[` + ok + `,"started_at":"yesterday"}]}`},
		"unknown field":     {"visit", `{"visits":[` + ok + `,"ip":"x"}]}`},
		"no name":           {"conversion", `{"id":"` + uuid.NewString() + `","name":""}`},
		"negative value":    {"conversion", `{"id":"` + uuid.NewString() + `","name":"a","value":-1,"currency":"EUR"}`},
		"huge value":        {"conversion", `{"id":"` + uuid.NewString() + `","name":"a","value":1e300,"currency":"EUR"}`},
		"a currency's name": {"conversion", `{"id":"` + uuid.NewString() + `","name":"a","value":1,"currency":"euro"}`},
	} {
		a := r.call("POST", "/api/chat/"+c.path, c.body, "X-Visitor-ID", uuid.NewString())
		require.Equal(t, 400, a.StatusCode, "%s: %s", name, a.body)
	}
	require.Equal(t, 400, r.call("POST", "/api/chat/visit", visit(true, "https://shop.example/")).StatusCode, "no visitor id")
	require.Equal(t, before, r.content())
}

func TestEveryCallSaysWhenTheVisitorWasLastSeenToTheMinute(t *testing.T) {
	r := newRig(t)
	s := r.session(uuid.NewString())
	back := func(age string) time.Time {
		r.exec(`update visitors set last_seen_at = now() - $1::interval`, age)
		return r.visitors()[0].LastSeenAt
	}
	for _, e := range chatCalls(t) {
		if e.method == "GET" { // the bodies of others would be refused first
			back("1 hour")
			r.call(e.method, strings.Replace(e.about(s.ID), "/events", "/events?wait=0", 1), nil, "X-Visitor-ID", s.VisitorID)
			require.WithinDuration(t, time.Now(), r.visitors()[0].LastSeenAt, time.Minute, e.path)
		}
	}
	at := back("50 seconds")
	require.Equal(t, 200, r.call("GET", "/api/chat/config", nil, "X-Visitor-ID", s.VisitorID).StatusCode)
	require.Equal(t, at, r.visitors()[0].LastSeenAt, "written at most once a minute")
	require.Equal(t, 200, r.call("GET", "/api/chat/config", nil, "X-Visitor-ID", uuid.NewString()).StatusCode)
	require.Len(t, r.visitors(), 1, "reading makes no visitor")
}

func TestEveryCallOfAChatTakesTheVisitorsID(t *testing.T) {
	for _, e := range chatCalls(t) {
		require.NotNil(t, e.spec.Parameters.GetByInAndName("header", "X-Visitor-ID"), e.path)
	}
}

func TestStaffSeeTheVisitorsOfTheirSitesAlone(t *testing.T) {
	r := newRig(t)
	r.track(chat.TrackingOn)
	visitor := uuid.NewString()
	require.Equal(t, 204, r.call("POST", "/api/chat/visit", visit(true, "https://shop.example/"), "X-Visitor-ID", visitor).StatusCode)
	other, _ := otherSite(t, r)
	stranger, agent := r.staff(chat.UserViewer, other.ID), r.staff(chat.UserViewer, r.site.ID)
	var page VisitorPage
	stranger("GET", "/api/admin/visitors", nil).into(t, &page)
	require.Empty(t, page.Data)
	path := "/api/admin/visitors/" + visitor + "?site=" + r.site.ID
	require.Equal(t, 404, stranger("GET", path, nil).StatusCode)
	require.Equal(t, 404, agent("GET", "/api/admin/visitors/"+visitor+"?site="+other.ID, nil).StatusCode)
	require.Equal(t, 404, agent("GET", "/api/admin/visitors/"+uuid.NewString()+"?site="+r.site.ID, nil).StatusCode)
	require.Equal(t, 400, agent("GET", "/api/admin/visitors/"+visitor, nil).StatusCode, "whose visitor?")
	require.Equal(t, 200, agent("GET", path, nil).StatusCode)
	agent("GET", "/api/admin/visitors", nil).into(t, &page)
	require.Len(t, page.Data, 1)
}
