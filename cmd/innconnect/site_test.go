package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/config"
	"github.com/innconnect/innconnect/internal/seal"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// newCommands returns a function that runs a command line against a database of
// its own and returns what it printed.
func newCommands(t *testing.T) func(stdin string, args ...string) (map[string]any, error) {
	t.Helper()
	cfg := config.Config{
		DatabaseURL: storetest.URL(t), DatabaseMaxConns: 2, DataDir: t.TempDir(),
		EncryptionKey: base64.StdEncoding.EncodeToString(make([]byte, seal.KeySize)),
	}
	return func(stdin string, args ...string) (map[string]any, error) {
		var c struct {
			Site siteCmd `cmd:""`
			User userCmd `cmd:""`
		}
		parser, err := kong.New(&c, kong.Exit(func(int) { t.Fatal("the parser left the program") }))
		require.NoError(t, err)
		parsed, err := parser.Parse(args)
		if err != nil {
			return nil, err
		}
		var out bytes.Buffer
		err = parsed.Run(&environment{Context: context.Background(), Config: cfg, Log: slog.New(slog.DiscardHandler),
			Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &out})
		if err != nil {
			return nil, err
		}
		if strings.HasPrefix(out.String(), "[") {
			var list []map[string]any
			require.NoError(t, json.Unmarshal(out.Bytes(), &list))
			return list[0], nil
		}
		var one map[string]any
		require.NoError(t, json.Unmarshal(out.Bytes(), &one))
		return one, nil
	}
}

func TestASiteIsCreatedListedAndChanged(t *testing.T) {
	run := newCommands(t)
	site, err := run("", "site", "create", "--name", "Hotel", "--origin", "https://hotel.example", "--origin", "*.hotel.example", "--language", "nl")
	require.NoError(t, err)
	require.Regexp(t, `^sk_[A-Za-z0-9]{32}$`, site["api_key"])
	require.Equal(t, []any{"https://*.hotel.example", "https://hotel.example"}, site["origins"])
	id := site["id"].(string)

	listed, err := run("", "site", "list")
	require.NoError(t, err)
	require.Equal(t, site["api_key"], listed["api_key"])

	changed, err := run("secret\n", "site", "update", "--id", id, "--provider", "mistral", "--threshold", "0", "--title", "Ask, us",
		"--keyword", "manager, please", "--pattern", `\bcall\b`, "--pattern", "a,b", "--welcome", "", "--provider-key-stdin")
	require.NoError(t, err)
	require.Equal(t, "mistral", changed["provider"])
	require.Equal(t, "Ask, us", changed["title"])
	require.Zero(t, changed["answer_threshold"])
	require.Equal(t, []any{"manager, please"}, changed["escalation_keywords"])
	require.Equal(t, []any{`\bcall\b`, "a,b"}, changed["escalation_patterns"])
	require.NotContains(t, changed, "provider_key")
	require.Equal(t, "Hotel", changed["name"])

	changed, err = run("", "site", "update", "--id", id, "--keyword", "")
	require.NoError(t, err)
	require.Empty(t, changed["escalation_keywords"])
	require.Len(t, changed["escalation_patterns"], 2)

	bubbles, texts := filepath.Join(t.TempDir(), "bubbles.json"), filepath.Join(t.TempDir(), "texts.json")
	require.NoError(t, os.WriteFile(bubbles, []byte(`[{"id":"rooms","url_pattern":"/rooms/*","text":"A room?","message":"Which rooms are free?","triggers":{"after_seconds":5}}]`), 0o600))
	require.NoError(t, os.WriteFile(texts, []byte(`{"placeholder":"Ask us"}`), 0o600))
	changed, err = run("", "site", "update", "--id", id, "--page-suggestions", bubbles, "--texts", texts, "--no-sound",
		"--tracking", "off", "--identity-required", "--rating-tag", "Top")
	require.NoError(t, err)
	require.Equal(t, map[string]any{"person": true, "sound": false, "email": true, "reactions": true}, changed["features"])
	require.Equal(t, map[string]any{"placeholder": "Ask us"}, changed["texts"])
	require.Equal(t, "/rooms/*", changed["page_suggestions"].([]any)[0].(map[string]any)["url_pattern"])
	require.Equal(t, []any{"Top"}, changed["rating_tags"])
	require.Equal(t, "off", changed["tracking"])
	require.Equal(t, true, changed["identity_required"])

	changed, err = run("", "site", "update", "--id", id, "--limit-messages", "10", "--limit-site-tokens", "0")
	require.NoError(t, err)
	require.Equal(t, map[string]any{"messages": 10.0, "sessions": 30.0, "site_sessions": 10000.0, "tokens": 200000.0, "site_tokens": 0.0}, changed["limits"])
}

