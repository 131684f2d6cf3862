package retrieval

import (
	"slices"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/lang"
)

// maxQuestionWords bounds the work for one question.
const maxQuestionWords = 120

// question is a visitor's text as the lexical arms see it.
type question struct {
	language string // as detected; "" when in doubt
	words    []questionWord
}

type questionWord struct {
	word   string
	folded string
	weight float64 // of a function word less than 1
}

func parseQuestion(text string) question {
	q := question{language: lang.Detect(text, "")}
	all := words(text)
	content := false
	for _, w := range all[:min(len(all), maxQuestionWords)] {
		x := questionWord{word: w, folded: fold(w), weight: 1}
		if stopwords[q.language][x.folded] {
			x.weight = functionWordWeight
		} else {
			content = true
		}
		q.words = append(q.words, x)
	}
	if !content { // "can I?": nothing else to go by
		for i := range q.words {
			q.words[i].weight = 1
		}
	}
	return q
}

// term is a question's word in one of the site's languages.
type term struct {
	id     int32
	weight float64
}

// terms returns the question's different terms in a language.
func (q question) terms(language string) []term {
	var out []term
	for _, w := range q.words {
		id := termID(stem(w.word, language), language)
		i := slices.IndexFunc(out, func(t term) bool { return t.id == id })
		if i < 0 {
			out = append(out, term{id, w.weight})
		} else {
			out[i].weight = max(out[i].weight, w.weight)
		}
	}
	return out
}

// lexicon is a question in all of the site's languages, with what the site's
// articles say about the rarity of its terms.
type lexicon struct {
	sizes       []chat.LanguageSize
	terms       map[string][]term // by language
	information map[int32]float64 // inverse document frequency times weight
	total       map[string]float64
	weights     chat.TermWeights // the information of the terms that articles have
}

func newLexicon(q question, sizes []chat.LanguageSize) lexicon {
	l := lexicon{
		sizes: sizes, terms: map[string][]term{},
		information: map[int32]float64{}, total: map[string]float64{}, weights: chat.TermWeights{},
	}
	for _, s := range sizes {
		l.terms[s.Language] = q.terms(s.Language)
	}
	return l
}

func (l lexicon) ids() []int32 {
	var out []int32
	for _, ts := range l.terms {
		for _, t := range ts {
			out = append(out, t.id)
		}
	}
	return out
}

// language is the question's language: as detected, or the one of the site's
// languages whose articles know most of its words; "" when several do.
func (l lexicon) language(q question) string {
	if q.language != "" {
		return q.language
	}
	best, most, tie := "", 0, false
	for _, s := range l.sizes {
		known := 0
		for _, t := range l.terms[s.Language] {
			if l.weights[t.id] > 0 {
				known++
			}
		}
		switch {
		case known > most:
			best, most, tie = s.Language, known, false
		case known == most:
			tie = true
		}
	}
	if tie {
		return ""
	}
	return best
}

// weigh sets the weights by the number of articles that have each term.
func (l lexicon) weigh(frequencies map[int32]int) {
	for _, s := range l.sizes {
		for _, t := range l.terms[s.Language] {
			df := frequencies[t.id]
			idf := inverseFrequency(s.Articles, df) * t.weight
			l.total[s.Language] += idf
			l.information[t.id] = idf
			if df > 0 {
				l.weights[t.id] = float32(idf)
			}
		}
	}
}
