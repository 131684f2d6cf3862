package retrieval

import (
	"hash/fnv"
	"math"

	"github.com/innconnect/innconnect/internal/chat"
)

// BM25 with the term frequency saturated when an article is saved and the
// inverse document frequency applied by the question. Lengths are compared with
// fixed pivots, so that a weight depends on its article alone.
const (
	saturation = 2.0  // k1
	lengthNorm = 0.75 // b

	openingWords = 25

	articlePivot = 80 // words
	titlePivot   = 8
	openingPivot = 25
	chunkPivot   = 60

	// functionWordWeight is what a function word counts beside another word.
	functionWordWeight = 0.3
)

// termID names a stem in a language.
func termID(stem, language string) int32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(language)) // never fails
	_, _ = h.Write([]byte{0})
	_, _ = h.Write([]byte(stem))
	return int32(h.Sum32() % chat.TermSpace)
}

// stems returns the ids of text's words in the language.
func stems(text, language string) []int32 {
	ws := words(plain(text))
	ids := make([]int32, len(ws))
	for i, w := range ws {
		ids[i] = termID(stem(w, language), language)
	}
	return ids
}

// addField adds a field's saturated term frequencies.
func addField(sum chat.TermWeights, field []int32, pivot float64) {
	counts := make(map[int32]int, len(field))
	for _, id := range field {
		counts[id]++
	}
	k := saturation * (1 - lengthNorm + lengthNorm*float64(len(field))/pivot)
	for id, n := range counts {
		f := float64(n)
		sum[id] += float32(f * (saturation + 1) / (f + k))
	}
}

// inverseFrequency is BM25's idf of a term that df of n articles have.
func inverseFrequency(n, df int) float64 {
	if df > n { // counts of a moment ago
		df = n
	}
	return math.Log(1 + (float64(n-df)+0.5)/(float64(df)+0.5))
}
