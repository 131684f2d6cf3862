package store

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// mostOfLimit is the highest limit that can be set.
const mostOfLimit = 1_000_000_000

var (
	primaryTag = regexp.MustCompile(`^[a-z]{2,3}$`)
	hexColor   = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)
)

// FindSettings returns a site's settings with the provider's key decrypted, or
// chat.ErrNotFound.
func (s *Store) FindSettings(ctx context.Context, siteID string) (chat.Settings, error) {
	out, sealed, err := findSettings(ctx, s.pool, siteID, "")
	if err != nil || sealed == nil {
		return out, err
	}
	if out.ProviderKey, err = s.seal.Open(sealed); err != nil {
		return chat.Settings{}, fmt.Errorf("read provider key: %w", err)
	}
	return out, nil
}

// FindDisplay returns a site's settings without the provider's key, for those
// who show them.
func (s *Store) FindDisplay(ctx context.Context, siteID string) (chat.Settings, error) {
	out, _, err := findSettings(ctx, s.pool, siteID, "")
	return out, err
}

// SecretsSet says which secrets a site has. None of them can be read again.
type SecretsSet struct{ ProviderKey, IdentitySecret bool }

// FindSecretsSet returns which secrets a site has, or chat.ErrNotFound.
func (s *Store) FindSecretsSet(ctx context.Context, siteID string) (out SecretsSet, err error) {
	const query = `
		select provider_key_sealed is not null, identity_secret_sealed is not null
		from site_settings where site_id = $1`
	err = s.pool.QueryRow(ctx, query, siteID).Scan(&out.ProviderKey, &out.IdentitySecret)
	return out, notFound("find which secrets are set", err)
}

// SettingsChange says how a site's settings are changed.
type SettingsChange struct {
	By          string // the user who changes them; "" for the command line
	SiteID      string
	Change      func(*chat.Settings) // gets them without the provider's key
	ProviderKey *string              // seals and stores it; "" removes it
}

// UpdateSettings changes a site's settings in one transaction. A provider's key
// goes nowhere but to whom it was given for: where the provider or its address
// changes, it is removed unless the change brings one. Settings that are not
// possible give an error with CodeInvalid; an unknown site is chat.ErrNotFound.
// Without a key to seal with, a provider's key gives CodeNotConfigured.
func (s *Store) UpdateSettings(ctx context.Context, change SettingsChange) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		before, key, err := findSettings(ctx, tx, change.SiteID, "for update")
		if err != nil {
			return err
		}
		in := before
		if change.Change != nil {
			change.Change(&in)
		}
		if err := checkSettings(in); err != nil {
			return err
		}
		if in.Provider != before.Provider || in.BaseURL != before.BaseURL {
			key = nil
		}
		changed := settingsChanged(before, in)
		if change.ProviderKey != nil {
			if key, err = s.sealKey(*change.ProviderKey); err != nil {
				return fmt.Errorf("seal provider key: %w", err)
			}
			changed = append(changed, "provider_key")
		}
		const query = `
			update site_settings set
			    title = $2, welcome_message = $3, primary_color = $4, position = $5, suggestions = $6,
			    system_prompt = $7, provider = $8, model = $9, base_url = $10, answer_threshold = $11,
			    escalation_keywords = $12, escalation_patterns = $13, idle_close_seconds = $14,
			    features = $15, page_suggestions = $16, texts = coalesce($17, '{}'::jsonb), rating_tags = $18, tracking = $19,
			    identity_required = $20,
			    business_hours = $21, alert_again_seconds = $22, supervisors_seconds = $23, tell_visitor_seconds = $24,
			    close_unattended_seconds = $25, agent_lease_seconds = $26, repeated_failures = $27,
			    idle_warning_seconds = $28, rating_follow_up_seconds = $29,
			    address_messages_per_minute = $30, address_sessions_per_hour = $31, site_sessions_per_day = $32,
			    address_tokens_per_day = $33, site_tokens_per_day = $34, provider_key_sealed = $35, updated_at = now()
			where site_id = $1`
		_, err = tx.Exec(ctx, query, change.SiteID,
			in.Title, in.WelcomeMessage, in.PrimaryColor, in.Position, notNil(in.Suggestions),
			in.SystemPrompt, in.Provider, in.Model, in.BaseURL, in.AnswerThreshold,
			notNil(in.EscalationKeywords), notNil(in.EscalationPatterns), wholeSeconds(in.IdleCloseAfter),
			in.Features, notNil(in.PageSuggestions), in.Texts, notNil(in.RatingTags), in.Tracking, in.IdentityRequired,
			in.Ladder.Hours, wholeSeconds(in.Ladder.Again), wholeSeconds(in.Ladder.Supervisors), wholeSeconds(in.Ladder.TellVisitor),
			wholeSeconds(in.Ladder.Close), wholeSeconds(in.AgentLease), in.RepeatedFailures,
			wholeSeconds(in.IdleWarning), wholeSeconds(in.RatingFollowUp),
			in.Limits.AddressMessagesPerMinute, in.Limits.AddressSessionsPerHour, in.Limits.SiteSessionsPerDay,
			in.Limits.AddressTokensPerDay, in.Limits.SiteTokensPerDay, key)
		if err != nil {
			return fmt.Errorf("update settings: %w", err)
		}
		if len(changed) == 0 {
			return nil
		}
		return addAudit(ctx, tx, chat.AuditEntry{
			Action: chat.ActionSettingsChanged, UserID: change.By, SiteID: change.SiteID,
			Details: map[string]string{"settings": strings.Join(changed, " ")},
		})
	})
}

