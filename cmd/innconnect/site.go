package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

type siteCmd struct {
	Create siteCreateCmd `cmd:"" help:"Create a site and print its id and public key."`
	List   siteListCmd   `cmd:"" help:"List the sites with their keys and origins."`
	Update siteUpdateCmd `cmd:"" help:"Change a site's settings. What is not named stays."`
	Mail   siteMailCmd   `cmd:"" help:"Show a site's mail settings, and change those that are named."`
	Key    siteKeyCmd    `cmd:"" help:"List, make, rotate and revoke a site's keys."`

	IdentitySecret siteIdentitySecretCmd `cmd:"" help:"Make a new secret to sign visitors' identities with. It is shown once."`
}

type siteCreateCmd struct {
	Name     string   `required:"" help:"The site's name."`
	Origin   []string `help:"A web origin that may use the site's key, such as https://www.example.com. Repeatable." sep:"none"`
	Language string   `default:"en" help:"The site's language, such as nl."`
}

// siteOutput is what the commands print for one site.
type siteOutput struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Language  string    `json:"language"`
	APIKey    string    `json:"api_key"` // the newest that works
	APIKeys   []string  `json:"api_keys,omitempty"`
	Origins   []string  `json:"origins"`
	CreatedAt time.Time `json:"created_at"`
}

func (cmd siteCreateCmd) Run(e *environment) error {
	return e.withStore(func(ctx context.Context, s *store.Store) error {
		site, key, err := s.CreateSite(ctx, store.NewSite{Name: cmd.Name, Language: cmd.Language, Origins: cmd.Origin})
		if err != nil {
			return err
		}
		origins, err := s.ListOrigins(ctx, site.ID)
		if err != nil {
			return err
		}
		return e.print(siteOutput{
			ID: site.ID, Name: site.Name, Language: site.Language, APIKey: key, Origins: origins, CreatedAt: site.CreatedAt.UTC(),
		})
	})
}

type siteListCmd struct{}

func (siteListCmd) Run(e *environment) error {
	return e.withStore(func(ctx context.Context, s *store.Store) error {
		sites, err := s.ListSites(ctx)
		if err != nil {
			return err
		}
		out := make([]siteOutput, 0, len(sites))
		for _, l := range sites {
			o := siteOutput{ID: l.ID, Name: l.Name, Language: l.Language, APIKeys: l.Keys, Origins: l.Origins, CreatedAt: l.CreatedAt.UTC()}
			if n := len(l.Keys); n > 0 {
				o.APIKey = l.Keys[n-1]
			}
			out = append(out, o)
		}
		return e.print(out)
	})
}

type siteUpdateCmd struct {
	ID       string   `required:"" help:"The site's id."`
	Name     *string  `help:"The site's name."`
	Language *string  `help:"The site's language, such as nl."`
	Origin   []string `help:"The origins that may use the site's keys, in place of the present ones; an empty one removes them. Repeatable." sep:"none"`

	Title        *string        `help:"The widget's title."`
	Welcome      *string        `help:"The first message that a visitor sees."`
	PrimaryColor *string        `help:"The widget's colour, such as #E85D04."`
	Position     *string        `help:"bottom-right or bottom-left."`
	Suggestion   []string       `help:"A question to offer, in place of the present ones; an empty one removes them. Repeatable." sep:"none"`
	SystemPrompt *string        `help:"What the assistant is told first."`
	Provider     *chat.Provider `help:"Who writes the answers: extractive, mistral or openai."`
	Model        *string        `help:"The provider's model."`
	BaseURL      *string        `name:"base-url" help:"The address of an OpenAI-compatible endpoint, ending in /v1."`
	Threshold    *float64       `help:"How well the articles must answer a question, 0 to 1, for the assistant to answer it."`
	Keyword      []string       `help:"A word that asks for a person, in place of the present ones; an empty one removes them. Repeatable." sep:"none"`
	Pattern      []string       `help:"A regular expression (RE2) that asks for a person, in place of the present ones; an empty one removes them. Repeatable." sep:"none"`
	RatingTag    []string       `help:"What a rating may carry, in place of the present tags; an empty one removes them. Repeatable." sep:"none"`

	Person    *bool `negatable:"" help:"Whether the widget has a button that asks for a person."`
	Sound     *bool `negatable:"" help:"Whether the widget may make a sound."`
	Email     *bool `negatable:"" help:"Whether the widget asks for a name and an e-mail address."`
	Reactions *bool `negatable:"" help:"Whether answers have thumbs."`

	PageSuggestions  jsonFile[[]chat.PageSuggestion] `placeholder:"FILE" help:"A JSON file with the bubbles of pages, in place of the present ones."`
	Texts            jsonFile[map[string]string]     `placeholder:"FILE" help:"A JSON file with the widget's texts in your own words, in place of the present ones."`
	Tracking         *chat.Tracking                  `help:"When visits are stored: off, consent or on."`
	IdentityRequired *bool                           `negatable:"" help:"Whether only a signed token says who a visitor is."`

	LimitMessages     *int64 `placeholder:"N" help:"Messages a minute from one address; 0: no limit."`
	LimitSessions     *int64 `placeholder:"N" help:"New conversations an hour from one address; 0: no limit."`
	LimitSiteSessions *int64 `placeholder:"N" help:"New conversations a day on the site; 0: no limit."`
	LimitTokens       *int64 `placeholder:"N" help:"Tokens a day of the model for one address; 0: no limit."`
	LimitSiteTokens   *int64 `placeholder:"N" help:"Tokens a day of the model for the site; 0: no limit."`

	People sitePeopleFlags `embed:""`

	ProviderKeyStdin bool `help:"Read the provider's key from standard input; an empty line removes it."`
}

