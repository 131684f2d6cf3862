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

// From how much likeness on two questions are about one thing. Terms are the
// cosine of content words; the cosines of E5 models are crowded between 0.75 and
// 1, those of others are spread. docs/retrieval.md has what was measured of the
// first.
const (
	sameTerms  = 0.75
	sameE5     = 0.92
	sameCosine = 0.85
)

// Alike tells how far two questions are above the bounds of likeness, by words or
// by meaning, whichever says more; less than 0 is not alike. model names the
// model of the cosine.
func Alike(l chat.GapLikeness, model string) float64 {
	above := (l.Terms - sameTerms) / (1 - sameTerms)
	if l.Cosine != nil {
		least := sameCosine
		if strings.Contains(strings.ToLower(model), "e5") {
			least = sameE5
		}
		above = max(above, (*l.Cosine-least)/(1-least))
	}
	return above
}
