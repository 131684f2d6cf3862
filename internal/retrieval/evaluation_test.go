package retrieval

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

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

// arms are the ways in which a search's candidates can be ranked.
var arms = map[string]func(c scored) float64{
	"words": func(c scored) float64 { return c.Words },
	"grams": func(c scored) float64 { return c.Grams },
	"dense": func(c scored) float64 { return *c.Dense }, // the tests embed every chunk
	"fused": func(c scored) float64 { return c.Fused },
}

// armSuccesses has the successes of each arm.
type armSuccesses map[string]*successes

func (all armSuccesses) add(s search, gold []string) {
	for name, score := range arms {
		if name == "dense" && s.model == "" {
			continue
		}
		if all[name] == nil {
			all[name] = &successes{}
		}
		ranked := slices.Clone(s.ranked)
		slices.SortStableFunc(ranked, func(a, b scored) int {
			switch {
			case score(a) > score(b):
				return -1
			case score(a) < score(b):
				return 1
			}
			return 0
		})
		all[name].add(rank(ranked), gold)
	}
}

func TestEvaluationReachesTheTarget(t *testing.T) {
	if _, err := os.Stat(evalSet); err != nil {
		t.Skip("the evaluation set is not beside the repository")
	}
	s := storetest.New(t)
	sites := evalSites(t, s, nil)
	engine := testEngine(t, s, sites)
	groups := map[string]armSuccesses{}
	var times []float64
	for _, q := range readRows[evalQuestion](t, filepath.Join(evalSet, "questions.jsonl")) {
		if len(q.Gold) == 0 || q.Slice == "squad" || q.Slice == "crosslingual" {
			continue
		}
		start := time.Now()
		found, err := engine.search(context.Background(), sites[q.Site], q.Text)
		require.NoError(t, err)
		times = append(times, time.Since(start).Seconds()*1000)
		if groups[q.Site] == nil {
			groups[q.Site] = armSuccesses{}
		}
		groups[q.Site].add(found, q.Gold)
	}
	slices.Sort(times)
	t.Logf("ms of a search: p50 %.1f  p95 %.1f", times[len(times)/2], times[len(times)*95/100])
	macro := map[string]*successes{}
	for site, g := range groups {
		t.Logf("%-16s n %3.0f  S@1 %.3f  S@5 %.3f", site, g["fused"].n, g["fused"].at1/g["fused"].n, g["fused"].at5/g["fused"].n)
		for name, a := range g {
			if macro[name] == nil {
				macro[name] = &successes{}
			}
			macro[name].at1 += a.at1 / a.n / float64(len(groups))
			macro[name].at5 += a.at5 / a.n / float64(len(groups))
		}
	}
	fused := macro["fused"]
	for name, m := range macro {
		t.Logf("macro %s: S@1 %.3f  S@5 %.3f", name, m.at1, m.at5)
		if m != fused {
			require.Greater(t, fused.at1, m.at1, "fusion must beat the %s alone", name)
			require.Greater(t, fused.at5, m.at5, "fusion must beat the %s alone", name)
		}
	}
	require.GreaterOrEqual(t, fused.at1, 0.60)
	require.GreaterOrEqual(t, fused.at5, 0.86)
}
