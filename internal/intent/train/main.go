// Command train makes the weights of intent's classifier from the sentences in
// testdata/train. The same sentences give the same file.
//
//	go generate ./internal/intent
package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"github.com/innconnect/innconnect/internal/intent/linear"
)

const (
	perTemplate = 150  // sentences made from one template, at most
	longShare   = 0.35 // of sentences are put beside a negative one
	typoShare   = 0.35 // of sentences get a typing error

	writtenTypos = 5 // of each positive sentence that is written out
	epochs       = 8

	negativeWeight = 2 // a false alarm silences the assistant, a miss can be asked again

	rate  = 0.3
	decay = 2e-6 // L2
)

func main() {
	data := flag.String("data", "testdata/train", "folder with the sentences")
	words := flag.String("words", "../lang/corpus", "folder with more text whose words are no typing errors")
	out := flag.String("out", "linear/weights.bin", "file to write")
	flag.Parse()
	if err := run(*data, *words, *out); err != nil {
		log.Fatal(err)
	}
}

func run(data, words, out string) error {
	rng := rand.New(rand.NewPCG(1, 2))
	digest := sha256.New()
	m := &linear.Model{}
	var examples []example
	for _, folder := range []string{words, data} {
		files, err := filepath.Glob(filepath.Join(folder, "*.txt"))
		if err != nil || len(files) == 0 {
			return fmt.Errorf("no text in %s: %w", folder, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				return fmt.Errorf("read text: %w", err)
			}
			digest.Write(text)
			for _, w := range linear.Tokens(string(text)) {
				m.Learn(w)
			}
			if folder == words {
				continue
			}
			made, err := expand(string(text), rng)
			if err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
			examples = append(examples, vary(made, rng)...)
		}
	}
	positive := 0
	for i := range examples {
		examples[i].features = linear.Features(m.Correct(linear.Tokens(examples[i].text)))
		if examples[i].positive {
			positive++
		}
	}
	log.Printf("%d sentences, %d of them positive", len(examples), positive)
	fit(m, examples, rng)
	copy(m.TrainingHash[:], digest.Sum(nil))
	if err := os.WriteFile(out, m.Encode(), 0o644); err != nil {
		return fmt.Errorf("write weights: %w", err)
	}
	return nil
}

type example struct {
	text     string
	positive bool
	written  bool // and not made from a template
	features []linear.Feature
}

// expand makes sentences of the templates of one language.
func expand(text string, rng *rand.Rand) ([]example, error) {
	names := map[string][]string{}
	var out []example
	for i, line := range strings.Split(text, "\n") {
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '@':
			name, list, ok := strings.Cut(line[1:], "=")
			if !ok {
				return nil, fmt.Errorf("line %d: no alternatives", i+1)
			}
			for _, a := range strings.Split(list, "|") {
				names[strings.TrimSpace(name)] = append(names[strings.TrimSpace(name)], strings.TrimSpace(a))
			}
		case line[0] == '+' || line[0] == '-':
			for _, template := range strings.Split(line[1:], "|") {
				sentences, err := fill(strings.TrimSpace(template), names, rng)
				if err != nil {
					return nil, fmt.Errorf("line %d: %w", i+1, err)
				}
				for _, s := range sentences {
					out = append(out, example{text: s, positive: line[0] == '+', written: s == strings.TrimSpace(template)})
				}
			}
		default:
			return nil, fmt.Errorf("line %d: starts with neither @, + nor -", i+1)
		}
	}
	return out, nil
}

// fill makes up to perTemplate different sentences from a template.
func fill(template string, names map[string][]string, rng *rand.Rand) ([]string, error) {
	seen := map[string]bool{}
	var out []string
	for range perTemplate * 2 {
		s := template
		for {
			from := strings.IndexByte(s, '{')
			if from < 0 {
				break
			}
			to := from + strings.IndexByte(s[from:], '}')
			name := s[from+1 : max(to, from+1)]
			choices := names[name]
			if name == "noise" {
				choices = []string{noise(rng)}
			}
			if len(choices) == 0 {
				return nil, fmt.Errorf("no alternatives for %q", s[from:])
			}
			s = s[:from] + choices[rng.IntN(len(choices))] + s[to+1:]
		}
		s = strings.Join(strings.Fields(s), " ")
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
		if len(out) == perTemplate || s == template {
			break
		}
	}
	return out, nil
}

