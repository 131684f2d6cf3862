package worker

import (
	"net/http"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/llm"
)

// Models makes the clients of the models that sites name.
type Models struct {
	MistralAPIKey  string // for sites without a key of their own
	MistralBaseURL string
	MistralModel   string
	Transport      http.RoundTripper // shared by all of them, so that connections are used again
}

// For returns the model of a site's settings. A provider that lacks a key or an
// address is a *chat.ProviderError that is not worth another try.
func (m Models) For(s chat.Settings) (activities.Model, error) {
	o := llm.Options{BaseURL: s.BaseURL, APIKey: s.ProviderKey, Model: s.Model, Transport: m.Transport}
	if s.Provider == chat.ProviderMistral {
		o.BaseURL = m.MistralBaseURL
		if o.APIKey == "" {
			o.APIKey = m.MistralAPIKey
		}
		if o.Model == "" {
			o.Model = m.MistralModel
		}
	}
	if o.BaseURL == "" || (s.Provider == chat.ProviderMistral && o.APIKey == "") {
		return nil, &chat.ProviderError{Kind: chat.ProviderRejected}
	}
	return llm.New(o), nil
}