// PreviewSettings returns what a site's settings would be after a change, without
// the provider's key, and the errors of UpdateSettings. It changes nothing.
func (s *Store) PreviewSettings(ctx context.Context, siteID string, change func(*chat.Settings)) (chat.Settings, error) {
	out, _, err := findSettings(ctx, s.pool, siteID, "")
	if err != nil {
		return chat.Settings{}, err
	}
	change(&out)
	return out, checkSettings(out)
}

// sealKey seals a secret, nil for "".
func (s *Store) sealKey(key string) ([]byte, error) {
	if key == "" {
		return nil, nil
	}
	return s.seal.Seal(key)
}

// findSettings reads the row, with a locking clause in a transaction.
func findSettings(ctx context.Context, q querier, siteID, locking string) (out chat.Settings, sealed []byte, err error) {
	query := `
		select title, welcome_message, primary_color, position, suggestions,
		       system_prompt, provider, model, base_url, provider_key_sealed, answer_threshold,
		       escalation_keywords, escalation_patterns, idle_close_seconds,
		       features, page_suggestions, texts, rating_tags, tracking, identity_required,
		       business_hours, alert_again_seconds, supervisors_seconds, tell_visitor_seconds,
		       close_unattended_seconds, agent_lease_seconds, repeated_failures,
		       idle_warning_seconds, rating_follow_up_seconds,
		       address_messages_per_minute, address_sessions_per_hour, site_sessions_per_day,
		       address_tokens_per_day, site_tokens_per_day
		from site_settings where site_id = $1 ` + locking
	rows, err := q.Query(ctx, query, siteID)
	if err != nil {
		return out, nil, fmt.Errorf("find settings: %w", err)
	}
	_, err = pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (struct{}, error) {
		var idle, again, supervisors, tell, closing, lease, warning, followUp int64
		err := row.Scan(&out.Title, &out.WelcomeMessage, &out.PrimaryColor, &out.Position, &out.Suggestions,
			&out.SystemPrompt, &out.Provider, &out.Model, &out.BaseURL, &sealed, &out.AnswerThreshold,
			&out.EscalationKeywords, &out.EscalationPatterns, &idle,
			&out.Features, &out.PageSuggestions, &out.Texts, &out.RatingTags, &out.Tracking, &out.IdentityRequired,
			&out.Ladder.Hours, &again, &supervisors, &tell, &closing, &lease, &out.RepeatedFailures, &warning, &followUp,
			&out.Limits.AddressMessagesPerMinute, &out.Limits.AddressSessionsPerHour, &out.Limits.SiteSessionsPerDay,
			&out.Limits.AddressTokensPerDay, &out.Limits.SiteTokensPerDay)
		for to, from := range map[*time.Duration]int64{
			&out.IdleCloseAfter: idle, &out.IdleWarning: warning, &out.RatingFollowUp: followUp, &out.AgentLease: lease,
			&out.Ladder.Again: again, &out.Ladder.Supervisors: supervisors, &out.Ladder.TellVisitor: tell, &out.Ladder.Close: closing,
		} {
			*to = time.Duration(from) * time.Second
		}
		return struct{}{}, err
	})
	return out, sealed, notFound("find settings", err)
}

