package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTheDemoPageInABrowser plays a visitor in Chromium against the built
// binary, with the demo articles. Screenshots go to test-output.
func TestTheDemoPageInABrowser(t *testing.T) {
	if _, err := os.Stat(filepath.Join("browser", "node_modules")); err != nil {
		t.Skip("the browser driver is not installed: `make test` installs it")
	}
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("Chromium is not installed: apt-get install chromium")
	}
	s := prepareStack(t)
	s.run("site", "update", "--id", s.site.ID, "--name", "Havenlicht Hotels", "--origin", testOrigin, "--origin", s.base)
	s.run("kb", "import", "--site", s.site.ID, "../internal/demo/kb/en", "../internal/demo/kb/nl")
	s.env = append(s.env, "DEMO_SITE_KEY="+s.site.APIKey)
	s.start("api")
	s.waitReady()
	s.start("worker")

	shots := filepath.Join("..", "test-output", "demo")
	require.NoError(t, os.MkdirAll(shots, 0o755))
	cmd := exec.Command("node", "browser/demo.mjs", s.base, shots)
	cmd.Env = append(os.Environ(), "CHROMIUM="+chromium)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	fmt.Print(string(out))
}
