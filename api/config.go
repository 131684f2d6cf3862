package api

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/lang"
)

// GetConfig returns how the widget looks and greets. It is the widget's first
// call, so it also tells where the widget is installed.
func (s *server) GetConfig(ctx context.Context, in GetConfigRequestObject) (GetConfigResponseObject, error) {
	site := requestOf(ctx).site
	display, err := s.Store.FindDisplay(ctx, site.ID)
	if err != nil {
		return nil, err
	}
	if err := s.noteInstallation(ctx, in.Params); err != nil {
		return nil, err
	}
	language := site.Language
	if in.Params.Language != nil {
		if asked := primaryLanguage(*in.Params.Language); slices.Contains(lang.Supported, asked) {
			language = asked
		}
	}
	out, err := configView(site, display, language)
	return GetConfig200JSONResponse(out), err
}

// configView is what the widget is told of a site. The language is that of
// built-in texts.
func configView(site chat.Site, display chat.Settings, language string) (Config, error) {
	out := Config{
		Title:            cmp.Or(display.Title, site.Name),
		WelcomeMessage:   cmp.Or(display.WelcomeMessage, lang.Text(language, lang.Welcome)),
		PrimaryColor:     display.PrimaryColor,
		Position:         Position(display.Position),
		Language:         site.Language,
		Suggestions:      list(display.Suggestions),
		Features:         featuresView(display),
		IdentityRequired: display.IdentityRequired,
		Rating:           ratingPrompt(display.RatingTags),
		PageSuggestions:  views(display.PageSuggestions, pageSuggestionView),
		Texts:            texts(display.Texts),
	}
	var err error
	out.Version, err = fingerprint(out)
	return out, err
}

func pageSuggestionView(in chat.PageSuggestion) PageSuggestion {
	return PageSuggestion{
		ID: in.ID, URLPattern: in.URLPattern, Text: in.Text, Message: in.Message, Triggers: SuggestionTriggers{
			AfterSeconds: in.Triggers.AfterSeconds, ScrollPercent: in.Triggers.ScrollPercent, Element: orNull(in.Triggers.Element),
		},
	}
}

// texts makes no texts an empty JSON object.
func texts(in map[string]string) map[string]string {
	if in == nil {
		return map[string]string{}
	}
	return in
}

// fingerprint names a configuration by its content.
func fingerprint(c Config) (string, error) {
	raw, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("write configuration: %w", err)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:8]), nil
}

func featuresView(in chat.Settings) Features {
	f := in.Features
	return Features{Person: f.Person, Sound: f.Sound, Email: f.Email, Reactions: f.Reactions, Tracking: Tracking(in.Tracking)}
}

// ratingPrompt is what a visitor is asked at the end.
func ratingPrompt(tags []string) (out RatingPrompt) {
	out.Stars.Min, out.Stars.Max = 1, 5
	out.Tags = list(tags)
	return out
}

// primaryLanguage returns the first part of a BCP 47 tag in lower case.
func primaryLanguage(tag string) string {
	primary, _, _ := strings.Cut(tag, "-")
	return strings.ToLower(primary)
}