func TestASitesKeysAreMadeRotatedAndRevoked(t *testing.T) {
	run := newCommands(t)
	site, err := run("", "site", "create", "--name", "Hotel")
	require.NoError(t, err)
	id := site["id"].(string)
	secret, err := run("", "site", "key", "create", "--id", id, "--name", "crm", "--server")
	require.NoError(t, err)
	require.Regexp(t, `^ssk_[A-Za-z0-9]{40}$`, secret["key"])
	listed, err := run("", "site", "key", "list", "--id", id)
	require.NoError(t, err)
	require.Equal(t, secret["id"], listed["id"])
	require.NotContains(t, listed, "key", "a server key is shown once")

	public, err := run("", "site", "key", "create", "--id", id, "--name", "shop page")
	require.NoError(t, err)
	rotated, err := run("", "site", "key", "rotate", "--id", id, "--key", public["id"].(string), "--overlap", "1h")
	require.NoError(t, err)
	require.Equal(t, "shop page", rotated["name"])
	require.Regexp(t, `^sk_[A-Za-z0-9]{32}$`, rotated["key"])
	require.NotEqual(t, public["key"], rotated["key"])
	_, err = run("", "site", "key", "revoke", "--id", id, "--key", rotated["id"].(string))
	require.NoError(t, err)
	identity, err := run("", "site", "identity-secret", "--id", id)
	require.NoError(t, err)
	require.Regexp(t, `^isk_[A-Za-z0-9]{40}$`, identity["identity_secret"])
	sites, err := run("", "site", "list")
	require.NoError(t, err)
	require.Equal(t, []any{site["api_key"], public["key"]}, sites["api_keys"])
}

func TestACommandThatIsNotPossibleSaysWhy(t *testing.T) {
	run := newCommands(t)
	site, err := run("", "site", "create", "--name", "Hotel")
	require.NoError(t, err)
	id := site["id"].(string)
	for message, args := range map[string][]string{
		"https://hotel.example/x":    {"site", "create", "--name", "A", "--origin", "https://hotel.example/x"},
		"is not a site's id":         {"site", "update", "--id", "1", "--title", "x"},
		"the escalation pattern":     {"site", "update", "--id", id, "--pattern", "("},
		"the answer threshold":       {"site", "update", "--id", id, "--threshold", "2"},
		"--role":                     {"user", "create", "--email", "a@example.org", "--role", "owner"},
		"the e-mail address":         {"user", "create", "--email", "a", "--role", "admin"},
		"10 to 200 characters":       {"user", "create", "--email", "a@example.org", "--role", "admin", "--password-stdin"},
		"a limit is":                 {"site", "update", "--id", id, "--limit-sessions=-1"},
		"tracking is":                {"site", "update", "--id", id, "--tracking", "maybe"},
		"invalid UUID":               {"site", "key", "revoke", "--id", id, "--key", "1"},
		"not found":                  {"site", "key", "rotate", "--id", id, "--key", id},
		"0 to 90 days":               {"site", "key", "rotate", "--id", id, "--key", id, "--overlap", "9999h"},
		"no such file":               {"site", "update", "--id", id, "--texts", "nowhere.json"},
		"the provider is extractive": {"site", "update", "--id", id, "--provider", "other"},
	} {
		_, err := run("short\n", args...)
		require.ErrorContains(t, errorsLower{err}, strings.ToLower(message))
	}
}

// errorsLower compares messages without regard to case.
type errorsLower struct{ error }

func (e errorsLower) Error() string {
	if e.error == nil {
		return "no error"
	}
	return strings.ToLower(e.error.Error())
}

func TestAUserGetsAPasswordOnce(t *testing.T) {
	run := newCommands(t)
	user, err := run("", "user", "create", "--email", "ana@example.org", "--role", "agent")
	require.NoError(t, err)
	require.Len(t, user["password"], 20)
	given, err := run("a long password\n", "user", "create", "--email", "bo@example.org", "--role", "viewer", "--password-stdin")
	require.NoError(t, err)
	require.NotContains(t, given, "password")
}
