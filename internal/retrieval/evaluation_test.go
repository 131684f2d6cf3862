package retrieval

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// evalSet is where the public evaluation data lies, beside the repository.
const evalSet = "../../../shared/eval/dev"

type evalArticle struct{ ID, Title, Body, Lang, Site string }

type evalQuestion struct {
	ID, Text, Lang, Site, Slice string
	Gold                        []string
}

func readRows[T any](t testing.TB, path string) []T {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	var rows []T
	d := json.NewDecoder(bufio.NewReader(f))
	for d.More() {
		var row T
		require.NoError(t, d.Decode(&row))
		rows = append(rows, row)
	}
	return rows
}

// evalSites saves each site's articles, those in mask left out, and returns the
// sites' ids by name.
func evalSites(t testing.TB, s *store.Store, mask map[string][]string) map[string]string {
	t.Helper()
	ctx := context.Background()
	ids := map[string]string{}
	catalog := Catalog{Articles: s}
	for _, a := range readRows[evalArticle](t, filepath.Join(evalSet, "kb.jsonl")) {
		if ids[a.Site] == "" {
			ids[a.Site] = storetest.Site(t, s).ID
		}
		if slices.Contains(mask[a.Site], a.ID) {
			continue
		}
		_, _, err := catalog.Save(ctx, chat.Article{SiteID: ids[a.Site], ExternalID: a.ID, Title: a.Title, Body: a.Body, Language: a.Lang, Status: chat.ArticlePublished})
		require.NoError(t, err)
	}
	return ids
}

// successes are the means over questions of "the right article is first" and
// "is among the first five".
type successes struct{ n, at1, at5 float64 }

func (s *successes) add(ranked []RankedArticle, gold []string) {
	s.n++
	for i, a := range ranked {
		if slices.Contains(gold, a.ExternalID) {
			if i == 0 {
				s.at1++
			}
			if i < 5 {
				s.at5++
			}
			return
		}
	}
}

func TestEvaluationReachesTheTarget(t *testing.T) {
	if _, err := os.Stat(evalSet); err != nil {
		t.Skip("the evaluation set is not beside the repository")
	}
	s := storetest.New(t)
	sites := evalSites(t, s, nil)
	engine := testEngine(t, s, sites)
	groups := map[string]*successes{}
	for _, q := range readRows[evalQuestion](t, filepath.Join(evalSet, "questions.jsonl")) {
		if len(q.Gold) == 0 || q.Slice == "squad" || q.Slice == "crosslingual" {
			continue
		}
		r, err := engine.Search(context.Background(), sites[q.Site], q.Text)
		require.NoError(t, err)
		g := groups[q.Site]
		if g == nil {
			g = &successes{}
			groups[q.Site] = g
		}
		g.add(r.Articles, q.Gold)
	}
	at1, at5 := 0.0, 0.0
	for name, g := range groups {
		t.Logf("%-16s n %3.0f  S@1 %.3f  S@5 %.3f", name, g.n, g.at1/g.n, g.at5/g.n)
		at1 += g.at1 / g.n / float64(len(groups))
		at5 += g.at5 / g.n / float64(len(groups))
	}
	t.Logf("macro S@1 %.3f  S@5 %.3f", at1, at5)
	require.GreaterOrEqual(t, at1, 0.60)
	require.GreaterOrEqual(t, at5, 0.86)
}
