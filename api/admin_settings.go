package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// GetSettings returns a site's settings.
func (s *server) GetSettings(ctx context.Context, in GetSettingsRequestObject) (GetSettingsResponseObject, error) {
	out, err := s.findSettings(ctx, in.ID)
	return GetSettings200JSONResponse(out), err
}

// UpdateSettings changes them.
func (s *server) UpdateSettings(ctx context.Context, in UpdateSettingsRequestObject) (UpdateSettingsResponseObject, error) {
	change, err := settingsChange(*in.Body)
	if err != nil {
		return nil, err
	}
	err = s.Store.UpdateSettings(ctx, store.SettingsChange{
		By: requestOf(ctx).user.ID, SiteID: in.ID, Change: change, ProviderKey: in.Body.ProviderKey,
	})
	if err != nil {
		return nil, err
	}
	out, err := s.findSettings(ctx, in.ID)
	return UpdateSettings200JSONResponse(out), err
}

// PreviewSettings returns what the widget would be told after a change.
func (s *server) PreviewSettings(ctx context.Context, in PreviewSettingsRequestObject) (PreviewSettingsResponseObject, error) {
	site, err := s.Store.FindSite(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	change, err := settingsChange(*in.Body)
	if err != nil {
		return nil, err
	}
	settings, err := s.Store.PreviewSettings(ctx, in.ID, change)
	if err != nil {
		return nil, err
	}
	out, err := configView(site, settings, site.Language)
	return PreviewSettings200JSONResponse(out), err
}

// MakePreviewKey lets the panel show the site's widget.
func (s *server) MakePreviewKey(ctx context.Context, in MakePreviewKeyRequestObject) (MakePreviewKeyResponseObject, error) {
	key, expires, err := s.Store.MakePreviewKey(ctx, requestOf(ctx).user.ID, in.ID)
	return MakePreviewKey201JSONResponse{Key: key, ExpiresAt: expires.UTC()}, err
}

func (s *server) findSettings(ctx context.Context, siteID string) (SiteSettings, error) {
	settings, err := s.Store.FindDisplay(ctx, siteID)
	if err != nil {
		return SiteSettings{}, err
	}
	secrets, err := s.Store.FindSecretsSet(ctx, siteID)
	return settingsView(settings, secrets), err
}

func settingsView(in chat.Settings, secrets store.SecretsSet) SiteSettings {
	return SiteSettings{
		Title:                  in.Title,
		WelcomeMessage:         in.WelcomeMessage,
		PrimaryColor:           in.PrimaryColor,
		Position:               Position(in.Position),
		Suggestions:            list(in.Suggestions),
		Features:               widgetFeaturesView(in.Features),
		Texts:                  texts(in.Texts),
		RatingTags:             list(in.RatingTags),
		PageSuggestions:        views(in.PageSuggestions, pageSuggestionView),
		SystemPrompt:           in.SystemPrompt,
		Provider:               ModelProvider(in.Provider),
		Model:                  in.Model,
		BaseURL:                in.BaseURL,
		ProviderKeySet:         secrets.ProviderKey,
		AnswerThreshold:        in.AnswerThreshold,
		EscalationKeywords:     list(in.EscalationKeywords),
		EscalationPatterns:     list(in.EscalationPatterns),
		RepeatedFailures:       in.RepeatedFailures,
		BusinessHours:          hoursView(in.Ladder.Hours),
		AlertAgainSeconds:      seconds(in.Ladder.Again),
		SupervisorsSeconds:     seconds(in.Ladder.Supervisors),
		TellVisitorSeconds:     seconds(in.Ladder.TellVisitor),
		CloseUnattendedSeconds: seconds(in.Ladder.Close),
		AgentLeaseSeconds:      seconds(in.AgentLease),
		IdleCloseSeconds:       seconds(in.IdleCloseAfter),
		IdleWarningSeconds:     seconds(in.IdleWarning),
		RatingFollowUpSeconds:  seconds(in.RatingFollowUp),
		Tracking:               Tracking(in.Tracking),
		IdentityRequired:       in.IdentityRequired,
		IdentitySecretSet:      secrets.IdentitySecret,
		Limits:                 limitsView(in.Limits),
	}
}

func widgetFeaturesView(in chat.Features) WidgetFeatures {
	return WidgetFeatures{Person: in.Person, Sound: in.Sound, Email: in.Email, Reactions: in.Reactions}
}

func limitsView(in chat.Limits) SiteLimits {
	return SiteLimits{
		AddressMessagesPerMinute: in.AddressMessagesPerMinute, AddressSessionsPerHour: in.AddressSessionsPerHour,
		SiteSessionsPerDay: in.SiteSessionsPerDay, AddressTokensPerDay: in.AddressTokensPerDay, SiteTokensPerDay: in.SiteTokensPerDay,
	}
}

func hoursView(in *chat.Hours) *BusinessHours {
	if in == nil {
		return nil
	}
	out := BusinessHours{TimeZone: in.TimeZone, Days: map[string][][]string{}}
	for day, spans := range in.Days {
		out.Days[day] = views(spans, func(span [2]string) []string { return span[:] })
	}
	return &out
}

func seconds(d time.Duration) int { return int(d / time.Second) }

// settingsChange returns what a body does to settings. It returns CodeInvalid for
// business hours that are not possible.
func settingsChange(in SiteSettingsChange) (func(*chat.Settings), error) {
	hours, err := hoursChange(in.BusinessHours)
	if err != nil {
		return nil, err
	}
	return func(to *chat.Settings) {
		set(&to.Title, in.Title)
		set(&to.WelcomeMessage, in.WelcomeMessage)
		set(&to.PrimaryColor, in.PrimaryColor)
		set(&to.Position, (*string)(in.Position))
		set(&to.Suggestions, in.Suggestions)
		if f := in.Features; f != nil {
			to.Features = chat.Features{Person: f.Person, Sound: f.Sound, Email: f.Email, Reactions: f.Reactions}
		}
		set(&to.Texts, in.Texts)
		set(&to.RatingTags, in.RatingTags)
		if in.PageSuggestions != nil {
			to.PageSuggestions = views(*in.PageSuggestions, pageSuggestionOf)
		}
		set(&to.SystemPrompt, in.SystemPrompt)
		set(&to.Provider, (*chat.Provider)(in.Provider))
		set(&to.Model, in.Model)
		set(&to.BaseURL, in.BaseURL)
		set(&to.AnswerThreshold, in.AnswerThreshold)
		set(&to.EscalationKeywords, in.EscalationKeywords)
		set(&to.EscalationPatterns, in.EscalationPatterns)
		set(&to.RepeatedFailures, in.RepeatedFailures)
		set(&to.Ladder.Hours, hours)
		setSeconds(&to.Ladder.Again, in.AlertAgainSeconds)
		setSeconds(&to.Ladder.Supervisors, in.SupervisorsSeconds)
		setSeconds(&to.Ladder.TellVisitor, in.TellVisitorSeconds)
		setSeconds(&to.Ladder.Close, in.CloseUnattendedSeconds)
		setSeconds(&to.AgentLease, in.AgentLeaseSeconds)
		setSeconds(&to.IdleCloseAfter, in.IdleCloseSeconds)
		setSeconds(&to.IdleWarning, in.IdleWarningSeconds)
		setSeconds(&to.RatingFollowUp, in.RatingFollowUpSeconds)
		set(&to.Tracking, (*chat.Tracking)(in.Tracking))
		set(&to.IdentityRequired, in.IdentityRequired)
		if l := in.Limits; l != nil {
			to.Limits = chat.Limits{
				AddressMessagesPerMinute: l.AddressMessagesPerMinute, AddressSessionsPerHour: l.AddressSessionsPerHour,
				SiteSessionsPerDay: l.SiteSessionsPerDay, AddressTokensPerDay: l.AddressTokensPerDay, SiteTokensPerDay: l.SiteTokensPerDay,
			}
		}
	}, nil
}

// hoursChange reads business hours: nil when they are not named, and a nil in it
// for null, which means always.
func hoursChange(raw json.RawMessage) (**chat.Hours, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	var hours *chat.Hours
	if string(raw) != "null" {
		var err error
		if hours, err = chat.ParseHours(raw); err != nil {
			return nil, err
		}
	}
	return &hours, nil
}

func pageSuggestionOf(in PageSuggestion) chat.PageSuggestion {
	return chat.PageSuggestion{
		ID: in.ID, URLPattern: in.URLPattern, Text: in.Text, Message: in.Message, Triggers: chat.Triggers{
			AfterSeconds: in.Triggers.AfterSeconds, ScrollPercent: in.Triggers.ScrollPercent, Element: deref(in.Triggers.Element),
		},
	}
}

// set changes what a body names.
func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

func setSeconds(to *time.Duration, from *int) {
	if from != nil {
		*to = time.Duration(*from) * time.Second
	}
}
