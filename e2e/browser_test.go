package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// chromium is where the browser is. The test is skipped without it or its
// driver.
func chromium(t testing.TB) string {
	t.Helper()
	if _, err := os.Stat(filepath.Join("browser", "node_modules")); err != nil {
		t.Skip("the browser driver is not installed: `make test` installs it")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("Chromium is not installed: apt-get install chromium")
	}
	return path
}

// play runs a script of the folder browser against the running product.
// Screenshots go to a folder of test-output.
func (s *stack) play(chromium, script string) {
	s.t.Helper()
	shots := filepath.Join("..", "test-output", script)
	require.NoError(s.t, os.MkdirAll(shots, 0o755))
	cmd := exec.Command("node", filepath.Join("browser", script+".mjs"), s.base, shots)
	cmd.Env = append(os.Environ(), "CHROMIUM="+chromium)
	out, err := cmd.CombinedOutput()
	require.NoError(s.t, err, string(out))
	fmt.Print(string(out))
}

func TestTheContractIsReadInABrowser(t *testing.T) {
	browser := chromium(t)
	startStack(t).play(browser, "docs")
}
