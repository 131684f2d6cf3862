package retrieval

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/embed"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

var (
	fitFlag        = flag.Bool("fit", false, "fit the answerability models and print them")
	embeddingsFlag = flag.String("embeddings", "", "base URL of a service with multilingual-e5-small, to measure with vectors")
	vectorsFlag    = flag.String("vectors", "", "file that keeps vectors between runs")
)

const (
	testModel      = "multilingual-e5-small-q4"
	testDimensions = 384
)

// keptVectors is an embedder that keeps what it has made in a file.
type keptVectors struct {
	*embed.Client
	kept map[string][]float32
	file *os.File
}

type keptVector struct {
	Text   string    `json:"text"`
	Vector []float32 `json:"vector"`
}

func openVectors(t *testing.T) *keptVectors {
	t.Helper()
	k := &keptVectors{kept: map[string][]float32{}}
	k.Client = embed.New(embed.Options{BaseURL: *embeddingsFlag, Model: testModel, Dimensions: testDimensions})
	if *vectorsFlag == "" {
		return k
	}
	f, err := os.OpenFile(*vectorsFlag, os.O_RDWR|os.O_CREATE, 0o600)
	require.NoError(t, err)
	t.Cleanup(func() { _ = f.Close() })
	d := json.NewDecoder(bufio.NewReader(f))
	for d.More() {
		var v keptVector
		require.NoError(t, d.Decode(&v))
		k.kept[v.Text] = v.Vector
	}
	k.file = f
	return k
}

func (k *keptVectors) keep(text string, make func() ([][]float32, error)) ([]float32, error) {
	if v := k.kept[text]; v != nil {
		return v, nil
	}
	vs, err := make()
	if err != nil {
		return nil, err
	}
	k.kept[text] = vs[0]
	if k.file != nil {
		err = json.NewEncoder(k.file).Encode(keptVector{text, vs[0]})
	}
	return vs[0], err
}

func (k *keptVectors) EmbedQuery(ctx context.Context, text string) ([]float32, error) {
	return k.keep("query: "+text, func() ([][]float32, error) {
		v, err := k.Client.EmbedQuery(context.WithoutCancel(ctx), text)
		return [][]float32{v}, err
	})
}

// testEngine searches with vectors when the flags say so.
func testEngine(t *testing.T, s *store.Store, sites map[string]string) Engine {
	t.Helper()
	if *embeddingsFlag == "" && *vectorsFlag == "" {
		return Engine{Index: s}
	}
	vectors := openVectors(t)
	vectors.embedSites(t, s, sites)
	return Engine{Index: s, Embedder: vectors}
}

func (k *keptVectors) embedSites(t *testing.T, s *store.Store, sites map[string]string) {
	t.Helper()
	ctx := context.Background()
	for _, id := range sites {
		pending, err := s.ListPending(ctx, id, testModel, 0, math.MaxInt32)
		require.NoError(t, err)
		for _, c := range pending {
			text := EmbeddingText(c)
			v, err := k.keep("passage: "+text, func() ([][]float32, error) { return k.EmbedPassages(ctx, []string{text}) })
			require.NoError(t, err)
			require.NoError(t, s.SaveEmbeddings(ctx, id, testModel, []int64{c.ID}, [][]float32{v}))
		}
	}
}

// judged is a question of the out-of-scope set with the evidence found.
type judged struct {
	site, kind string
	answerable bool
	evidence   evidence
}

