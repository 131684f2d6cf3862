package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

func (r *rig) settings(admin func(method, path string, body any, headers ...string) answer) (out SiteSettings) {
	r.t.Helper()
	admin("GET", "/api/admin/sites/"+r.site.ID+"/settings", nil).into(r.t, &out)
	return out
}

func (r *rig) lastAudit() chat.AuditEntry {
	r.t.Helper()
	entries, _, err := r.store.ListAudit(context.Background(), store.AuditFilter{SiteID: r.site.ID, Limit: 1})
	require.NoError(r.t, err)
	require.NotEmpty(r.t, entries)
	return entries[0]
}

func TestAnAdminCreatesAndRenamesASite(t *testing.T) {
	r := newRig(t)
	admin := r.staff(chat.UserAdmin)
	var made, found SiteDetails
	a := admin("POST", "/api/admin/sites", `{"name":"Hotel","language":"nl","origins":["Hotel.example"]}`)
	require.Equal(t, 201, a.StatusCode, "%s", a.body)
	a.into(t, &made)
	require.Equal(t, []string{"https://hotel.example"}, made.Origins)
	require.Equal(t, 200, r.call("GET", "/api/chat/config", nil, "X-API-Key", *made.APIKey, "Origin", "https://hotel.example").StatusCode)
	admin("GET", "/api/admin/sites/"+made.ID, nil).into(t, &found)
	require.Equal(t, made, found)

	admin("PATCH", "/api/admin/sites/"+made.ID, `{"name":"Inn"}`).into(t, &found)
	require.Equal(t, "Inn", found.Name)
	require.Equal(t, "nl", found.Language)
	entries, _, err := r.store.ListAudit(context.Background(), store.AuditFilter{SiteID: made.ID, Limit: 10})
	require.NoError(t, err)
	require.Equal(t, []chat.Action{chat.ActionSiteChanged, chat.ActionSiteCreated}, []chat.Action{entries[0].Action, entries[1].Action})
	require.Equal(t, map[string]string{"name": "Inn"}, entries[0].Details)
	require.NotEmpty(t, entries[0].UserID)
	require.NotEmpty(t, entries[1].UserID)

	before := r.content()
	for _, bad := range []string{`{"name":""}`, `{"name":"a","language":"Dutch"}`, `{"name":"a","origins":["*"]}`} {
		require.Equal(t, 400, admin("POST", "/api/admin/sites", bad).StatusCode, bad)
	}
	require.Equal(t, before, r.content())
}

func TestAChangeOfSettingsNamesWhatItChangesAndActsAtOnce(t *testing.T) {
	r := newRig(t)
	admin, path := r.staff(chat.UserAdmin), "/api/admin/sites/"+r.site.ID+"/settings"
	before := r.settings(admin)
	a := admin("PATCH", path, `{"title":"Ask us","escalation_keywords":["complaint"],"idle_close_seconds":3600,
		"features":{"person":false,"sound":true,"email":true,"reactions":true},
		"business_hours":{"time_zone":"Europe/Amsterdam","days":{"mon":[["09:00","12:00"],["13:00","17:00"]]}}}`)
	require.Equal(t, 200, a.StatusCode, "%s", a.body)
	var now SiteSettings
	a.into(t, &now)
	require.Equal(t, now, r.settings(admin))
	want := before
	want.Title, want.EscalationKeywords, want.IdleCloseSeconds, want.Features.Person = "Ask us", []string{"complaint"}, 3600, false
	want.BusinessHours = &BusinessHours{TimeZone: "Europe/Amsterdam", Days: map[string][][]string{"mon": {{"09:00", "12:00"}, {"13:00", "17:00"}}}}
	require.Equal(t, want, now, "the rest stays")

	var config Config
	r.call("GET", "/api/chat/config", nil).into(t, &config)
	require.Equal(t, "Ask us", config.Title)
	require.False(t, config.Features.Person)
	entry := r.lastAudit()
	require.Equal(t, chat.ActionSettingsChanged, entry.Action)
	require.Equal(t, "title features escalation_keywords business_hours idle_close_seconds", entry.Details["settings"])
	require.NotEmpty(t, entry.UserID)

	admin("PATCH", path, `{"business_hours":null}`).into(t, &now)
	require.Nil(t, now.BusinessHours, "always")
	require.Equal(t, "Ask us", now.Title)
	all := r.content()
	require.Equal(t, 200, admin("PATCH", path, `{"title":"Ask us"}`).StatusCode)
	require.Equal(t, all["audit_log"], r.content()["audit_log"], "what is as it was is no act")
}