func checkSettings(in chat.Settings) error {
	invalid := func(format string, args ...any) error { return chat.Errorf(chat.CodeInvalid, format, args...) }
	for _, text := range []struct {
		name, value string
		most        int // characters
	}{
		{"title", in.Title, 200}, {"welcome message", in.WelcomeMessage, 2000}, {"system prompt", in.SystemPrompt, 8000},
		{"model", in.Model, 200}, {"base URL", in.BaseURL, 2000},
	} {
		if len([]rune(text.value)) > text.most {
			return invalid("The %s has at most %d characters.", text.name, text.most)
		}
	}
	if !hexColor.MatchString(in.PrimaryColor) {
		return invalid("The primary colour is written like %s.", chat.DefaultPrimaryColor)
	}
	if in.Position != "bottom-right" && in.Position != "bottom-left" {
		return invalid("The position is bottom-right or bottom-left.")
	}
	switch in.Provider {
	case chat.ProviderExtractive, chat.ProviderMistral:
	case chat.ProviderOpenAI:
		if in.BaseURL == "" {
			return invalid("The provider openai needs the base URL of its endpoint.")
		}
	default:
		return invalid("The provider is extractive, mistral or openai.")
	}
	if in.BaseURL != "" {
		if _, err := chat.ParseWebAddress(in.BaseURL); err != nil {
			return err
		}
	}
	if !(in.AnswerThreshold >= 0 && in.AnswerThreshold <= 1) { // NaN too
		return invalid("The answer threshold is a number from 0 to 1.")
	}
	if in.IdleCloseAfter < time.Minute || in.IdleCloseAfter > 30*24*time.Hour {
		return invalid("An idle conversation closes after 1 minute to 30 days.")
	}
	for _, span := range []struct {
		name        string
		value       time.Duration
		least, most time.Duration
		off         bool // 0 turns it off
	}{
		{"second alert", in.Ladder.Again, 10 * time.Second, 7 * 24 * time.Hour, false},
		{"alert to supervisors", in.Ladder.Supervisors, in.Ladder.Again, 7 * 24 * time.Hour, false},
		{"message to a visitor who waits", in.Ladder.TellVisitor, in.Ladder.Supervisors, 7 * 24 * time.Hour, false},
		{"end of an unattended conversation", in.Ladder.Close, time.Minute, 30 * 24 * time.Hour, false},
		{"end of a silent person's turn", in.AgentLease, 10 * time.Second, 24 * time.Hour, false},
		{"warning before an idle conversation closes", in.IdleWarning, 10 * time.Second, 24 * time.Hour, true},
		{"e-mail that asks for a rating", in.RatingFollowUp, time.Minute, 30 * 24 * time.Hour, true},
	} {
		if span.off && span.value == 0 {
			continue
		}
		if span.value < span.least || span.value > span.most {
			return invalid("The time of the %s is from %s to %s.", span.name, span.least, span.most)
		}
	}
	if in.RepeatedFailures < 0 || in.RepeatedFailures > 20 {
		return invalid("A person is asked for after 1 to 20 answers that did not help, or never with 0.")
	}
	l := in.Limits
	for _, n := range []int64{l.AddressMessagesPerMinute, l.AddressSessionsPerHour, l.SiteSessionsPerDay, l.AddressTokensPerDay, l.SiteTokensPerDay} {
		if n < 0 || n > mostOfLimit {
			return invalid("A limit is a number from 1 to %d, or 0 for none.", mostOfLimit)
		}
	}
	for _, list := range []struct {
		name   string
		values []string
		most   int // characters
	}{
		{"suggestion", in.Suggestions, 200}, {"rating tag", in.RatingTags, 50},
		{"escalation keyword", in.EscalationKeywords, 200}, {"escalation pattern", in.EscalationPatterns, 500},
	} {
		if len(list.values) > 200 {
			return invalid("There can be at most 200 entries of one kind: %ss.", list.name)
		}
		for _, value := range list.values {
			if n := len([]rune(value)); n < 1 || n > list.most {
				return invalid("Each %s has 1 to %d characters.", list.name, list.most)
			}
		}
	}
	if len(in.RatingTags) > chat.MaxRatingTags {
		return invalid("A site has at most %d rating tags.", chat.MaxRatingTags)
	}
	switch in.Tracking {
	case chat.TrackingOff, chat.TrackingConsent, chat.TrackingOn:
	default:
		return invalid("Tracking is off, consent or on.")
	}
	if err := chat.CheckPageSuggestions(in.PageSuggestions); err != nil {
		return err
	}
	if err := chat.CheckTexts(in.Texts); err != nil {
		return err
	}
	for _, pattern := range in.EscalationPatterns {
		if _, err := regexp.Compile(pattern); err != nil {
			return invalid("The escalation pattern %q is not valid: %v.", pattern, err)
		}
	}
	return nil
}

func wholeSeconds(d time.Duration) int64 { return int64(d / time.Second) }

// notNil makes an empty list storable in a column that is not null.
func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