func (cmd siteUpdateCmd) Run(e *environment) error {
	return e.withSite(cmd.ID, func(ctx context.Context, s *store.Store, site chat.Site) error {
		if cmd.Origin != nil {
			if err := s.SetOrigins(ctx, "", site.ID, named(cmd.Origin)); err != nil {
				return err
			}
		}
		if err := s.UpdateSite(ctx, store.SiteChange{SiteID: site.ID, Name: cmd.Name, Language: cmd.Language}); err != nil {
			return err
		}
		change := store.SettingsChange{SiteID: site.ID, Change: cmd.change}
		if cmd.ProviderKeyStdin {
			key, err := e.readSecret()
			if err != nil {
				return err
			}
			change.ProviderKey = &key
		}
		if err := s.UpdateSettings(ctx, change); err != nil {
			return err
		}
		return cmd.show(ctx, e, s)
	})
}

func (cmd siteUpdateCmd) change(to *chat.Settings) {
	set(&to.Title, cmd.Title)
	set(&to.WelcomeMessage, cmd.Welcome)
	set(&to.PrimaryColor, cmd.PrimaryColor)
	set(&to.Position, cmd.Position)
	setList(&to.Suggestions, cmd.Suggestion)
	set(&to.SystemPrompt, cmd.SystemPrompt)
	set(&to.Provider, cmd.Provider)
	set(&to.Model, cmd.Model)
	set(&to.BaseURL, cmd.BaseURL)
	set(&to.AnswerThreshold, cmd.Threshold)
	setList(&to.EscalationKeywords, cmd.Keyword)
	setList(&to.EscalationPatterns, cmd.Pattern)
	cmd.People.change(to)
	setList(&to.RatingTags, cmd.RatingTag)
	set(&to.Features.Person, cmd.Person)
	set(&to.Features.Sound, cmd.Sound)
	set(&to.Features.Email, cmd.Email)
	set(&to.Features.Reactions, cmd.Reactions)
	set(&to.PageSuggestions, cmd.PageSuggestions.value)
	set(&to.Texts, cmd.Texts.value)
	set(&to.Tracking, cmd.Tracking)
	set(&to.IdentityRequired, cmd.IdentityRequired)
	set(&to.Limits.AddressMessagesPerMinute, cmd.LimitMessages)
	set(&to.Limits.AddressSessionsPerHour, cmd.LimitSessions)
	set(&to.Limits.SiteSessionsPerDay, cmd.LimitSiteSessions)
	set(&to.Limits.AddressTokensPerDay, cmd.LimitTokens)
	set(&to.Limits.SiteTokensPerDay, cmd.LimitSiteTokens)
}

// jsonFile is a flag that names a JSON file.
type jsonFile[T any] struct {
	value *T // nil when the flag is not given
}

