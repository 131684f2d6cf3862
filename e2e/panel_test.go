package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestThePanelInABrowser plays staff in Chromium against the built binary, whose
// panel is what web/admin/dist has. Each group is a file in browser/panel and gets a
// product of its own: a site with articles, and an admin, an agent and a viewer.
// Screenshots go to test-output/panel.
func TestThePanelInABrowser(t *testing.T) {
	browser := chromium(t)
	shots := filepath.Join("..", "test-output", "panel")
	require.NoError(t, os.MkdirAll(shots, 0o755))
	groups, err := filepath.Glob(filepath.Join("browser", "panel", "*.mjs"))
	require.NoError(t, err)
	for _, group := range groups {
		name := strings.TrimSuffix(filepath.Base(group), ".mjs")
		t.Run(name, func(t *testing.T) {
			s := prepareStack(t)
			s.run("site", "update", "--id", s.site.ID, "--name", "Havenlicht Hotels", "--origin", testOrigin, "--origin", s.base, "--provider", "mistral",
				"--limit-messages", "0", "--limit-sessions", "0") // all visitors come from one address
			s.run("kb", "import", "--site", s.site.ID, "../internal/demo/kb/en")
			mails := t.TempDir()
			s.env = append(s.env, "DEMO_SITE_KEY="+s.site.APIKey, "PUBLIC_URL="+s.base, "MAIL_FROM=desk@example.org",
				"IMPORT_ALLOW_HOSTS=127.0.0.1") // where plays serve pages to import
			if name != withoutMail {
				s.env = append(s.env, "MAIL_OUTBOX_DIR="+mails)
			}
			var setUp struct {
				URL string `json:"url"`
			}
			require.NoError(t, json.Unmarshal(s.run("setup"), &setUp)) // a link that works until there is a user
			if name != firstRun {
				s.hireTeam()
			}
			s.start("api")
			s.waitReady()
			s.start("worker")
			cmd := exec.Command("node", "browser/panel.mjs", name)
			cmd.Env = append(os.Environ(), "CHROMIUM="+browser, "BASE="+s.base, "SITE="+s.site.ID, "KEY="+s.site.APIKey, "SHOTS="+shots,
				"PASSWORD="+staffPassword, "MAILS="+mails, "SETUP="+setUp.URL)
			out, err := cmd.CombinedOutput()
			require.NoError(t, err, string(out))
			t.Log(string(out))
		})
	}
}

// withoutMail is the group that sees mails fail: no way to send them is set.
const withoutMail = "operations"

// firstRun is the group that begins where there is no user yet.
const firstRun = "first-run"

// hireTeam creates a user of each role, who are named for it.
func (s *stack) hireTeam() {
	for _, name := range []string{"Admin", "Agent", "Viewer"} {
		role := strings.ToLower(name)
		args := []string{"user", "create", "--email", role + "@example.org", "--name", name, "--role", role, "--password-stdin"}
		if role != "admin" {
			args = append(args, "--site", s.site.ID)
		}
		s.runWith(strings.NewReader(staffPassword), args...)
	}
}
