package api

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/lang"
	"github.com/innconnect/innconnect/internal/store"
)

func TestTheConfigurationIsTheSitesOwnOrTheDefault(t *testing.T) {
	r := newRig(t)
	var c Config
	r.call("GET", "/api/chat/config", nil).into(t, &c)
	require.NotEmpty(t, c.Version)
	require.Equal(t, Config{
		Version: c.Version, Title: "Shop", WelcomeMessage: lang.Text("en", lang.Welcome), PrimaryColor: "#E85D04",
		Position: PositionBottomRight, Language: "en", Suggestions: []string{},
		Features: Features{Person: true, Sound: true, Email: true, Reactions: true, Tracking: TrackingConsent},
		Rating:   ratingPrompt([]string{"Helpful", "Friendly", "Too slow", "Wrong answer"}),
		Texts:    map[string]string{}, PageSuggestions: []PageSuggestion{},
	}, c)
	r.call("GET", "/api/chat/config?language=nl-BE", nil).into(t, &c)
	require.Equal(t, lang.Text("nl", lang.Welcome), c.WelcomeMessage)

	after, scroll := 5, 50
	require.NoError(t, r.store.UpdateSettings(context.Background(), store.SettingsChange{SiteID: r.site.ID, Change: func(s *chat.Settings) {
		s.Title, s.WelcomeMessage, s.PrimaryColor = "Ask us", "Hi!", "#001122"
		s.Features = chat.Features{Person: true}
		s.Tracking, s.IdentityRequired = chat.TrackingOn, true
		s.Texts = map[string]string{"placeholder": "Ask away"}
		s.PageSuggestions = []chat.PageSuggestion{{
			ID: "rooms", URLPattern: "/rooms/*", Text: "A room?", Message: "Which rooms are free?",
			Triggers: chat.Triggers{AfterSeconds: &after, ScrollPercent: &scroll, Element: "#prices"},
		}}
	}}))
	r.call("GET", "/api/chat/config?language=nl", nil).into(t, &c)
	require.Equal(t, "Ask us", c.Title)
	require.Equal(t, "Hi!", c.WelcomeMessage)
	require.Equal(t, "#001122", c.PrimaryColor)
	require.Equal(t, Features{Person: true, Tracking: TrackingOn}, c.Features)
	require.True(t, c.IdentityRequired)
	require.Equal(t, map[string]string{"placeholder": "Ask away"}, c.Texts)
	require.Equal(t, []PageSuggestion{{
		ID: "rooms", URLPattern: "/rooms/*", Text: "A room?", Message: "Which rooms are free?",
		Triggers: SuggestionTriggers{AfterSeconds: &after, ScrollPercent: &scroll, Element: orNull("#prices")},
	}}, c.PageSuggestions)
}

func TestTheConfigurationsVersionChangesExactlyWhenItDoes(t *testing.T) {
	r := newRig(t)
	version := func() string {
		var c Config
		r.call("GET", "/api/chat/config", nil).into(t, &c)
		return c.Version
	}
	first := version()
	require.NoError(t, r.store.UpdateSettings(context.Background(), store.SettingsChange{SiteID: r.site.ID, Change: func(s *chat.Settings) { s.SystemPrompt = "Be brief." }}))
	require.Equal(t, first, version(), "nothing that a visitor sees")
	require.NoError(t, r.store.UpdateSettings(context.Background(), store.SettingsChange{SiteID: r.site.ID, Change: func(s *chat.Settings) { s.Title = "Ask us" }}))
	require.NotEqual(t, first, version())
}

func TestARatingCarriesTheSitesTags(t *testing.T) {
	r := newRig(t)
	require.NoError(t, r.store.UpdateSettings(context.Background(), store.SettingsChange{SiteID: r.site.ID, Change: func(s *chat.Settings) { s.RatingTags = []string{"Snel", "Traag"} }}))
	s := r.session(uuid.NewString())
	visitor := []string{"X-Visitor-ID", s.VisitorID}
	var ended EndedSession
	r.call("POST", "/api/chat/session/"+s.ID+"/end", nil, visitor...).into(t, &ended)
	require.Equal(t, []string{"Snel", "Traag"}, ended.RatingPrompt.Tags)
	path := "/api/chat/session/" + s.ID + "/rate"
	require.Equal(t, 400, r.call("POST", path, `{"stars":5,"tags":["Helpful"]}`, visitor...).StatusCode)
	var rated Session
	r.call("POST", path, `{"stars":5,"tags":["snel"]}`, visitor...).into(t, &rated)
	require.Equal(t, []string{"Snel"}, rated.Rating.Tags)
}
