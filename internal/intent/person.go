package intent

import (
	"strings"
	"sync"

	"github.com/innconnect/innconnect/internal/intent/linear"
)

//go:generate go run ./train

const (
	windowWords = 16  // of a clause that is judged at once
	windowStep  = 6   // words between two windows over a longer clause
	maxWindows  = 400 // of one message
	threshold   = 0.0 // log-odds from which a clause counts
)

// WantsPerson tells whether a visitor asks for a person instead of the
// assistant, in English, Dutch, German or French, whatever language the
// conversation has. The string is the clause that says so, in lower case and
// without accents; it is the visitor's text, so it stays out of logs.
func WantsPerson(text string) (bool, string) {
	score, clause := personScore(text)
	if score <= threshold {
		return false, ""
	}
	return true, clause
}

// personScore returns the log-odds of the most telling clause.
func personScore(text string) (float32, string) {
	m := loadModel()
	best, which := float32(-100), ""
	for _, w := range windows(m, text) {
		if !linear.HasTrigger(w) {
			continue
		}
		if s := m.Score(linear.Features(w)); s > best {
			best, which = s, strings.Join(w, " ")
		}
	}
	return best, which
}

var loadModel = sync.OnceValue(func() *linear.Model {
	m, err := linear.Load()
	if err != nil {
		panic(err) // the file is compiled in
	}
	return m
})

// windows cuts a message into clauses, and long clauses into overlapping
// pieces.
func windows(m *linear.Model, text string) [][]string {
	var out [][]string
	add := func(clause string) {
		tokens := m.Correct(linear.Tokens(clause))
		for len(out) < maxWindows && len(tokens) > windowWords {
			out = append(out, tokens[:windowWords])
			tokens = tokens[windowStep:]
		}
		if len(out) < maxWindows && len(tokens) > 0 {
			out = append(out, tokens)
		}
	}
	add(text)
	clauses := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".!?;\n…", r) })
	if len(clauses) > 1 {
		for _, c := range clauses {
			add(c)
		}
	}
	return out
}