// UnmarshalText reads the file.
func (f *jsonFile[T]) UnmarshalText(name []byte) error {
	data, err := os.ReadFile(string(name))
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	f.value = new(T)
	if err := dec.Decode(f.value); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

// set changes what a flag named.
func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// setList changes the list that a repeatable flag named.
func setList(to *[]string, from []string) {
	if from != nil {
		*to = named(from)
	}
}

// named returns the values of a repeatable flag. One empty value stands for
// none, because a command line cannot say "none" otherwise.
func named(values []string) []string {
	if len(values) == 1 && values[0] == "" {
		return nil
	}
	return values
}

// show prints the settings as they are, without the provider's key.
func (cmd siteUpdateCmd) show(ctx context.Context, e *environment, s *store.Store) error {
	site, err := s.FindSite(ctx, cmd.ID)
	if err != nil {
		return err
	}
	origins, err := s.ListOrigins(ctx, cmd.ID)
	if err != nil {
		return err
	}
	now, err := s.FindDisplay(ctx, cmd.ID)
	if err != nil {
		return err
	}
	out := map[string]any{
		"id": site.ID, "name": site.Name, "language": site.Language, "origins": origins,
		"title": now.Title, "welcome_message": now.WelcomeMessage, "primary_color": now.PrimaryColor,
		"position": now.Position, "suggestions": now.Suggestions, "system_prompt": now.SystemPrompt,
		"provider": now.Provider, "model": now.Model, "base_url": now.BaseURL,
		"answer_threshold": now.AnswerThreshold, "escalation_keywords": now.EscalationKeywords,
		"escalation_patterns": now.EscalationPatterns,
		"rating_tags":         now.RatingTags, "features": now.Features, "page_suggestions": now.PageSuggestions,
		"texts": now.Texts, "tracking": now.Tracking, "identity_required": now.IdentityRequired,
		"limits": map[string]int64{
			"messages": now.Limits.AddressMessagesPerMinute, "sessions": now.Limits.AddressSessionsPerHour,
			"site_sessions": now.Limits.SiteSessionsPerDay,
			"tokens":        now.Limits.AddressTokensPerDay, "site_tokens": now.Limits.SiteTokensPerDay,
		},
	}
	maps.Copy(out, peopleOutput(now))
	return e.print(out)
}

type siteIdentitySecretCmd struct {
	ID string `required:"" help:"The site's id."`
}

func (cmd siteIdentitySecretCmd) Run(e *environment) error {
	return e.withSite(cmd.ID, func(ctx context.Context, s *store.Store, site chat.Site) error {
		secret, err := s.MakeIdentitySecret(ctx, "", site.ID)
		if err != nil {
			return err
		}
		return e.print(map[string]any{"site_id": site.ID, "identity_secret": secret})
	})
}

// findSite returns the site that a flag names.
func findSite(ctx context.Context, s *store.Store, id string) (chat.Site, error) {
	if _, err := uuid.Parse(id); err != nil {
		return chat.Site{}, fmt.Errorf("%q is not a site's id: `innconnect site list` shows all", id)
	}
	site, err := s.FindSite(ctx, id)
	if errors.Is(err, chat.ErrNotFound) {
		return chat.Site{}, fmt.Errorf("there is no site %s: `innconnect site list` shows all", id)
	}
	return site, err
}

// withStore runs f with an open store.
func (e *environment) withStore(f func(context.Context, *store.Store) error) error {
	s, err := e.OpenStore(e)
	if err != nil {
		return err
	}
	defer s.Close()
	return f(e, s)
}

// withSite runs f with an open store and the site that a flag names.
func (e *environment) withSite(id string, f func(context.Context, *store.Store, chat.Site) error) error {
	return e.withStore(func(ctx context.Context, s *store.Store) error {
		site, err := findSite(ctx, s, id)
		if err != nil {
			return err
		}
		return f(ctx, s, site)
	})
}

// print writes a result as JSON for people and programs.
func (e *environment) print(v any) error {
	enc := json.NewEncoder(e.Stdout)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// readSecret reads one line from standard input.
func (e *environment) readSecret() (string, error) {
	line, err := bufio.NewReader(io.LimitReader(e.Stdin, 64<<10)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read standard input: %w", err)
	}
	return strings.TrimSpace(line), nil
}
