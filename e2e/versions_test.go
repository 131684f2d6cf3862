package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/innconnect/innconnect/internal/llm/llmtest"
)

// earlierVersion is the commit of a version from before there were ladders, whose
// processes still run while those of this version are started.
const earlierVersion = "22f249d19069df65361758adc6bb6242fbeb3162"

// TestFaultsOfWorkersOfTwoVersions has an API and a worker of the earlier
// version answer on the present schema, adds a worker of this version, and
// kills the earlier one while 20 answers are in flight.
func TestFaultsOfWorkersOfTwoVersions(t *testing.T) {
	if os.Getenv("FAULTS_SECONDS") == "" {
		t.Skip("builds the earlier version: run `make faults`")
	}
	const visitors = 20
	s := prepareStack(t)
	present := s.binary
	s.binary = buildEarlier(t)
	api, earlier := s.start("api"), s.start("worker")
	s.waitReady()
	s.importArticles(map[string]string{"pets": petsArticle})
	s.useModel(llmtest.After(3*time.Second, llmtest.Grounded))

	ctx, cancel := context.WithTimeout(context.Background(), 3*ready)
	defer cancel()
	all := make([]said, visitors)
	var first errgroup.Group
	for i := range all {
		session, err := s.begin(ctx)
		require.NoError(t, err)
		all[i] = said{session, []string{"before", "between", "after"}}
		first.Go(func() error { return s.insist(ctx, session, "before", "Can I bring my dog?") })
	}
	require.NoError(t, first.Wait())

	s.binary = present
	s.start("worker")
	before := len(s.model.Requests())
	var second errgroup.Group
	for _, v := range all {
		second.Go(func() error { return s.insist(ctx, v.session, "between", "Can I bring my dog?") })
	}
	require.Eventually(t, func() bool { return len(s.model.Requests())-before >= visitors }, ready, 10*time.Millisecond)
	earlier.kill(t)
	require.NoError(t, second.Wait())

	api.kill(t)
	s.start("api")
	s.waitReady()
	for _, v := range all {
		require.NoError(t, s.insist(ctx, v.session, "after", "Can I bring my dog?"))
	}
	s.verify(all)
	row := fault{"workers of two versions, kill -9 of the earlier one, 20 answers in flight", "60 of 60 answered once",
		fmt.Sprintf("%d of %d answered once", s.answeredOnce(all), 3*visitors)}
	fmt.Println(row)
	require.Equal(t, row.promised, row.found)
}

// buildEarlier builds the earlier version from the repository's history.
func buildEarlier(t *testing.T) string {
	t.Helper()
	if err := exec.Command("git", "-C", "..", "cat-file", "-e", earlierVersion+"^{commit}").Run(); err != nil {
		t.Skipf("the repository's history does not hold %s: %v", earlierVersion, err)
	}
	dir := t.TempDir()
	for _, args := range [][]string{
		{"git", "-C", "..", "archive", "-o", filepath.Join(dir, "source.tar"), earlierVersion},
		{"tar", "-C", dir, "-xf", filepath.Join(dir, "source.tar")},
		{"go", "build", "-C", dir, "-o", "innconnect", "./cmd/innconnect"},
	} {
		out, err := exec.Command(args[0], args[1:]...).CombinedOutput()
		require.NoError(t, err, "%v: %s", args, out)
	}
	return filepath.Join(dir, "innconnect")
}
