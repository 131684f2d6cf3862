package retrieval

import (
	"math"
	"strings"
)

// evidence is what a search found for the articles answering the question. All
// but the cosines are shares, so that they compare across sites. A question's
// information is the sum of its terms' inverse document frequencies.
type evidence struct {
	grams float64 // n-gram score of the best article over the information of the n-grams
	known float64 // share of the content words that the site's articles have at all
	lead  float64 // of the first article before the second, in words, over the information
	named float64 // share of the best article\'s title that the question has

	dense  bool
	e5     bool    // cosines of E5 models compare across questions
	cosine float64 // of the best article
	stands float64 // its cosine over the candidates' mean, in standard deviations
}

// evidence needs at least one candidate.
func (s search) evidence() evidence {
	top := s.ranked[0]
	information := math.Max(s.lexicon.total[top.Language], 1e-9)
	e := evidence{grams: top.Grams / math.Max(s.gramInformation, 1e-9), lead: wordLead(s.ranked) / information}
	content, known := 0.0, 0.0
	for _, t := range s.lexicon.terms[top.Language] {
		if t.weight == 1 {
			content++
			if s.lexicon.weights[t.id] > 0 {
				known++
			}
		}
	}
	e.known = known / math.Max(content, 1)
	e.named = s.named(top)
	if top.Dense != nil {
		mean, deviation := moments(s.ranked, func(c *scored) *float64 { return c.Dense })
		e.dense, e.cosine = true, *top.Dense
		e.e5 = strings.Contains(strings.ToLower(s.model), "e5")
		if deviation > 0 {
			e.stands = (*top.Dense - mean) / deviation
		}
	}
	return e
}

// named is the share of the content words of an article's title that the
// question has.
func (s search) named(c scored) float64 {
	have := map[int32]bool{}
	for _, t := range s.lexicon.terms[c.Language] {
		have[t.id] = true
	}
	n, hits := 0.0, 0.0
	for _, w := range words(c.Title) {
		if stopwords[c.Language][fold(w)] {
			continue
		}
		n++
		if have[termID(stem(w, c.Language), c.Language)] {
			hits++
		}
	}
	return hits / math.Max(n, 1)
}

// wordLead is how far the best article in words leads the next one.
func wordLead(ranked []scored) float64 {
	best := map[string]float64{}
	for _, c := range ranked {
		best[c.ArticleID] = math.Max(best[c.ArticleID], c.Words)
	}
	first, second := 0.0, 0.0
	for _, w := range best {
		switch {
		case w > first:
			first, second = w, first
		case w > second:
			second = w
		}
	}
	return first - second
}

// logistic is a fitted model: the answerability is 1/(1+exp(-z)) with z the
// weighted sum of the features and the intercept.
type logistic struct {
	intercept float64
	weights   []float64
}

// features returns the evidence as the models weigh it.
func (e evidence) features() []float64 {
	switch {
	case e.dense && e.e5:
		return []float64{e.grams, e.known, e.lead, e.cosine}
	case e.dense:
		return []float64{e.grams, e.known, e.lead, e.stands}
	}
	return []float64{e.grams, e.known, e.lead, e.named}
}

// The models for searches without vectors, with those of an E5 model, and with
// those of another model. Fitted by TestFitAnswerability on public questions,
// each site and class counting the same, so that one in twenty questions about
// something else comes out above 0.5. docs/retrieval.md says how to fit anew.
var (
	lexicalModel = logistic{-3.002, []float64{0.835, 2.781, 0.715, 1.183}}
	e5Model      = logistic{-28.487, []float64{0.198, 1.290, 0.905, 32.521}}
	denseModel   = logistic{-4.020, []float64{0.721, 2.905, 0.566, 0.537}}
)

func (e evidence) model() logistic {
	switch {
	case e.dense && e.e5:
		return e5Model
	case e.dense:
		return denseModel
	}
	return lexicalModel
}

// answerability is the estimated probability that the articles answer the
// question.
func (e evidence) answerability() float64 { return e.model().probability(e.features()) }

func (m logistic) probability(features []float64) float64 {
	z := m.intercept
	for i, w := range m.weights {
		z += w * features[i]
	}
	return 1 / (1 + math.Exp(-z))
}
