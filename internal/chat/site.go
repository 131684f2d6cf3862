package chat

import "time"

// Provider names what writes a site's answers.
type Provider string

// The providers. Extractive needs no key and no network: it composes answers
// from the articles' own sentences.
const (
	ProviderExtractive Provider = "extractive"
	ProviderMistral    Provider = "mistral"
	ProviderOpenAI     Provider = "openai" // any OpenAI-compatible endpoint
)

// Site is one tenant: a website with its own articles, settings and keys.
type Site struct {
	ID        string // UUID
	Name      string
	Language  string // BCP 47 primary tag, for example "nl"
	CreatedAt time.Time
}

// Settings is what a site's owner can change. Changes act on the next message.
type Settings struct {
	Title          string // the widget's title; the site's name when empty
	WelcomeMessage string // the first bubble; a text in the site's language when empty
	PrimaryColor   string // "#RRGGBB", default #E85D04
	Position       string // "bottom-right" (default) or "bottom-left"
	Suggestions    []string

	Features        Features
	PageSuggestions []PageSuggestion
	Texts           map[string]string // the widget's texts in the owner's words, by one of WidgetTexts
	RatingTags      []string          // what a rating may carry

	Tracking         Tracking
	IdentityRequired bool // only a signed token makes or names a customer

	SystemPrompt string // goes before the product's own rules, which it cannot lift
	Provider     Provider
	Model        string // the provider's model name; its default when empty
	BaseURL      string // of an OpenAI-compatible endpoint; the provider's default when empty
	ProviderKey  string // decrypted; never returned by any API

	// AnswerThreshold is the least answerability, 0 to 1, at which the
	// assistant answers. Below it the conversation escalates.
	AnswerThreshold float64

	EscalationKeywords []string // matched as whole words, case and accents ignored
	EscalationPatterns []string // RE2

	// RepeatedFailures is how many answers in a row that did not help ask for a
	// person; 0 for never.
	RepeatedFailures int

	Ladder     Ladder
	AgentLease time.Duration // a person who is silent for so long loses the conversation

	IdleCloseAfter time.Duration // an unused conversation is closed after this
	IdleWarning    time.Duration // the visitor is warned so long before; 0 for not at all
	RatingFollowUp time.Duration // a visitor who has not rated is asked by e-mail so long after the end; 0 for never

	Limits Limits
}

// Limits bound what visitors use of a site, 0 for no limit. An address is an
// IPv4 address or an IPv6 /64; the addresses of an integration, which has a
// server key, are not limited. A budget of tokens that is used up makes the
// articles answer in their own words until the day (UTC) ends.
type Limits struct {
	AddressMessagesPerMinute int64
	AddressSessionsPerHour   int64
	SiteSessionsPerDay       int64
	AddressTokensPerDay      int64 // of models, read and written
	SiteTokensPerDay         int64
}

// Budget names one of a day's budgets of model tokens.
type Budget string

// The budgets.
const (
	BudgetNone    Budget = ""
	BudgetAddress Budget = "address"
	BudgetSite    Budget = "site"
)

// The defaults of the product document.
const (
	DefaultPrimaryColor = "#E85D04"
	DefaultPosition     = "bottom-right"
)
