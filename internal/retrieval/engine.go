package retrieval

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
)

// Index is where the indexed articles lie.
type Index interface {
	// ListLanguages counts a site's published articles by language.
	ListLanguages(ctx context.Context, siteID string) ([]chat.LanguageSize, error)
	// DocumentFrequencies counts the published articles that have each term.
	DocumentFrequencies(ctx context.Context, siteID string, ids []int32) (map[int32]int, error)
	// FindCandidates returns chunks of published articles, in any order.
	FindCandidates(ctx context.Context, q chat.CandidateQuery) ([]chat.Candidate, error)
}

// Embedder makes dense vectors.
type Embedder interface {
	Model() string
	EmbedQuery(ctx context.Context, text string) ([]float32, error)
}

const (
	// embedTimeout is how long a question waits for its vector.
	embedTimeout = 1500 * time.Millisecond
	// embedRunes is how much of a question its vector is made of: a model's time
	// grows with the square of the length.
	embedRunes = 1000
	// candidateLimit is how many chunks each of the database's arms puts forward.
	candidateLimit = 100

	maxPassages        = 6
	maxArticles        = 4 // that passages come from
	passagesPerArticle = 3
	maxRanked          = 10
)

// Engine answers what a site's articles know about a question. It is safe for
// concurrent use.
type Engine struct {
	Index    Index
	Embedder Embedder // nil for lexical search
	Log      *slog.Logger
}

// RankedArticle is an article with the scores of its best chunk.
type RankedArticle struct {
	ArticleID  string `json:"article_id"`
	ExternalID string `json:"external_id"`
	Title      string `json:"title"`
	Language   string `json:"language"`
	Scores
}

// Trace tells how a search went.
type Trace struct {
	Embeddings string             `json:"embeddings"` // "on", or "off: " and why
	Candidates int                `json:"candidates"`
	Millis     map[string]float64 `json:"ms"` // by stage
}

// Result is what a search found.
type Result struct {
	Passages      []chat.Passage // for a prompt, the best article's first, at most 6
	Articles      []RankedArticle
	Answerability float64 // 0 to 1: how likely the passages answer the question
	Trace         Trace
}

// Search finds passages of a site's published articles. A failing embedding
// service costs quality only; the error is the database's.
func (e *Engine) Search(ctx context.Context, siteID, text string) (Result, error) {
	s, err := e.search(ctx, siteID, text)
	if err != nil {
		return Result{}, err
	}
	out := Result{Articles: rank(s.ranked), Passages: pick(s.ranked), Trace: s.trace}
	if len(s.ranked) > 0 {
		out.Answerability = s.evidence().answerability()
	}
	return out, nil
}

// search is the work of one Search.
type search struct {
	question        question
	lexicon         lexicon
	model           string   // of the question's vector; "" without one
	ranked          []scored // best first
	gramInformation float64  // of the question's n-grams
	trace           Trace
}

func (e *Engine) search(ctx context.Context, siteID, text string) (search, error) {
	out := search{question: parseQuestion(text), trace: Trace{Millis: map[string]float64{}}}
	last := time.Now()
	stage := func(name string) {
		now := time.Now()
		out.trace.Millis[name] = float64(now.Sub(last).Microseconds()) / 1000
		last = now
	}
	sizes, err := e.Index.ListLanguages(ctx, siteID)
	if err != nil {
		return search{}, fmt.Errorf("list languages: %w", err)
	}
	if len(out.question.words) == 0 || len(sizes) == 0 {
		out.trace.Embeddings = "off: nothing to look for"
		return out, nil
	}
	out.lexicon = newLexicon(out.question, sizes)
	frequencies, err := e.Index.DocumentFrequencies(ctx, siteID, out.lexicon.ids())
	if err != nil {
		return search{}, fmt.Errorf("read document frequencies: %w", err)
	}
	out.lexicon.weigh(frequencies)
	stage("question")
	find := chat.CandidateQuery{SiteID: siteID, Terms: out.lexicon.weights, Limit: candidateLimit}
	find.Embedding, find.Model, out.trace.Embeddings = e.embed(ctx, siteID, text)
	stage("embedding")
	candidates, err := e.Index.FindCandidates(ctx, find)
	if err != nil {
		return search{}, fmt.Errorf("find candidates: %w", err)
	}
	out.trace.Candidates = len(candidates)
	stage("database")
	out.model = find.Model
	out.ranked, out.gramInformation = fuse(out.question, candidates, out.lexicon.language(out.question))
	stage("fusion")
	return out, nil
}

func (e *Engine) embed(ctx context.Context, siteID, text string) (vector []float32, model, trace string) {
	if e.Embedder == nil {
		return nil, "", "off: no embedding service is set"
	}
	ctx, cancel := context.WithTimeout(ctx, embedTimeout)
	defer cancel()
	if r := []rune(text); len(r) > embedRunes {
		text = string(r[:embedRunes])
	}
	vector, err := e.Embedder.EmbedQuery(ctx, text)
	if err != nil {
		if e.Log != nil {
			e.Log.Warn("search without embeddings", "site", siteID, "reason", err)
		}
		return nil, "", "off: " + err.Error()
	}
	return vector, e.Embedder.Model(), "on"
}

// rank returns each article once, by its best chunk.
func rank(chunks []scored) []RankedArticle {
	var out []RankedArticle
	seen := map[string]bool{}
	for _, c := range chunks {
		if len(out) == maxRanked {
			break
		}
		if seen[c.ArticleID] {
			continue
		}
		seen[c.ArticleID] = true
		out = append(out, RankedArticle{ArticleID: c.ArticleID, ExternalID: c.ExternalID, Title: c.Title, Language: c.Language, Scores: c.Scores})
	}
	return out
}

// pick chooses the passages: the best chunks of the best articles, article by
// article.
func pick(chunks []scored) []chat.Passage {
	byArticle := map[string][]chat.Passage{}
	var order []string
	total := 0
	for _, c := range chunks {
		if total == maxPassages {
			break
		}
		have, known := byArticle[c.ArticleID]
		if strings.TrimSpace(c.Text) == "" || len(have) == passagesPerArticle || !known && len(order) == maxArticles {
			continue
		}
		if !known {
			order = append(order, c.ArticleID)
		}
		p := c.Passage
		p.Score = c.Fused
		byArticle[c.ArticleID] = append(have, p)
		total++
	}
	var out []chat.Passage
	for _, id := range order {
		out = append(out, byArticle[id]...)
	}
	return out
}