// noise makes a word that no language has, or a number.
func noise(rng *rand.Rand) string {
	if rng.IntN(8) == 0 {
		return "0"
	}
	onsets := strings.Fields("b bl br c ch d dr f fl g gr h j k kl l m n p pl pr qu r s sch sk sp st t tr v w z")
	vowels := strings.Fields("a e i o u ai ee ie oo ou ei eu aa au")
	codas := []string{"", "", "", "n", "r", "s", "t", "l", "ng", "nd", "rt", "st", "ck", "m"}
	endings := []string{"", "", "", "", "s", "en", "er", "ing", "ung", "tion", "te", "ment", "e"}
	w := ""
	for range 1 + rng.IntN(3) {
		w += onsets[rng.IntN(len(onsets))] + vowels[rng.IntN(len(vowels))] + codas[rng.IntN(len(codas))]
	}
	return w + endings[rng.IntN(len(endings))]
}

// vary adds longer messages and typing errors.
func vary(examples []example, rng *rand.Rand) []example {
	var negative []string
	for _, e := range examples {
		if !e.positive {
			negative = append(negative, e.text)
		}
	}
	out := append([]example{}, examples...)
	for _, e := range examples {
		if rng.Float64() < longShare {
			other := negative[rng.IntN(len(negative))]
			if len(strings.Fields(other)) <= 8 {
				text := e.text + " " + other
				if rng.IntN(2) == 0 {
					text = other + " " + e.text
				}
				out = append(out, example{text: text, positive: e.positive})
			}
		}
		typos := 0
		if e.written && e.positive {
			typos = writtenTypos
		} else if rng.Float64() < typoShare {
			typos = 1
		}
		for range typos {
			out = append(out, example{text: mistype(e.text, rng), positive: e.positive})
		}
	}
	return out
}

// mistype makes one or two typing errors.
func mistype(s string, rng *rand.Rand) string {
	r := []rune(s)
	for range 1 + rng.IntN(2) {
		if len(r) < 5 {
			break
		}
		i := 1 + rng.IntN(len(r)-2)
		switch rng.IntN(4) {
		case 0: // left out
			r = append(r[:i:i], r[i+1:]...)
		case 1: // swapped
			r[i], r[i-1] = r[i-1], r[i]
		case 2: // doubled
			r = append(r[:i:i], append([]rune{r[i]}, r[i:]...)...)
		case 3: // the next letter of the alphabet
			if r[i] >= 'a' && r[i] < 'z' {
				r[i]++
			}
		}
	}
	return string(r)
}

// fit runs stochastic gradient descent with per-weight rates (AdaGrad).
func fit(m *linear.Model, examples []example, rng *rand.Rand) {
	var squares [len(m.Weights)]float32
	var biasSquare float32
	for range epochs {
		rng.Shuffle(len(examples), func(i, j int) { examples[i], examples[j] = examples[j], examples[i] })
		for _, e := range examples {
			p := float32(1 / (1 + math.Exp(-float64(m.Score(e.features)))))
			g := p
			if e.positive {
				g = p - 1
			} else {
				g *= negativeWeight
			}
			for _, f := range e.features {
				d := g*f.Value + decay*m.Weights[f.Bucket]
				squares[f.Bucket] += d * d
				m.Weights[f.Bucket] -= rate * d / float32(math.Sqrt(float64(squares[f.Bucket])+1e-6))
			}
			biasSquare += g * g
			m.Bias -= rate * g / float32(math.Sqrt(float64(biasSquare)+1e-6))
		}
	}
}
