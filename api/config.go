package api

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/innconnect/innconnect/internal/lang"
)

// GetConfig returns how the widget looks and greets.
func (s *server) GetConfig(ctx context.Context, in GetConfigRequestObject) (GetConfigResponseObject, error) {
	site := requestOf(ctx).site
	display, err := s.Store.FindDisplay(ctx, site.ID)
	if err != nil {
		return nil, err
	}
	language := site.Language
	if in.Params.Language != nil {
		if asked := primaryLanguage(*in.Params.Language); slices.Contains(lang.Supported, asked) {
			language = asked
		}
	}
	return GetConfig200JSONResponse{
		Title:          cmp.Or(display.Title, site.Name),
		WelcomeMessage: cmp.Or(display.WelcomeMessage, lang.Text(language, lang.Welcome)),
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
