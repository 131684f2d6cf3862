package retrieval

import "math"

// Character n-grams bridge compounds, inflections and misspellings. They are
// looked up in the candidates' texts, which costs no storage.
const (
	shortestGram = 3
	longestGram  = 5
)

// grams scores texts by the n-grams that they share with a question.
type grams struct {
	index   map[uint64]int
	weights []float64
	filter  [1024]uint64 // a bit for each n-gram: most of a text is passed over without a look-up
	scratch []rune
}

const (
	hashSeed  = 14695981039346656037
	hashPrime = 1099511628211
)

func extend(h uint64, r rune) uint64 { return (h ^ uint64(r)) * hashPrime }

func filterBit(h uint64) (word, bit uint64) { return h >> 54, 1 << (h >> 48 & 63) }

func newGrams(q question) *grams {
	g := &grams{index: map[uint64]int{}}
	text := []rune{' '}
	weights := []float64{1}
	for _, w := range q.words {
		text = appendFolded(text, w.word)
		for len(weights) < len(text) {
			weights = append(weights, w.weight)
		}
	}
	for i := range text {
		h, sum := uint64(hashSeed), 0.0
		for n := 1; n <= longestGram && i+n <= len(text); n++ {
			h = extend(h, text[i+n-1])
			sum += weights[i+n-1]
			if n < shortestGram {
				continue
			}
			word, bit := filterBit(h)
			g.filter[word] |= bit
			k, ok := g.index[h]
			if !ok {
				k = len(g.weights)
				g.index[h] = k
				g.weights = append(g.weights, 0)
			}
			g.weights[k] += sum / float64(n)
		}
	}
	return g
}

// gramCounts is how often a text has each of the question's n-grams.
type gramCounts struct {
	counts []uint16
	length int // characters
}

// count counts the question's n-grams in the texts as if they were one.
func (g *grams) count(texts ...string) gramCounts {
	r := g.scratch[:0]
	r = append(r, ' ')
	for _, t := range texts {
		r = appendFolded(r, t)
	}
	g.scratch = r
	c := gramCounts{counts: make([]uint16, len(g.weights)), length: len(r)}
	for i := 0; i+shortestGram <= len(r); i++ {
		h := extend(extend(extend(hashSeed, r[i]), r[i+1]), r[i+2])
		for n := shortestGram; ; n++ {
			if word, bit := filterBit(h); g.filter[word]&bit == 0 {
				break // no longer n-gram of the question begins like this either
			}
			k, ok := g.index[h]
			if !ok {
				break
			}
			c.counts[k]++
			if n == longestGram || i+n >= len(r) {
				break
			}
			h = extend(h, r[i+n])
		}
	}
	return c
}

// rarity returns the weight of each n-gram times its inverse document frequency
// among the texts, and the sum of them all.
func (g *grams) rarity(texts []gramCounts) (rarity []float64, information float64) {
	rarity = make([]float64, len(g.weights))
	for k := range rarity {
		df := 0
		for _, t := range texts {
			if t.counts[k] > 0 {
				df++
			}
		}
		rarity[k] = g.weights[k] * inverseFrequency(len(texts), df)
		information += rarity[k]
	}
	return rarity, information
}

// score is a text's BM25 over the question's n-grams.
func (c gramCounts) score(rarity []float64, pivot float64) float64 {
	k := saturation * (1 - lengthNorm + lengthNorm*float64(c.length)/math.Max(pivot, 1))
	sum := 0.0
	for i, n := range c.counts {
		if n > 0 {
			sum += rarity[i] * float64(n) * (saturation + 1) / (float64(n) + k)
		}
	}
	return sum
}

func meanLength(texts []gramCounts) float64 {
	sum := 0
	for _, t := range texts {
		sum += t.length
	}
	return float64(sum) / math.Max(float64(len(texts)), 1)
}