func TestSettingsThatAreNotPossibleAreRefusedWhole(t *testing.T) {
	r := newRig(t)
	admin := r.staff(chat.UserAdmin)
	before := r.content()
	for _, bad := range []string{
		`{"primary_color":"red"}`, `{"position":"top"}`, `{"provider":"other"}`, `{"provider":"openai"}`, `{"base_url":"ftp://x"}`,
		`{"answer_threshold":1.5}`, `{"escalation_patterns":["("]}`, `{"escalation_keywords":[""]}`, `{"idle_close_seconds":1}`,
		`{"alert_again_seconds":600}`, `{"repeated_failures":21}`, `{"tracking":"always"}`, `{"texts":{"nobody":"x"}}`,
		`{"rating_tags":["a","b","c","d","e","f","g","h","i","j","k","l","m","n","o","p","q","r","s","t","u"]}`,
		`{"business_hours":{"time_zone":"Mars","days":{"mon":[["09:00","17:00"]]}}}`, `{"business_hours":{"time_zone":"Europe/Paris","days":{}}}`,
		`{"page_suggestions":[{"id":"a","url_pattern":"rooms","text":"x","message":"","triggers":{}}]}`,
		`{"limits":{"address_messages_per_minute":1}}`, `{"provider_key_set":true}`,
	} {
		for _, call := range [][2]string{{"PATCH", "settings"}, {"POST", "preview"}} {
			body := strings.Replace(bad, "{", `{"title":"Ask","provider_key":"secret",`, 1)
			a := admin(call[0], "/api/admin/sites/"+r.site.ID+"/"+call[1], body)
			require.Equal(t, "invalid_request", a.code(t), "%s: %s", bad, a.body)
		}
	}
	require.Equal(t, before, r.content())
}

func TestAProvidersKeyIsNeverShownAndGoesToNobodyElse(t *testing.T) {
	r := newRig(t)
	admin, path := r.staff(chat.UserAdmin), "/api/admin/sites/"+r.site.ID+"/settings"
	const secret = "provider-secret-0123"
	isSet := func(body string) bool {
		t.Helper()
		a := admin("PATCH", path, body)
		require.Equal(t, 200, a.StatusCode, "%s", a.body)
		require.NotContains(t, string(a.body), secret)
		var now SiteSettings
		a.into(t, &now)
		return now.ProviderKeySet
	}
	require.True(t, isSet(`{"provider":"openai","base_url":"https://models.example/v1","provider_key":"`+secret+`"}`))
	require.True(t, isSet(`{"model":"small"}`))
	full, err := r.store.FindSettings(t.Context(), r.site.ID)
	require.NoError(t, err)
	require.Equal(t, secret, full.ProviderKey)
	require.False(t, isSet(`{"base_url":"https://elsewhere.example/v1"}`), "a key is for whom it was given for")
	require.True(t, isSet(`{"provider_key":"`+secret+`"}`))
	require.False(t, isSet(`{"provider":"mistral"}`))
	require.True(t, isSet(`{"provider_key":"`+secret+`"}`))
	require.False(t, isSet(`{"provider_key":""}`))
	require.NotContains(t, r.log.String(), secret)
	for table, rows := range r.content() {
		require.NotContains(t, rows, secret, table)
	}
}

