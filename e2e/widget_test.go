package e2e

import (
	"encoding/json"
	"html/template"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/llm/llmtest"
)

const agentPassword = "correct horse battery"

// TestTheWidgetInABrowser plays visitors in Chromium on pages of other origins,
// against the built binary. Each group is a file in browser/widget. Screenshots
// go to test-output/widget.
func TestTheWidgetInABrowser(t *testing.T) {
	browser := chromium(t)
	s := prepareStack(t)
	pages := newHostPages(t, s)
	s.run("site", "update", "--id", s.site.ID, "--name", "Havenlicht Hotels", "--origin", testOrigin, "--origin", pages.URL, "--provider", "mistral",
		"--limit-messages", "0", "--limit-sessions", "0", // all visitors come from one address
		"--suggestion", "Can I bring my dog?", "--suggestion", "What time is check-in?", "--suggestion", "Where can I park?")
	s.run("kb", "import", "--site", s.site.ID, "../internal/demo/kb/en", "../internal/demo/kb/nl")
	s.runWith(strings.NewReader(agentPassword+"\n"), "user", "create", "--email", "sanne@example.org", "--name", "Sanne", "--role", "agent", "--site", s.site.ID, "--password-stdin")
	d := &director{stack: s, api: s.start("api")}
	s.waitReady()
	s.start("worker")
	desk := httptest.NewServer(d)
	t.Cleanup(desk.Close)
	shots := filepath.Join("..", "test-output", "widget")
	require.NoError(t, os.MkdirAll(shots, 0o755))

	groups, err := filepath.Glob(filepath.Join("browser", "widget", "*.mjs"))
	require.NoError(t, err)
	for _, group := range groups {
		name := strings.TrimSuffix(filepath.Base(group), ".mjs")
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command("node", "browser/run.mjs", name)
			cmd.Env = append(os.Environ(), "CHROMIUM="+browser, "BASE="+s.base, "PAGES="+pages.URL, "DESK="+desk.URL, "KEY="+s.site.APIKey, "SHOTS="+shots,
				"AGENT=sanne@example.org", "PASSWORD="+agentPassword)
			out, err := cmd.CombinedOutput()
			require.NoError(t, err, string(out))
			t.Log(string(out))
		})
	}
}

// newHostPages serves browser/pages on a port of their own, as a website that
// embeds the widget: /?page=NAME is a page, and any other path is the plain one.
// A page's policy is what its second line says.
func newHostPages(t *testing.T, s *stack) *httptest.Server {
	t.Helper()
	listen, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := &httptest.Server{Listener: listen, Config: &http.Server{ReadHeaderTimeout: ready, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := filepath.Base(r.URL.Query().Get("page"))
		if name == "." {
			name = "plain"
		}
		page, err := template.ParseFiles(filepath.Join("browser", "pages", name+".html"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		values := map[string]any{"Base": template.JSStr(s.base), "Key": s.site.APIKey, "Script": s.base + "/widget/innconnect-widget.js"}
		if policy := page.Lookup("policy"); policy != nil {
			var header strings.Builder
			_ = policy.Execute(&header, values)
			w.Header().Set("Content-Security-Policy", strings.ReplaceAll(strings.TrimSpace(header.String()), `\/`, "/"))
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = page.Execute(w, values)
	})}}
	server.Start()
	t.Cleanup(server.Close)
	return server
}

// director changes what happens behind the widget while a browser plays: a POST
// of JSON to one of its paths.
type director struct {
	stack *stack
	api   *process
}

func (d *director) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	switch r.URL.Path {
	case "/model": // how the model answers from now on; without a text, from its passages
		var script struct {
			Text    string `json:"text"`
			Seconds int    `json:"seconds"`
		}
		if err = json.Unmarshal(body, &script); err != nil {
			break
		}
		if script.Text == "" {
			d.stack.model.Decide(nil)
			break
		}
		d.stack.model.Decide(llmtest.Always(llmtest.Slow(script.Text, time.Duration(script.Seconds)*time.Second)))
	case "/site": // flags of `site update`
		var flags []string
		if err = json.Unmarshal(body, &flags); err == nil {
			d.stack.run(append([]string{"site", "update", "--id", d.stack.site.ID}, flags...)...)
		}
	case "/site-file": // a flag of `site update` that takes a file, by its name
		file := filepath.Join(d.stack.t.TempDir(), "value.json")
		if err = os.WriteFile(file, body, 0o600); err == nil {
			d.stack.run("site", "update", "--id", d.stack.site.ID, r.URL.Query().Get("flag"), file)
		}
	case "/article": // a line of a JSONL file
		file := filepath.Join(d.stack.t.TempDir(), "article.jsonl")
		if err = os.WriteFile(file, body, 0o600); err == nil {
			d.stack.run("kb", "import", "--site", d.stack.site.ID, file)
		}
	case "/kill-api":
		d.api.kill(d.stack.t)
	case "/start-api":
		d.api = d.stack.start("api")
		d.stack.waitReady()
	default:
		http.NotFound(w, r)
		return
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
}
