package retrieval

import (
	"math"
	"slices"

	"github.com/innconnect/innconnect/internal/chat"
)

// The weights of the arms, on scores that are standardised over a question's
// candidates. docs/retrieval.md has how they were measured.
const (
	wordsWeight = 1.0
	gramsWeight = 1.0
	denseWeight = 2.5

	// titleGrams and openingGrams are what n-grams in an article's title and
	// opening count beside those in the chunk.
	titleGrams   = 0.6
	openingGrams = 0.6

	// ownLanguage is the lead, in standard deviations of an arm, of articles in
	// the question's language on a site that has several.
	ownLanguage = 3.0
)

// Scores are the scores of one chunk in each arm, and fused.
type Scores struct {
	Words float64  `json:"words"`
	Grams float64  `json:"grams"`
	Dense *float64 `json:"dense,omitempty"` // cosine; absent without embeddings
	Fused float64  `json:"fused"`
}

// scored is a candidate with its scores.
type scored struct {
	chat.Candidate
	Scores
}

// fuse scores the candidates and returns them best first. prefer is the language
// whose articles lead, "" for none. information is that of the question's n-grams.
func fuse(q question, candidates []chat.Candidate, prefer string) (out []scored, information float64) {
	out = make([]scored, len(candidates))
	gramScores, information := scoreGrams(newGrams(q), candidates)
	for i, g := range gramScores {
		c := candidates[i]
		out[i] = scored{Candidate: c, Scores: Scores{Words: c.ArticleWords + c.ChunkWords, Grams: g, Dense: c.Cosine}}
	}
	standardise := func(weight float64, score func(s *scored) *float64) {
		mean, deviation := moments(out, score)
		for i := range out {
			if v := score(&out[i]); v != nil && deviation > 0 {
				out[i].Fused += weight * (*v - mean) / deviation
			}
		}
	}
	standardise(wordsWeight, func(s *scored) *float64 { return &s.Words })
	standardise(gramsWeight, func(s *scored) *float64 { return &s.Grams })
	standardise(denseWeight, func(s *scored) *float64 { return s.Dense })
	for i := range out {
		if out[i].Language == prefer {
			out[i].Fused += ownLanguage
		}
	}
	slices.SortStableFunc(out, func(a, b scored) int {
		switch {
		case a.Fused > b.Fused:
			return -1
		case a.Fused < b.Fused:
			return 1
		}
		return int(a.ChunkID - b.ChunkID)
	})
	return out, information
}

func moments(all []scored, score func(s *scored) *float64) (mean, deviation float64) {
	n, sum, squares := 0.0, 0.0, 0.0
	for i := range all {
		if v := score(&all[i]); v != nil {
			n, sum, squares = n+1, sum+*v, squares+*v**v
		}
	}
	if n == 0 {
		return 0, 0
	}
	mean = sum / n
	if variance := squares/n - mean*mean; variance > 1e-12 {
		deviation = math.Sqrt(variance)
	}
	return mean, deviation
}

// scoreGrams is the n-gram arm.
func scoreGrams(g *grams, candidates []chat.Candidate) (scores []float64, information float64) {
	chunks := make([]gramCounts, len(candidates))
	titles, openings := map[string]gramCounts{}, map[string]gramCounts{}
	for i, c := range candidates {
		chunks[i] = g.count(c.Title, c.Heading, c.Text)
		if _, ok := titles[c.ArticleID]; !ok {
			titles[c.ArticleID] = g.count(c.Title)
			openings[c.ArticleID] = g.count(c.Opening)
		}
	}
	rarity, information := g.rarity(chunks)
	pivot, titlePivot, openingPivot := meanLength(chunks), mapMean(titles), mapMean(openings)
	scores = make([]float64, len(candidates))
	articles := make(map[string]float64, len(titles))
	for id := range titles {
		articles[id] = titleGrams*titles[id].score(rarity, titlePivot) + openingGrams*openings[id].score(rarity, openingPivot)
	}
	for i, c := range candidates {
		scores[i] = chunks[i].score(rarity, pivot) + articles[c.ArticleID]
	}
	return scores, information
}

func mapMean(texts map[string]gramCounts) float64 {
	all := make([]gramCounts, 0, len(texts))
	for _, t := range texts {
		all = append(all, t)
	}
	return meanLength(all)
}
