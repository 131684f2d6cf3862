package chat

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Features are the parts of the widget that a site's owner can leave out.
type Features struct {
	Person    bool `json:"person"`    // a button that asks for a person
	Sound     bool `json:"sound"`     // a sound with a new answer, if the visitor allows it
	Email     bool `json:"email"`     // asks for a name and an e-mail address
	Reactions bool `json:"reactions"` // thumbs on answers
}

// Tracking says when visits and conversions are stored.
type Tracking string

// The kinds of tracking.
const (
	TrackingOff     Tracking = "off"     // never
	TrackingConsent Tracking = "consent" // of visitors who agreed; the default
	TrackingOn      Tracking = "on"      // always
)

// PageSuggestion is a bubble that the widget shows on some pages before the
// chat is opened. A tap sends Message as the visitor's first one.
type PageSuggestion struct {
	ID         string   `json:"id"`          // unique within the site; the widget remembers it as dismissed
	URLPattern string   `json:"url_pattern"` // of the page's path; a * stands for any characters, also none and /
	Text       string   `json:"text"`        // of the bubble
	Message    string   `json:"message"`     // "": a tap opens the chat and sends nothing
	Triggers   Triggers `json:"triggers"`
}

// Triggers say when a suggestion is shown. All that are given must hold; with
// none it is shown at once.
type Triggers struct {
	AfterSeconds  *int   `json:"after_seconds,omitempty"`  // since the page was opened, 0 to 3600
	ScrollPercent *int   `json:"scroll_percent,omitempty"` // how far the page was scrolled, 0 to 100
	Element       string `json:"element,omitempty"`        // a CSS selector; the element came into view
}

// WidgetTexts are the keys of the widget's texts, which a site's owner can
// replace: to have another tone, or another language.
var WidgetTexts = []string{
	"open", "close", "online", "waiting", "ended", "conversation", "message", "placeholder", "send", "typing",
	"person_typing", "person", "person_message", "menu", "new_conversation", "suggestions", "sources",
	"helpful", "not_helpful", "you", "assistant", "colleague", "notice", "joined", "left", "with", "new_tab",
	"offline", "pending", "not_sent", "too_fast", "retry", "discard", "slow", "dismiss", "end", "end_question",
	"cancel", "sound_on", "sound_off", "email_offer", "email_prompt", "name", "email", "email_wrong", "save",
	"saved", "failed", "rate", "star", "stars", "what", "feedback", "submit", "thanks", "consent", "accept",
	"decline", "tag_helpful", "tag_friendly", "tag_too_slow", "tag_wrong_answer",
}

// The most that a site's owner can set up.
const (
	maxPageSuggestions = 50
	maxShortText       = 200 // a bubble's text, a pattern, a selector
	maxWidgetText      = 500
)

var suggestionID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// CheckPageSuggestions returns an error with CodeInvalid that says which
// suggestion is not possible, and why.
func CheckPageSuggestions(list []PageSuggestion) error {
	if len(list) > maxPageSuggestions {
		return Errorf(CodeInvalid, "There can be at most %d page suggestions.", maxPageSuggestions)
	}
	seen := map[string]bool{}
	for _, s := range list {
		if !suggestionID.MatchString(s.ID) {
			return Errorf(CodeInvalid, "A page suggestion's id has 1 to 64 letters, digits, - or _: %q.", shorten(s.ID))
		}
		if seen[s.ID] {
			return Errorf(CodeInvalid, "Two page suggestions have the id %s.", s.ID)
		}
		seen[s.ID] = true
		if why := s.fault(); why != "" {
			return Errorf(CodeInvalid, "Page suggestion %s: %s.", s.ID, why)
		}
	}
	return nil
}

// fault says what is wrong with a suggestion, "" for nothing.
func (s PageSuggestion) fault() string {
	switch {
	case !strings.HasPrefix(s.URLPattern, "/") && !strings.HasPrefix(s.URLPattern, "*"):
		return "the pattern is that of a path and begins with / or *"
	case strings.ContainsAny(s.URLPattern, "?#"):
		return "the pattern has no query and no fragment"
	case !fits(s.URLPattern, 1, maxShortText):
		return fmt.Sprintf("the pattern has at most %d characters", maxShortText)
	case !fits(s.Text, 1, maxShortText):
		return fmt.Sprintf("the text has 1 to %d characters", maxShortText)
	case !fits(s.Message, 0, MaxMessageRunes):
		return fmt.Sprintf("the message has at most %d characters", MaxMessageRunes)
	case !within(s.Triggers.AfterSeconds, 3600):
		return "after_seconds is 0 to 3600"
	case !within(s.Triggers.ScrollPercent, 100):
		return "scroll_percent is 0 to 100"
	case !fits(s.Triggers.Element, 0, maxShortText):
		return fmt.Sprintf("the element's selector has at most %d characters", maxShortText)
	}
	return ""
}

// CheckTexts returns an error with CodeInvalid for texts that the widget does
// not have or could not show.
func CheckTexts(texts map[string]string) error {
	for key, text := range texts {
		if !slices.Contains(WidgetTexts, key) {
			return Errorf(CodeInvalid, "The widget has no text %q. It has %s.", shorten(key), strings.Join(WidgetTexts, ", "))
		}
		if !fits(text, 1, maxWidgetText) {
			return Errorf(CodeInvalid, "The widget's text %s has 1 to %d characters.", key, maxWidgetText)
		}
	}
	return nil
}

// fits tells whether a text has least to most characters, none of them NUL.
func fits(text string, least, most int) bool {
	n := len([]rune(text))
	return n >= least && n <= most && !strings.ContainsRune(text, 0)
}

// within tells whether a number, if given, is 0 to most.
func within(n *int, most int) bool { return n == nil || *n >= 0 && *n <= most }
