package retrieval

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

// asked is a question of the evaluation set with what it is compared by. about
// names what it asks for: two that have the same are one gap.
type asked struct {
	about  string
	terms  chat.TermWeights
	vector []float32
}

// askedBySite returns the questions of the evaluation set that have an answer, by
// site, with vectors when the flags say so. Those in another language than the
// site's are left out, and those of a reading test: several that one paragraph
// answers are not one question.
func askedBySite(t *testing.T) map[string][]asked {
	t.Helper()
	var vectors *keptVectors
	if *embeddingsFlag != "" || *vectorsFlag != "" {
		vectors = openVectors(t)
	}
	out := map[string][]asked{}
	for _, q := range readRows[evalQuestion](t, filepath.Join(evalSet, "questions.jsonl")) {
		if len(q.Gold) == 0 || q.Slice == "squad" || q.Slice == "crosslingual" {
			continue
		}
		in := asked{about: strings.Join(q.Gold, " ")}
		in.terms, _ = QuestionTerms(q.Text, q.Lang)
		if vectors != nil {
			v, err := vectors.EmbedQuery(context.Background(), q.Text)
			require.NoError(t, err)
			in.vector = v
		}
		out[q.Site] = append(out[q.Site], in)
	}
	return out
}

// group puts questions into gaps in their order, as the worker does: each is
// compared with the first question of every gap.
func group(questions []asked, likeness func(a, b int) chat.GapLikeness, b bounds) (gaps [][]int) {
	for i := range questions {
		near := make([]chat.GapLikeness, len(gaps))
		for g, gap := range gaps {
			near[g] = likeness(i, gap[0])
			near[g].GapID = strconv.Itoa(g)
		}
		if g, err := strconv.Atoi(b.mostAlike(near)); err == nil {
			gaps[g] = append(gaps[g], i)
		} else {
			gaps = append(gaps, []int{i})
		}
	}
	return gaps
}

// grouping is how well questions were grouped, as means over the questions
// (B-cubed): of a question's gap the share that asks the same, and of those that
// ask the same the share that is in its gap.
type grouping struct{ precision, recall float64 }

// score is their F0.5.
func (g grouping) score() float64 {
	return 1.25 * g.precision * g.recall / (0.25*g.precision + g.recall)
}

func judgeGrouping(questions []asked, gaps [][]int) (out grouping) {
	same := map[string]int{}
	for _, q := range questions {
		same[q.about]++
	}
	n := float64(len(questions))
	for _, gap := range gaps {
		together := map[string]int{}
		for _, i := range gap {
			together[questions[i].about]++
		}
		for about, k := range together {
			out.precision += float64(k*k) / float64(len(gap)) / n
			out.recall += float64(k*k) / float64(same[about]) / n
		}
	}
	return out
}

// orders is in how many orders the questions of a site come.
const orders = 3

// measureGrouping returns how bounds group a site's questions.
func measureGrouping(questions []asked, dense bool, sets []bounds) []grouping {
	n := len(questions)
	table := make([]chat.GapLikeness, n*n)
	cosines := make([]float64, n*n)
	for i, a := range questions {
		for j, b := range questions[:i] {
			var l chat.GapLikeness
			for id, w := range a.terms {
				l.Terms += float64(w * b.terms[id])
			}
			if dense {
				for k, x := range a.vector {
					cosines[i*n+j] += float64(x * b.vector[k])
				}
				l.Cosine = &cosines[i*n+j]
			}
			table[i*n+j], table[j*n+i] = l, l
		}
	}
	out := make([]grouping, len(sets))
	random := rand.New(rand.NewPCG(1, 2))
	for range orders {
		order := random.Perm(n)
		shuffled := make([]asked, n)
		for i, k := range order {
			shuffled[i] = questions[k]
		}
		likeness := func(a, b int) chat.GapLikeness { return table[order[a]*n+order[b]] }
		for s, b := range sets {
			judged := judgeGrouping(shuffled, group(shuffled, likeness, b))
			out[s].precision += judged.precision / orders
			out[s].recall += judged.recall / orders
		}
	}
	return out
}

// paraphrased are the sites of the evaluation set on which people ask one thing
// in several ways. On the others each thing is asked once.
var paraphrased = []string{"stackfaq", "covidfaq-en", "roboai-en", "roboai-de"}

// candidates are the bounds that the product's are compared with.
func candidates(dense bool) (out []bounds) {
	if !dense {
		for words := 50; words <= 90; words += 5 {
			out = append(out, bounds{words: float64(words) / 100})
		}
		return out
	}
	for meaning := 90; meaning <= 97; meaning++ {
		out = append(out, bounds{meaning: float64(meaning) / 100, beside: boundsOfE5.beside})
	}
	return out
}

// TestEvaluationOfGrouping prints how questions are grouped from which likeness
// on, and holds that the product's bounds are the best. A wrong one among
// questions hides what it asks; one that stands apart only makes the list longer:
// precision counts twice as much as recall.
func TestEvaluationOfGrouping(t *testing.T) {
	if _, err := os.Stat(evalSet); err != nil {
		t.Skip("the evaluation set is not beside the repository")
	}
	sites := askedBySite(t)
	dense := sites[paraphrased[0]][0].vector != nil
	chosen := bounds{words: boundsOfE5.words}
	if dense {
		chosen = bounds{meaning: boundsOfE5.meaning, beside: boundsOfE5.beside}
	}
	sets := append(candidates(dense), chosen)
	several, once := make([]grouping, len(sets)), make([]grouping, len(sets))
	for site, questions := range sites {
		sum, n := once, len(sites)-len(paraphrased)
		if slices.Contains(paraphrased, site) {
			sum, n = several, len(paraphrased)
		}
		for i, g := range measureGrouping(questions, dense, sets) {
			sum[i].precision += g.precision / float64(n)
			sum[i].recall += g.recall / float64(n)
		}
	}
	ours := several[len(sets)-1]
	for i, b := range sets {
		g := several[i]
		t.Logf("words %.2f  meaning %.2f  beside %.2f: precision %.3f  recall %.3f  F0.5 %.3f; asked once: precision %.3f",
			b.words, b.meaning, b.beside, g.precision, g.recall, g.score(), once[i].precision)
		require.LessOrEqual(t, g.score(), ours.score()+0.002, "%+v group better", b)
	}
}
