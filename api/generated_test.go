package api

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatIsGeneratedFromTheContractIsUpToDate(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the generator")
	}
	const oapi = "go tool -modfile=../tools/codegen/go.mod oapi-codegen"
	const typescript = "npm --prefix ../web/client run generate --"
	for _, g := range []struct{ file, generator, args string }{
		{"server.gen.go", oapi, "-config codegen.yaml -o OUT openapi.yaml"},
		{"../client/client.gen.go", oapi, "-config ../client/codegen.yaml -o OUT openapi.yaml"},
		{"../web/client/src/schema.ts", typescript, "-o OUT"},
	} {
		t.Run(filepath.Base(g.file), func(t *testing.T) {
			run := func(command string) error {
				words := strings.Fields(command)
				message, err := exec.Command(words[0], words[1:]...).CombinedOutput()
				if err != nil {
					t.Logf("%s: %s", command, message)
				}
				return err
			}
			if run(g.generator+" --version") != nil {
				t.Skip("the generator is not installed: `make test` installs it")
			}
			out := filepath.Join(t.TempDir(), "out")
			require.NoError(t, run(g.generator+" "+strings.Replace(g.args, "OUT", out, 1)))
			want, err := os.ReadFile(out)
			require.NoError(t, err)
			got, err := os.ReadFile(g.file)
			require.NoError(t, err)
			require.Equal(t, string(want), string(got), "run `make generate`")
		})
	}
}
