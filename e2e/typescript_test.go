package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTheTypeScriptClientPlaysAVisitor runs web/client/test/visitor.ts against
// the built binary.
func TestTheTypeScriptClientPlaysAVisitor(t *testing.T) {
	program := filepath.Join("..", "web", "client", "dist", "test", "visitor.js")
	if _, err := os.Stat(program); err != nil {
		t.Skip("the client is not built: `make test` builds it")
	}
	s := startStack(t)
	s.start("worker")
	s.importArticles(map[string]string{"pets": petsArticle, "parking": parkingArticle})
	out, err := exec.Command("node", program, s.base, s.site.APIKey, testOrigin).CombinedOutput()
	require.NoError(t, err, string(out))
}
