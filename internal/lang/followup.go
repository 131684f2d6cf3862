package lang

import "regexp"

// followUp matches the openings with which people lean on what they asked
// before, in the supported languages: "and for cats?", "en op zondag?".
var followUp = regexp.MustCompile(`(?i)^\s*(?:` +
	`and|or|what about|how about|same for|` +
	`en|of|hoe zit (?:het|dat) met|geldt dat ook|` +
	`und|oder|wie (?:ist|sieht) es (?:mit|bei|aus mit)|gilt das auch|` +
	`et|ou|qu'en est-il|pareil pour)(?:\s|\?|$)`)

// IsFollowUp tells whether a question is worded as an addition to an earlier
// one. It goes by the opening words alone.
func IsFollowUp(text string) bool { return followUp.MatchString(text) }
