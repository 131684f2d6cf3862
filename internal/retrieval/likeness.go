package retrieval

import (
	"math"
	"strings"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/lang"
)

// QuestionTerms are the stems of a question's content words in its language, as
// a vector of length 1: the inner product of two questions' terms is their
// cosine. fallback is the language when the question does not show its own.
func QuestionTerms(text, fallback string) (terms chat.TermWeights, language string) {
	language = lang.Detect(text, fallback)
	q := parseQuestion(text)
	terms = chat.TermWeights{}
	for _, w := range q.words {
		if w.weight < 1 || stopwords[language][w.folded] && !allFunctionWords(q, language) {
			continue
		}
		terms[termID(stem(w.word, language), language)] = 1
	}
	for id := range terms {
		terms[id] = float32(1 / math.Sqrt(float64(len(terms))))
	}
	return terms, language
}

func allFunctionWords(q question, language string) bool {
	for _, w := range q.words {
		if !stopwords[language][w.folded] {
			return false
		}
	}
	return true
}

// bounds are from how much likeness on two questions are about one thing. Words
// are the cosine of their content words, meaning that of their vectors.
type bounds struct {
	words   float64 // where only words tell
	meaning float64
	beside  float64 // of words, where meaning tells, too
}

// The cosines of E5 models are crowded between 0.75 and 1, those of others are
// spread. docs/knowledge-base.md has how these group; those of other models were
// not measured.
var (
	boundsOfE5     = bounds{words: 0.70, meaning: 0.94, beside: 0.90}
	boundsOfOthers = bounds{words: 0.70, meaning: 0.85, beside: 0.70}
)

func boundsOf(model string) bounds {
	if strings.Contains(strings.ToLower(model), "e5") {
		return boundsOfE5
	}
	return boundsOfOthers
}

// MostAlike returns the gap that a question is most like, by words or by meaning,
// whichever says more; "" when it is like none of them. model names the model of
// the cosines.
func MostAlike(near []chat.GapLikeness, model string) (gapID string) {
	return boundsOf(model).mostAlike(near)
}

func (b bounds) mostAlike(near []chat.GapLikeness) (gapID string) {
	best := 0.0
	for _, l := range near {
		if above := b.above(l); above >= best {
			best, gapID = above, l.GapID
		}
	}
	return gapID
}

// above tells how far a likeness is above the bounds; less than 0 is not alike.
func (b bounds) above(l chat.GapLikeness) float64 {
	if l.Cosine == nil {
		return share(l.Terms, b.words)
	}
	return max(share(l.Terms, b.beside), share(*l.Cosine, b.meaning))
}

// share is how far a cosine is on the way from a bound to 1.
func share(cosine, bound float64) float64 { return (cosine - bound) / (1 - bound) }
