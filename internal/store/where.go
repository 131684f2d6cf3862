package store

import (
	"fmt"
	"regexp"
	"strings"
)

// where collects the conditions of a query and their arguments, so that the
// database plans for the conditions that there are.
type where struct {
	conditions []string
	args       []any
}

// arg adds an argument and returns its placeholder.
func (w *where) arg(value any) string {
	w.args = append(w.args, value)
	return fmt.Sprintf("$%d", len(w.args))
}

// and adds a condition, a fixed text of this package in which each %s stands
// for one of the arguments.
func (w *where) and(condition string, args ...any) {
	places := make([]any, len(args))
	for i, a := range args {
		places[i] = w.arg(a)
	}
	w.conditions = append(w.conditions, fmt.Sprintf(condition, places...))
}

// String returns the conditions, true when there are none.
func (w *where) String() string {
	if len(w.conditions) == 0 {
		return "true"
	}
	return strings.Join(w.conditions, " and ")
}

var likeSpecials = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// containing is the pattern of texts, for like, that text is a part of.
func containing(text string) string { return "%" + likeSpecials.Replace(text) + "%" }

var notWord = regexp.MustCompile(`[^\p{L}\p{N}]+`)

// wordQuery asks for the beginnings of words, as those of customers and sites are
// cut. It is "" when there are none.
func wordQuery(text string) string {
	var beginnings []string
	for _, word := range strings.Fields(notWord.ReplaceAllString(strings.ToLower(text), " ")) {
		beginnings = append(beginnings, word+":*")
	}
	return strings.Join(beginnings, " & ")
}
