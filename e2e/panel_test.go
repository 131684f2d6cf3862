package e2e

import (
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
			for _, role := range []string{"admin", "agent", "viewer"} {
				args := []string{"user", "create", "--email", role + "@example.org", "--name", strings.ToUpper(role[:1]) + role[1:], "--role", role, "--password-stdin"}
				if role != "admin" {
					args = append(args, "--site", s.site.ID)
				}
				s.runWith(strings.NewReader(staffPassword), args...)
			}
			s.env = append(s.env, "DEMO_SITE_KEY="+s.site.APIKey, "PUBLIC_URL="+s.base,
				"IMPORT_ALLOW_HOSTS=127.0.0.1") // where plays serve pages to import
			s.start("api")
			s.waitReady()
			s.start("worker")
			cmd := exec.Command("node", "browser/panel.mjs", name)
			cmd.Env = append(os.Environ(), "CHROMIUM="+browser, "BASE="+s.base, "SITE="+s.site.ID, "KEY="+s.site.APIKey, "SHOTS="+shots, "PASSWORD="+staffPassword)
			out, err := cmd.CombinedOutput()
			require.NoError(t, err, string(out))
			t.Log(string(out))
		})
	}
}
