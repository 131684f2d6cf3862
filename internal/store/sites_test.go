package store_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

func TestANewSiteHasAKeyOriginsAndDefaultSettings(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site, key, err := s.CreateSite(ctx, store.NewSite{Name: "Hotel", Language: "nl", Origins: []string{"Hotel.example", "https://hotel.example", "*.hotel.example"}})
	require.NoError(t, err)
	require.Regexp(t, regexp.MustCompile(`^sk_[A-Za-z0-9]{32}$`), key)
	found, err := s.FindSite(ctx, site.ID)
	require.NoError(t, err)
	require.Equal(t, site, found)
	origins, err := s.ListOrigins(ctx, site.ID)
	require.NoError(t, err)
	require.ElementsMatch(t, []string{"https://*.hotel.example", "https://hotel.example"}, origins)
	settings, err := s.FindSettings(ctx, site.ID)
	require.NoError(t, err)
	require.Equal(t, chat.DefaultPrimaryColor, settings.PrimaryColor)
	require.Equal(t, chat.DefaultPosition, settings.Position)
	require.Equal(t, chat.ProviderExtractive, settings.Provider)
	require.Equal(t, 24*time.Hour, settings.IdleCloseAfter)
	sites, err := s.ListSites(ctx)
	require.NoError(t, err)
	require.Equal(t, []string{key}, sites[0].Keys)
}

func TestASiteThatIsNotPossibleIsRefusedWhole(t *testing.T) {
	url := storetest.URL(t)
	s, err := store.Open(context.Background(), url, 4, storetest.Sealer(t))
	require.NoError(t, err)
	t.Cleanup(s.Close)
	before := storetest.Content(t, url)
	for _, in := range []store.NewSite{
		{Name: ""}, {Name: strings.Repeat("a", 201)}, {Name: "a", Language: "Dutch"}, {Name: "a", Origins: []string{"https://ok.example", "*"}},
	} {
		_, _, err := s.CreateSite(context.Background(), in)
		require.Equal(t, chat.CodeInvalid, chat.CodeOf(err), "%+v", in)
	}
	require.Equal(t, before, storetest.Content(t, url))
}

func TestSettingsChangeAtOnceAndOnlyWhatWasNamed(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site := storetest.Site(t, s)
	require.NoError(t, s.UpdateSettings(ctx, store.SettingsChange{SiteID: site.ID, Change: func(to *chat.Settings) {
		to.Title, to.EscalationKeywords, to.EscalationPatterns = "Ask", []string{"manager"}, []string{`(?i)call\s+me`}
	}}))
	require.NoError(t, s.UpdateSettings(ctx, store.SettingsChange{SiteID: site.ID, Change: func(to *chat.Settings) { to.AnswerThreshold = 0.7 }}))
	got, err := s.FindSettings(ctx, site.ID)
	require.NoError(t, err)
	require.Equal(t, "Ask", got.Title)
	require.Equal(t, []string{"manager"}, got.EscalationKeywords)
	require.InDelta(t, 0.7, got.AnswerThreshold, 1e-9)
	require.ErrorIs(t, s.UpdateSettings(ctx, store.SettingsChange{SiteID: uuid.NewString(), Change: func(*chat.Settings) {}}), chat.ErrNotFound)
}

func TestSettingsThatAreNotPossibleChangeNothing(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site := storetest.Site(t, s)
	before, err := s.FindSettings(ctx, site.ID)
	require.NoError(t, err)
	for name, change := range map[string]func(*chat.Settings){
		"colour":     func(to *chat.Settings) { to.PrimaryColor = "red" },
		"position":   func(to *chat.Settings) { to.Position = "top" },
		"provider":   func(to *chat.Settings) { to.Provider = "other" },
		"no address": func(to *chat.Settings) { to.Provider = chat.ProviderOpenAI },
		"address":    func(to *chat.Settings) { to.BaseURL = "ftp://x" },
		"user name":  func(to *chat.Settings) { to.BaseURL = "https://u:p@x.example" },
		"threshold":  func(to *chat.Settings) { to.AnswerThreshold = 1.1 },
		"pattern":    func(to *chat.Settings) { to.EscalationPatterns = []string{"("} },
		"keyword":    func(to *chat.Settings) { to.EscalationKeywords = []string{""} },
		"idle":       func(to *chat.Settings) { to.IdleCloseAfter = time.Second },
		"title":      func(to *chat.Settings) { to.Title = strings.Repeat("a", 201) },
	} {
		require.Equal(t, chat.CodeInvalid, chat.CodeOf(s.UpdateSettings(ctx, store.SettingsChange{SiteID: site.ID, Change: change})), name)
	}
	after, err := s.FindSettings(ctx, site.ID)
	require.NoError(t, err)
	require.Equal(t, before, after)
}

func TestAProvidersKeyIsSealedAtRest(t *testing.T) {
	url, ctx := storetest.URL(t), context.Background()
	s, err := store.Open(ctx, url, 4, storetest.Sealer(t))
	require.NoError(t, err)
	t.Cleanup(s.Close)
	site := storetest.Site(t, s)
	require.NoError(t, s.UpdateSettings(ctx, store.SettingsChange{SiteID: site.ID, ProviderKey: new("mistral-secret")}))
	got, err := s.FindSettings(ctx, site.ID)
	require.NoError(t, err)
	require.Equal(t, "mistral-secret", got.ProviderKey)

	other, err := store.Open(ctx, url, 4, storetest.Sealer(t)) // with another key
	require.NoError(t, err)
	t.Cleanup(other.Close)
	_, err = other.FindSettings(ctx, site.ID)
	require.Error(t, err)
	display, err := other.FindDisplay(ctx, site.ID)
	require.NoError(t, err, "who only shows a site needs no secret")
	require.Empty(t, display.ProviderKey)

	require.NoError(t, s.UpdateSettings(ctx, store.SettingsChange{SiteID: site.ID, ProviderKey: new("")}))
	got, err = s.FindSettings(ctx, site.ID)
	require.NoError(t, err)
	require.Empty(t, got.ProviderKey)
}

func TestOriginsAreReplacedTogether(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site := storetest.Site(t, s)
	require.Error(t, s.SetOrigins(ctx, "", site.ID, []string{"https://new.example", "null"}))
	origins, err := s.ListOrigins(ctx, site.ID)
	require.NoError(t, err)
	require.Equal(t, []string{"https://shop.example"}, origins)
	require.NoError(t, s.SetOrigins(ctx, "", site.ID, []string{"https://new.example"}))
	registered, err := s.OriginRegistered(ctx, []string{"https://shop.example"})
	require.NoError(t, err)
	require.False(t, registered)
	registered, err = s.OriginRegistered(ctx, []string{"https://new.example"})
	require.NoError(t, err)
	require.True(t, registered)
	require.ErrorIs(t, s.SetOrigins(ctx, "", uuid.NewString(), []string{"https://a.example"}), chat.ErrNotFound)
}
