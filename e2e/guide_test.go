package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/llm/llmtest"
)

const guide = "../docs/api.md"

// A block is a part of the guide between two fences.
type block struct {
	language, status string // status is the one that the last call must get, "" for a success
	text             string
	expected         string            // the block that follows at once, without a language or in json
	keep             map[string]string // variables that come from the answer, by its dotted path
}

var (
	fence    = regexp.MustCompile("(?ms)^```([a-z]*) ?([0-9]*)\n(.*?)^```\n((?:<!-- keep: \\w+=[\\w.]+ -->\n)?)(?:```(json)?\n(.*?)^```\n)?")
	keepNote = regexp.MustCompile(`keep: (\w+)=([\w.]+)`)
)

func readGuide(t testing.TB) (out []block) {
	t.Helper()
	text, err := os.ReadFile(guide)
	require.NoError(t, err)
	for _, m := range fence.FindAllStringSubmatch(string(text), -1) {
		b := block{language: m[1], status: m[2], text: m[3], expected: m[6], keep: map[string]string{}}
		for _, k := range keepNote.FindAllStringSubmatch(m[4], -1) {
			b.keep[k[1]] = k[2]
		}
		out = append(out, b)
	}
	return out
}

// prelude makes curl keep the status of the last call, and lets --max-time end
// an example.
const prelude = `set -euo pipefail
curl() {
	command curl -sS -o "$OUT/body" -w '%{http_code}' "$@" > "$OUT/status" || [ $? = 28 ]
}
`

// TestTheCommandsOfTheGuideDoWhatItSays runs docs/api.md from top to bottom.
func TestTheCommandsOfTheGuideDoWhatItSays(t *testing.T) {
	s := startStack(t)
	s.start("worker")
	s.importArticles(map[string]string{"pets": petsArticle, "parking": parkingArticle})
	s.useModel(llmtest.After(500*time.Millisecond, llmtest.Grounded))
	var key struct {
		Key string `json:"key"`
	}
	require.NoError(t, json.Unmarshal(s.run("site", "key", "create", "--id", s.site.ID, "--name", "Guide", "--server"), &key))
	out := t.TempDir()
	env := append(os.Environ(), "BASE="+s.base, "KEY="+key.Key, "VISITOR="+uuid.NewString(), "OUT="+out)

	ran := 0
	for _, b := range readGuide(t) {
		switch b.language {
		case "sh":
			cmd := exec.Command("bash", "-c", prelude+b.text)
			cmd.Env = env
			message, err := cmd.CombinedOutput()
			require.NoError(t, err, "%s\n%s", b.text, message)
			body, err := os.ReadFile(filepath.Join(out, "body"))
			require.NoError(t, err)
			status, err := os.ReadFile(filepath.Join(out, "status"))
			require.NoError(t, err)
			if b.status != "" {
				require.Equal(t, b.status, string(status), "%s\n%s", b.text, body)
			} else {
				require.Regexp(t, "^2", string(status), "%s\n%s", b.text, body)
			}
			requireLike(t, b.expected, string(body))
			for name, path := range b.keep {
				env = append(env, name+"="+find(t, body, path))
			}
			ran++
		case "js":
			cmd := exec.Command("node", "--input-type=module", "-e", b.text)
			cmd.Env, cmd.Stdin = env, strings.NewReader("Can I bring my dog?\n\nHow much is parking per night?\n")
			printed, err := cmd.CombinedOutput()
			require.NoError(t, err, "%s", printed)
			require.Regexp(t, `(?s)^assistant: .*€15 per animal.*\nassistant: .*€20 per night`, string(printed))
			ran++
		}
	}
	require.Greater(t, ran, 15)
}

var eventName = regexp.MustCompile(`(?m)^event: (\w+)$`)

// requireLike holds that an answer looks as the guide shows it: JSON of the same
// form, or the same kinds of events in the same order.
func requireLike(t testing.TB, expected, body string) {
	t.Helper()
	if expected == "" {
		return
	}
	if !strings.HasPrefix(expected, "{") {
		at := 0
		for _, name := range eventName.FindAllString(expected, -1) {
			next := strings.Index(body[at:], name+"\n")
			require.GreaterOrEqual(t, next, 0, "%s is missing in\n%s", name, body)
			at += next
		}
		for _, line := range strings.Split(expected, "\n") {
			if strings.HasPrefix(line, "id: ") || strings.HasPrefix(line, "retry: ") {
				require.Contains(t, body, line+"\n")
			}
		}
		return
	}
	var want, got any
	require.NoError(t, json.Unmarshal([]byte(expected), &want), expected)
	require.NoError(t, json.Unmarshal([]byte(body), &got), body)
	requireForm(t, "", want, got)
}

// requireForm compares names and types. An empty object or list and null in the
// guide stand for anything of their kind.
func requireForm(t testing.TB, at string, want, got any) {
	t.Helper()
	switch w := want.(type) {
	case nil:
	case map[string]any:
		g, is := got.(map[string]any)
		require.True(t, is, at)
		for name := range w {
			require.Contains(t, g, name, at)
			requireForm(t, at+"."+name, w[name], g[name])
		}
		if len(w) > 0 {
			require.Len(t, g, len(w), at)
		}
	case []any:
		g, is := got.([]any)
		require.True(t, is, at)
		if len(w) > 0 && len(g) > 0 {
			requireForm(t, at+"[]", w[0], g[0])
		}
	default:
		require.IsType(t, want, got, at)
	}
}

// find returns the text at a dotted path of some JSON.
func find(t testing.TB, body []byte, path string) string {
	t.Helper()
	var value any
	require.NoError(t, json.Unmarshal(body, &value))
	for name := range strings.SplitSeq(path, ".") {
		object, is := value.(map[string]any)
		require.True(t, is, path)
		value = object[name]
	}
	text, is := value.(string)
	require.True(t, is, path)
	return text
}
