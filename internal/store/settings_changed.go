package store

import (
	"reflect"

	"github.com/innconnect/innconnect/internal/chat"
)

// settingsChanged names for the audit log what differs, as the API spells it.
// The values stay out: prompts and texts are long, and of no use there.
func settingsChanged(before, now chat.Settings) (names []string) {
	old, fields := settingsByName(before), settingsByName(now)
	for i, field := range fields {
		if !reflect.DeepEqual(old[i].value, field.value) {
			names = append(names, field.name)
		}
	}
	return names
}

type namedSetting struct {
	name  string
	value any
}

func settingsByName(s chat.Settings) []namedSetting {
	return []namedSetting{
		{"title", s.Title}, {"welcome_message", s.WelcomeMessage}, {"primary_color", s.PrimaryColor}, {"position", s.Position},
		{"suggestions", notNil(s.Suggestions)}, {"features", s.Features}, {"page_suggestions", notNil(s.PageSuggestions)},
		{"texts", orEmpty(s.Texts)}, {"rating_tags", notNil(s.RatingTags)},
		{"tracking", s.Tracking}, {"identity_required", s.IdentityRequired},
		{"system_prompt", s.SystemPrompt}, {"provider", s.Provider}, {"model", s.Model}, {"base_url", s.BaseURL},
		{"answer_threshold", s.AnswerThreshold},
		{"escalation_keywords", notNil(s.EscalationKeywords)}, {"escalation_patterns", notNil(s.EscalationPatterns)},
		{"repeated_failures", s.RepeatedFailures},
		{"business_hours", s.Ladder.Hours}, {"alert_again_seconds", s.Ladder.Again}, {"supervisors_seconds", s.Ladder.Supervisors},
		{"tell_visitor_seconds", s.Ladder.TellVisitor}, {"close_unattended_seconds", s.Ladder.Close},
		{"agent_lease_seconds", s.AgentLease}, {"idle_close_seconds", s.IdleCloseAfter}, {"idle_warning_seconds", s.IdleWarning},
		{"rating_follow_up_seconds", s.RatingFollowUp}, {"limits", s.Limits},
	}
}

// orEmpty makes no texts and an empty map the same.
func orEmpty(texts map[string]string) map[string]string {
	if texts == nil {
		return map[string]string{}
	}
	return texts
}
