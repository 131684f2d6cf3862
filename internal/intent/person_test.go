package intent

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/intent/linear"
)

// tally counts decisions.
type tally struct{ hits, falseAlarms, misses, quiet float64 }

func (c *tally) add(t *testing.T, text string, wants bool) bool {
	t.Helper()
	got, clause := WantsPerson(text)
	switch {
	case got && wants:
		c.hits++
	case got:
		c.falseAlarms++
		t.Logf("false alarm: %s [%s]", text, clause)
	case wants:
		c.misses++
		t.Logf("missed: %s", text)
	default:
		c.quiet++
	}
	return got
}

func (c *tally) precision() float64 { return c.hits / max(1, c.hits+c.falseAlarms) }
func (c *tally) recall() float64    { return c.hits / max(1, c.hits+c.misses) }
func (c *tally) f1() float64        { return 2 * c.hits / max(1, 2*c.hits+c.falseAlarms+c.misses) }

func (c *tally) String() string {
	return fmt.Sprintf("%.0f sentences, precision %.3f, recall %.3f, F1 %.3f", c.hits+c.falseAlarms+c.misses+c.quiet, c.precision(), c.recall(), c.f1())
}

// The sentences of the table are not among those of the training.
func TestWantsPersonInFourLanguages(t *testing.T) {
	for _, language := range []string{"en", "nl", "de", "fr"} {
		t.Run(language, func(t *testing.T) {
			b, err := os.ReadFile(filepath.Join("testdata", "table", language+".txt"))
			require.NoError(t, err)
			var c tally
			for _, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
				c.add(t, line[2:], line[0] == '+')
			}
			t.Log(&c)
			require.Greater(t, c.precision(), 0.95)
			require.Greater(t, c.f1(), 0.95)
		})
	}
}

func TestWantsPersonFindsTheClause(t *testing.T) {
	ok, clause := WantsPerson("Your parking page is wrong. It says 15 euros. Please connect me to a human! Thanks.")
	require.True(t, ok)
	require.Contains(t, clause, "human")

	story := strings.Repeat("The room was lovely and the breakfast was good, but the shower stayed cold on every morning of our stay. ", 15)
	ok, _ = WantsPerson(story)
	require.False(t, ok)
	ok, _ = WantsPerson(story + "Can I talk to someone about that? " + story)
	require.True(t, ok)

	for _, nothing := range []string{"", " ", "?!", "😀", "12345", strings.Repeat("a ", 4000), strings.Repeat("\u0301", 4000), "\xff\xfe"} {
		ok, clause = WantsPerson(nothing)
		require.False(t, ok)
		require.Empty(t, clause)
	}
}

func TestWantsPersonOnPublicSentences(t *testing.T) {
	f := openShared(t, "escalation.jsonl")
	// With ESCALATION_RUN=file, also writes a run for score.py.
	var run *os.File
	if name := os.Getenv("ESCALATION_RUN"); name != "" {
		var err error
		run, err = os.Create(name)
		require.NoError(t, err)
		t.Cleanup(func() { _ = run.Close() })
	}
	byLanguage := map[string]*tally{}
	var all tally
	for i, s := 0, bufio.NewScanner(f); s.Scan(); i++ {
		var row struct {
			Text, Lang string
			Label      int
		}
		require.NoError(t, json.Unmarshal(s.Bytes(), &row))
		if byLanguage[row.Lang] == nil {
			byLanguage[row.Lang] = &tally{}
		}
		pred := 0
		if byLanguage[row.Lang].add(t, row.Text, row.Label == 1) {
			pred = 1
		}
		if run != nil {
			fmt.Fprintf(run, "{\"i\":%d,\"pred\":%d}\n", i, pred)
		}
	}
	for language, c := range byLanguage {
		t.Log(language, c)
		all.falseAlarms += c.falseAlarms
		all.hits += c.hits
	}
	require.Greater(t, byLanguage["en"].f1(), 0.96)
	require.Greater(t, all.precision(), 0.95)
}

// Ordinary questions are many and requests for a person few, so what counts
// here is the share of questions that raise a false alarm.
func TestQuestionsRarelyLookLikeWantingAPerson(t *testing.T) {
	f := openShared(t, "questions.jsonl")
	var c tally
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var row struct{ Text string }
		require.NoError(t, json.Unmarshal(s.Bytes(), &row))
		c.add(t, row.Text, false)
	}
	require.NoError(t, s.Err())
	t.Logf("%.0f false alarms in %.0f", c.falseAlarms, c.falseAlarms+c.quiet)
	require.Less(t, c.falseAlarms/(c.falseAlarms+c.quiet), 0.01)
}

func openShared(t *testing.T, name string) *os.File {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "eval", "dev", name))
	if err != nil {
		t.Skipf("the evaluation set is not here: %v", err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func TestWeightsBelongToTheSentences(t *testing.T) {
	digest := sha256.New()
	for _, folder := range []string{"../lang/corpus", "testdata/train"} {
		files, err := filepath.Glob(filepath.Join(folder, "*.txt"))
		require.NoError(t, err)
		for _, file := range files {
			b, err := os.ReadFile(file)
			require.NoError(t, err)
			digest.Write(b)
		}
	}
	m, err := linear.Load()
	require.NoError(t, err)
	require.Equal(t, digest.Sum(nil), m.TrainingHash[:], "run: go generate ./internal/intent")
}

func BenchmarkWantsPerson(b *testing.B) {
	for b.Loop() {
		WantsPerson("Hi, my booking number is 48213 and the invoice is wrong for the second time. Could I please change it?")
	}
}