func TestThePreviewIsOfWhatIsNotSavedYet(t *testing.T) {
	r := newRig(t)
	admin := r.staff(chat.UserAdmin)
	before := r.content()
	var config, saved Config
	admin("POST", "/api/admin/sites/"+r.site.ID+"/preview", `{"primary_color":"#0B7285","position":"bottom-left","welcome_message":"Welkom"}`).into(t, &config)
	require.Equal(t, "#0B7285", config.PrimaryColor)
	require.Equal(t, PositionBottomLeft, config.Position)
	require.Equal(t, "Welkom", config.WelcomeMessage)
	require.Equal(t, "Shop", config.Title)
	require.Equal(t, before, r.content())
	admin("POST", "/api/admin/sites/"+r.site.ID+"/preview", `{}`).into(t, &config)
	r.call("GET", "/api/chat/config", nil).into(t, &saved)
	require.Equal(t, saved, config)
}

func TestThePreviewsKeyOpensTheSiteOnOurOwnPagesAlone(t *testing.T) {
	r := newRig(t)
	user := r.user(uuid.NewString()+"@example.org", chat.UserAdmin)
	var made PreviewKey
	a := r.call("POST", "/api/admin/sites/"+r.site.ID+"/preview-key", nil, r.cookie(user.Email, password)...)
	require.Equal(t, 201, a.StatusCode, "%s", a.body)
	a.into(t, &made)
	require.Regexp(t, `^sk_[A-Za-z0-9]{32}$`, made.Key, "the widget wants a key of this form")
	require.NotContains(t, r.log.String(), made.Key)
	entry := r.lastAudit()
	require.Equal(t, chat.ActionPreviewOpened, entry.Action)
	require.Equal(t, user.ID, entry.UserID)

	ask := func(headers ...string) string {
		t.Helper()
		a := r.call("GET", "/api/chat/config", nil, append([]string{"X-API-Key", made.Key, "Origin", ""}, headers...)...)
		if a.StatusCode == http.StatusOK {
			return ""
		}
		return a.code(t)
	}
	ours := []string{"Sec-Fetch-Site", "same-origin"}
	require.Empty(t, ask(ours...))
	require.Empty(t, ask(append(ours, "Origin", r.server.URL)...))
	require.Equal(t, "origin_not_allowed", ask("Origin", shop, "Sec-Fetch-Site", "cross-site"), "a registered origin is for the site's own keys")
	require.Equal(t, "origin_not_allowed", ask("Origin", shop))
	require.Equal(t, "origin_not_allowed", ask("Origin", r.server.URL, "Sec-Fetch-Site", "same-site"))
	require.Equal(t, "origin_required", ask())
	a = r.call("GET", "/api/chat/config", nil, "Origin", "", "Sec-Fetch-Site", "same-origin")
	require.Equal(t, "origin_not_allowed", a.code(t), "the site's own key does not work there")

	a = r.call("POST", "/api/chat/session", `{}`, "X-API-Key", made.Key, "Origin", r.server.URL, "Sec-Fetch-Site", "same-origin")
	require.Equal(t, 201, a.StatusCode, "%s", a.body)
	var session Session
	a.into(t, &session)
	_, err := r.store.FindSession(t.Context(), r.site.ID, session.ID)
	require.NoError(t, err)
	keys, err := r.store.ListKeys(t.Context(), r.site.ID)
	require.NoError(t, err)
	require.Len(t, keys, 1, "it is none of the site's keys")

	_, err = r.store.UpdateUser(t.Context(), store.UserChange{UserID: user.ID, Disabled: new(true)})
	require.Error(t, err, "the last admin")
	r.user(uuid.NewString()+"@example.org", chat.UserAdmin)
	_, err = r.store.UpdateUser(t.Context(), store.UserChange{UserID: user.ID, Disabled: new(true)})
	require.NoError(t, err)
	require.Equal(t, "invalid_api_key", ask(ours...), "it goes with the user")
	_, err = r.store.UpdateUser(t.Context(), store.UserChange{UserID: user.ID, Disabled: new(false)})
	require.NoError(t, err)
	require.Empty(t, ask(ours...))
	r.exec(`update site_preview_keys set expires_at = now()`)
	require.Equal(t, "invalid_api_key", ask(ours...), "it has run out")
	_, err = r.store.RemoveExpired(t.Context(), 10)
	require.NoError(t, err)
	require.Contains(t, r.content()["site_preview_keys"], "0 rows")
}

