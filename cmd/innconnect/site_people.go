package main

import (
	"time"

	"github.com/innconnect/innconnect/internal/chat"
)

// sitePeopleFlags are the settings of how conversations reach people and end.
type sitePeopleFlags struct {
	BusinessHours   jsonFile[*chat.Hours] `placeholder:"FILE" help:"A JSON file with the hours at which somebody is there, such as {\"time_zone\": \"Europe/Amsterdam\", \"days\": {\"mon\": [[\"09:00\", \"17:00\"]]}}; null for always."`
	AlertAgain      *time.Duration        `help:"Alert staff again when nobody has come for this long, such as 2m."`
	Supervisors     *time.Duration        `help:"Alert supervisors when nobody has come for this long."`
	TellVisitor     *time.Duration        `help:"Tell the visitor when nobody has come for this long."`
	CloseUnattended *time.Duration        `help:"Close the conversation this long after that, with the promise of an answer."`
	AgentLease      *time.Duration        `help:"Take the conversation from a person who is silent for this long."`
	Repeated        *int                  `help:"Ask for a person after so many answers in a row that did not help; 0 for never."`
	IdleClose       *time.Duration        `help:"Close an unused conversation after this long, such as 24h."`
	IdleWarning     *time.Duration        `help:"Warn the visitor this long before; 0 for not at all."`
	RatingFollowUp  *time.Duration        `help:"Ask for a rating by mail this long after the end; 0 for never."`
}

func (f sitePeopleFlags) change(to *chat.Settings) {
	set(&to.Ladder.Hours, f.BusinessHours.value)
	set(&to.Ladder.Again, f.AlertAgain)
	set(&to.Ladder.Supervisors, f.Supervisors)
	set(&to.Ladder.TellVisitor, f.TellVisitor)
	set(&to.Ladder.Close, f.CloseUnattended)
	set(&to.AgentLease, f.AgentLease)
	set(&to.RepeatedFailures, f.Repeated)
	set(&to.IdleCloseAfter, f.IdleClose)
	set(&to.IdleWarning, f.IdleWarning)
	set(&to.RatingFollowUp, f.RatingFollowUp)
}

// peopleOutput is what the commands print of these settings.
func peopleOutput(s chat.Settings) map[string]any {
	return map[string]any{
		"business_hours": s.Ladder.Hours, "alert_again": s.Ladder.Again.String(), "supervisors": s.Ladder.Supervisors.String(),
		"tell_visitor": s.Ladder.TellVisitor.String(), "close_unattended": s.Ladder.Close.String(),
		"agent_lease": s.AgentLease.String(), "repeated": s.RepeatedFailures,
		"idle_close": s.IdleCloseAfter.String(), "idle_warning": s.IdleWarning.String(), "rating_follow_up": s.RatingFollowUp.String(),
	}
}