// judge searches for every row of oos.jsonl, with the articles that
// oos_masks.json names left out; with vectors when dense and the flags say so.
func judge(t *testing.T, dense bool) []judged {
	t.Helper()
	ctx := context.Background()
	s := storetest.New(t)
	var mask map[string][]string
	data, err := os.ReadFile(filepath.Join(evalSet, "oos_masks.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &mask))
	sites := evalSites(t, s, mask)
	engine := Engine{Index: s}
	if dense {
		engine = testEngine(t, s, sites)
	}
	texts := map[string]string{}
	for _, q := range readRows[evalQuestion](t, filepath.Join(evalSet, "questions.jsonl")) {
		texts[q.ID] = q.Text
	}
	var out []judged
	for _, o := range readRows[struct {
		Q, Text, Site, Kind string
		Answerable          int
	}](t, filepath.Join(evalSet, "oos.jsonl")) {
		if o.Q != "" {
			o.Text = texts[o.Q]
		}
		found, err := engine.search(ctx, sites[o.Site], o.Text)
		require.NoError(t, err)
		out = append(out, judged{o.Site, o.Kind, o.Answerable == 1, found.evidence()})
	}
	return out
}

// auroc is the probability that an answerable question scores above another.
func auroc(rows []judged, score func(judged) float64) float64 {
	type point struct {
		score float64
		yes   bool
	}
	var points []point
	for _, r := range rows {
		points = append(points, point{score(r), r.answerable})
	}
	slices.SortFunc(points, func(a, b point) int {
		switch {
		case a.score < b.score:
			return -1
		case a.score > b.score:
			return 1
		}
		return 0
	})
	yes, no, ranks := 0.0, 0.0, 0.0
	for i := 0; i < len(points); {
		j := i
		for j < len(points) && points[j].score == points[i].score {
			j++
		}
		for _, p := range points[i:j] {
			if p.yes {
				yes, ranks = yes+1, ranks+float64(i+j+1)/2
			} else {
				no++
			}
		}
		i = j
	}
	return (ranks - yes*(yes+1)/2) / (yes * no)
}

// macroAUROC is the mean over sites.
func macroAUROC(rows []judged, score func(judged) float64) float64 {
	bySite := map[string][]judged{}
	for _, r := range rows {
		bySite[r.site] = append(bySite[r.site], r)
	}
	sum := 0.0
	for _, rs := range bySite {
		sum += auroc(rs, score)
	}
	return sum / float64(len(bySite))
}

func TestAnswerabilityTellsWhatTheArticlesAnswer(t *testing.T) {
	if _, err := os.Stat(evalSet); err != nil {
		t.Skip("the evaluation set is not beside the repository")
	}
	rows := judge(t, true)
	score := func(r judged) float64 { return r.evidence.answerability() }
	macro, pooled := macroAUROC(rows, score), auroc(rows, score)
	t.Logf("AUROC macro %.3f  pooled %.3f", macro, pooled)
	above := map[string]float64{}
	count := map[string]float64{}
	for _, r := range rows {
		count[r.kind]++
		if score(r) >= 0.5 {
			above[r.kind]++
		}
	}
	for kind, n := range count {
		t.Logf("%-10s n %4.0f  at 0.5 or more: %.2f", kind, n, above[kind]/n)
	}
	require.Greater(t, macro, 0.84)
	require.Greater(t, pooled, 0.85)
	require.Greater(t, above["in"]/count["in"], 0.85)
	require.Less(t, above["far"]/count["far"], 0.12)
	require.Less(t, above["chitchat"]/count["chitchat"], 0.12)
}

// offTopicShare of small talk and questions about something else come out above
// 0.5. A site's owner sees an answer to those as the worse mistake.
const offTopicShare = 0.05

// TestFitAnswerability prints the models of answerability.go:
//
//	go test ./internal/retrieval -run TestFitAnswerability -v -timeout 2h -fit -embeddings http://127.0.0.1:PORT/v1
func TestFitAnswerability(t *testing.T) {
	if !*fitFlag {
		t.Skip("fits only with -fit")
	}
	report := func(name string, rows []judged, without func(*evidence)) {
		for i := range rows {
			without(&rows[i].evidence)
		}
		leftOut := map[string]logistic{}
		for _, r := range rows {
			if f := family(r.site); leftOut[f].weights == nil {
				leftOut[f] = fit(rows, func(r judged) bool { return family(r.site) != f })
			}
		}
		score := func(r judged) float64 { return leftOut[family(r.site)].probability(r.evidence.features()) }
		t.Logf("%s: each family of sites left out in turn: AUROC macro %.3f  pooled %.3f", name, macroAUROC(rows, score), auroc(rows, score))
		m := fit(rows, func(judged) bool { return true })
		t.Logf("%s = logistic{%.3f, %s}", name, m.intercept, literal(m.weights))
	}
	report("lexicalModel", judge(t, false), func(*evidence) {})
	if *embeddingsFlag == "" && *vectorsFlag == "" {
		return
	}
	rows := judge(t, true)
	report("e5Model", rows, func(*evidence) {})
	report("denseModel", rows, func(e *evidence) { e.e5 = false })
}

// family joins the sites that are translations of each other.
func family(site string) string {
	name, _, _ := strings.Cut(site, "-")
	return name
}

func literal(weights []float64) string {
	parts := make([]string, len(weights))
	for i, w := range weights {
		parts[i] = fmt.Sprintf("%.3f", w)
	}
	return "[]float64{" + strings.Join(parts, ", ") + "}"
}

// fit is logistic regression by gradient descent on standardised features, with
// a little ridge. Each site and class counts the same.
func fit(rows []judged, use func(judged) bool) logistic {
	var xs [][]float64
	var ys []bool
	var groups []string
	size := map[string]float64{}
	for _, r := range rows {
		if use(r) {
			g := fmt.Sprint(r.site, r.answerable)
			xs, ys, groups = append(xs, r.evidence.features()), append(ys, r.answerable), append(groups, g)
			size[g]++
		}
	}
	n := len(xs[0])
	mean, deviation := make([]float64, n), make([]float64, n)
	for _, x := range xs {
		for j, v := range x {
			mean[j] += v / float64(len(xs))
		}
	}
	for _, x := range xs {
		for j, v := range x {
			deviation[j] += (v - mean[j]) * (v - mean[j]) / float64(len(xs))
		}
	}
	for j := range deviation {
		deviation[j] = math.Sqrt(deviation[j])
	}
	const steps, rate, ridge = 4000, 1.0, 1e-3
	b, w := 0.0, make([]float64, n)
	for range steps {
		gb, gw := 0.0, make([]float64, n)
		for i, x := range xs {
			z := b
			for j := range w {
				z += w[j] * (x[j] - mean[j]) / deviation[j]
			}
			d := 1 / (1 + math.Exp(-z))
			if ys[i] {
				d--
			}
			d /= size[groups[i]] * float64(len(size))
			gb += d
			for j := range w {
				gw[j] += d * (x[j] - mean[j]) / deviation[j]
			}
		}
		b -= rate * gb
		for j := range w {
			w[j] -= rate * (gw[j] + ridge*w[j])
		}
	}
	m := logistic{b, w}
	for j := range w {
		w[j] /= deviation[j]
		m.intercept -= w[j] * mean[j]
	}
	var offTopic []float64
	for _, r := range rows {
		if use(r) && (r.kind == "far" || r.kind == "chitchat") {
			p := m.probability(r.evidence.features())
			offTopic = append(offTopic, math.Log(p/(1-p)))
		}
	}
	slices.Sort(offTopic)
	m.intercept -= offTopic[int(float64(len(offTopic))*(1-offTopicShare))]
	return m
}