func TestTheOwnerSeesWhereTheWidgetIsInstalled(t *testing.T) {
	r := newRig(t)
	admin := r.staff(chat.UserAdmin)
	installed := func() (out []InstalledOrigin) {
		t.Helper()
		var list Installation
		admin("GET", "/api/admin/sites/"+r.site.ID+"/installation", nil).into(t, &list)
		return list.Data
	}
	open := func(page, version string, headers ...string) {
		t.Helper()
		query := url.Values{}
		if page != "" {
			query.Set("page", page)
		}
		if version != "" {
			query.Set("widget", version)
		}
		a := r.call("GET", "/api/chat/config?"+query.Encode(), nil, headers...)
		require.Equal(t, 200, a.StatusCode, "%s", a.body)
	}
	later := func() { r.exec(`update widget_installations set last_seen_at = last_seen_at - interval '1 minute'`) }
	require.Empty(t, installed())
	open(shop+"/rooms/12?token=secret#a", "1.0.0")
	got := installed()
	require.Len(t, got, 1)
	require.Equal(t, shop, got[0].Origin)
	require.Equal(t, shop+"/rooms/12", *got[0].PageURL)
	require.Equal(t, "1.0.0", *got[0].WidgetVersion)
	var sites SitePage
	admin("GET", "/api/admin/sites", nil).into(t, &sites)
	require.Equal(t, got[0].LastSeenAt, *sites.Data[0].WidgetSeenAt)

	open(shop+"/new", "1.0.0")
	require.Equal(t, shop+"/rooms/12", *installed()[0].PageURL, "once in ten seconds is enough")
	open(shop+"/new", "1.1.0")
	require.Equal(t, "1.1.0", *installed()[0].WidgetVersion, "but another version is news")
	later()
	open("https://elsewhere.example/a", "1.1.0")
	require.Equal(t, shop+"/new", *installed()[0].PageURL, "a page of another origin is not this one's")
	open(shop+"/"+strings.Repeat("long", 1000), "1.1.0")
	open("no address", "1.1.0")
	later()
	open("", "")
	require.Equal(t, shop+"/new", *installed()[0].PageURL)
	require.Nil(t, installed()[0].WidgetVersion, "a client of one's own")

	open("http://localhost:3000/", "1.1.0", "Origin", "http://localhost:3000")
	require.Equal(t, []string{"http://localhost:3000", shop}, []string{installed()[0].Origin, installed()[1].Origin}, "newest first")
	before := r.content()["widget_installations"]
	r.call("GET", "/api/chat/config", nil, "Origin", "", "X-API-Key", r.newKey(r.site, store.ServerKey).Key)
	require.Equal(t, 403, r.call("GET", "/api/chat/config?page="+url.QueryEscape("https://evil.example/"), nil, "Origin", "https://evil.example").StatusCode)
	require.Equal(t, before, r.content()["widget_installations"], "neither programs nor refused pages")
}

func TestAPageBesideUsIsItsOwnWitness(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/api/chat/config", nil)
	r.Host = "chat.example"
	r.Header.Set("Sec-Fetch-Site", "same-origin") // with a GET, browsers send no Origin then
	for address, want := range map[string][2]string{
		"https://chat.example/demo?a=b": {"https://chat.example", "https://chat.example/demo"},
		"http://chat.example/":          {"http://chat.example", "http://chat.example/"},
		"https://evil.example/":         {},
		"":                              {},
	} {
		origin, page := pageOf(callerOf(r), address)
		require.Equal(t, want, [2]string{origin, page}, address)
	}
}
