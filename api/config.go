package api

import (
	"cmp"
	"context"
	"strings"
)

// welcome greets in the languages that the product speaks.
var welcome = map[string]string{
	"en": "Hello! How can I help you?",
	"nl": "Hallo! Waarmee kan ik u helpen?",
	"de": "Hallo! Wie kann ich Ihnen helfen?",
	"fr": "Bonjour ! Comment puis-je vous aider ?",
}

// GetConfig returns how the widget looks and greets.
func (s *server) GetConfig(ctx context.Context, in GetConfigRequestObject) (GetConfigResponseObject, error) {
	site := requestOf(ctx).site
	display, err := s.Store.FindDisplay(ctx, site.ID)
	if err != nil {
		return nil, err
	}
	language := site.Language
	if in.Params.Language != nil {
		language = primaryLanguage(*in.Params.Language)
	}
	return GetConfig200JSONResponse{
		Title:          cmp.Or(display.Title, site.Name),
		WelcomeMessage: cmp.Or(display.WelcomeMessage, welcome[language], welcome[site.Language], welcome["en"]),
		PrimaryColor:   display.PrimaryColor,
		Position:       Position(display.Position),
		Language:       site.Language,
		Suggestions:    list(display.Suggestions),
	}, nil
}

// primaryLanguage returns the first part of a BCP 47 tag in lower case.
func primaryLanguage(tag string) string {
	primary, _, _ := strings.Cut(tag, "-")
	return strings.ToLower(primary)
}
