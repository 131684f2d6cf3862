package lang

import (
	"embed"
	"math"
	"strings"
	"sync"
	"unicode"
)

// Supported are the languages that the product speaks, as BCP 47 primary tags.
var Supported = []string{"en", "nl", "de", "fr"}

// other is the class of text in a language that the product does not speak.
const other = "other"

//go:embed corpus
var corpus embed.FS

const (
	maxNgram = 4   // letters, including the blanks around a word
	maxRunes = 400 // of a text that are looked at
	wordLike = 3   // a known word counts as much as this many n-grams
	// sureMargin is how far the best language must lead, in nats for the whole
	// text. Measured: see TestDetectOnPublicQuestions.
	sureMargin = 2.0
)

// Detect returns the language of a visitor's message if it is one of Supported
// and the text leaves little doubt, and fallback otherwise.
func Detect(text, fallback string) string {
	m := loadModel()
	scores := make([]float64, len(m.names))
	known := false
	for _, w := range words(text, maxRunes) {
		known = m.add(scores, w) || known
	}
	best, second := -1, -1
	for i := range scores {
		switch {
		case best < 0 || scores[i] > scores[best]:
			best, second = i, best
		case second < 0 || scores[i] > scores[second]:
			second = i
		}
	}
	if !known || m.names[best] == other || scores[best]-scores[second] < sureMargin {
		return fallback
	}
	return m.names[best]
}

// model is a naive Bayes classifier over words and letter n-grams.
type model struct {
	names  []string
	words  map[string][]float64 // log probability in each language
	ngrams map[string][]float64
}

var loadModel = sync.OnceValue(func() *model {
	m := &model{names: append(append([]string{}, Supported...), other)}
	wordCounts, ngramCounts := map[string][]float64{}, map[string][]float64{}
	wordTotals, ngramTotals := make([]float64, len(m.names)), make([]float64, len(m.names))
	count := func(counts map[string][]float64, totals []float64, key string, i int) {
		if counts[key] == nil {
			counts[key] = make([]float64, len(m.names))
		}
		counts[key][i]++
		totals[i]++
	}
	for i, name := range m.names {
		text, err := corpus.ReadFile("corpus/" + name + ".txt")
		if err != nil {
			panic(err) // the files are compiled in
		}
		for _, w := range words(string(text), len(text)) {
			count(wordCounts, wordTotals, w, i)
			eachNgram(w, func(g string) { count(ngramCounts, ngramTotals, g, i) })
		}
	}
	m.words = logProbabilities(wordCounts, wordTotals)
	m.ngrams = logProbabilities(ngramCounts, ngramTotals)
	return m
})

// logProbabilities turns counts into smoothed log probabilities.
func logProbabilities(counts map[string][]float64, totals []float64) map[string][]float64 {
	const smoothing = 0.3
	for _, c := range counts {
		for i := range c {
			c[i] = math.Log((c[i] + smoothing) / (totals[i] + smoothing*float64(len(counts))))
		}
	}
	return counts
}

// add adds a word's evidence to the scores and tells whether it is a known word.
func (m *model) add(scores []float64, word string) bool {
	n := 0
	sum := make([]float64, len(scores))
	eachNgram(word, func(g string) {
		p, ok := m.ngrams[g]
		if !ok {
			return // seen in no language, so it tells nothing
		}
		n++
		for i := range sum {
			sum[i] += p[i]
		}
	})
	p, ok := m.words[word]
	if ok {
		n += wordLike
		for i := range sum {
			sum[i] += wordLike * p[i]
		}
	}
	if n == 0 {
		return false
	}
	// N-grams overlap, so a word counts as the mean of its evidence, and a long
	// word only a little more than a short one.
	weight := math.Sqrt(float64(n)) / float64(n)
	for i := range scores {
		scores[i] += sum[i] * weight
	}
	return ok
}

func eachNgram(word string, visit func(string)) {
	r := []rune(" " + word + " ")
	for n := 2; n <= maxNgram; n++ {
		for i := 0; i+n <= len(r); i++ {
			visit(string(r[i : i+n]))
		}
	}
}

// words returns the lower-case words of at most limit runes of text, without
// numbers, addresses and the like.
func words(text string, limit int) []string {
	if r := []rune(text); len(r) > limit {
		text = string(r[:limit])
	}
	var out []string
	for _, field := range strings.Fields(strings.ToLower(text)) {
		if strings.ContainsAny(field, "@/\\_0123456789") || strings.HasPrefix(field, "www.") {
			continue
		}
		field = strings.ReplaceAll(field, "’", "'")
		out = append(out, strings.FieldsFunc(field, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })...)
	}
	return out
}
