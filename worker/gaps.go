package worker

import (
	"context"
	"log/slog"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/retrieval"
)

// Gaps keeps what visitors asked and the articles did not answer well.
type Gaps interface {
	ListQueuedQuestions(ctx context.Context, limit int) ([]chat.FailedQuestion, error)
	SettleQuestion(ctx context.Context, q chat.FailedQuestion, probe chat.GapProbe, choose func([]chat.GapLikeness) (gapID string)) error
}

// QuestionEmbedder makes the vectors of questions.
type QuestionEmbedder interface {
	Model() string
	EmbedQuery(ctx context.Context, text string) ([]float32, error)
}

// GapKeeper groups the questions that failed by likeness. Any number of
// processes may run one.
type GapKeeper struct {
	Gaps     Gaps
	Embedder QuestionEmbedder // nil without an embedding service
	Log      *slog.Logger
}

const (
	gapsEvery      = 2 * time.Second
	gapsMost       = 100
	gapsTimeout    = 30 * time.Second
	gapEmbedWait   = 1500 * time.Millisecond // as long as a visitor's question waits
	gapEmbedsRunes = 1000
)

// Run works until ctx ends.
func (k GapKeeper) Run(ctx context.Context) {
	repeat(ctx, gapsEvery, func() {
		if err := k.Once(ctx); err != nil && ctx.Err() == nil {
			k.Log.Warn("group questions that failed", "error", err)
		}
	})
}

// Once groups what is queued now, up to a bounded number.
func (k GapKeeper) Once(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, gapsTimeout)
	defer cancel()
	questions, err := k.Gaps.ListQueuedQuestions(ctx, gapsMost)
	if err != nil {
		return err
	}
	for _, q := range questions {
		probe := k.probe(ctx, q)
		err := k.Gaps.SettleQuestion(ctx, q, probe, func(near []chat.GapLikeness) string { return retrieval.MostAlike(near, probe.Model) })
		if err != nil {
			return err
		}
	}
	return nil
}

// probe is what a question is compared by. One that has failed no more is not
// compared.
func (k GapKeeper) probe(ctx context.Context, q chat.FailedQuestion) chat.GapProbe {
	var p chat.GapProbe
	if len(q.Causes) == 0 {
		return p
	}
	p.Terms, p.Language = retrieval.QuestionTerms(q.Text, q.Language)
	if k.Embedder == nil {
		return p
	}
	ctx, cancel := context.WithTimeout(ctx, gapEmbedWait)
	defer cancel()
	text := []rune(q.Text)
	vector, err := k.Embedder.EmbedQuery(ctx, string(text[:min(len(text), gapEmbedsRunes)]))
	if err != nil {
		return p // words alone tell, as in a search
	}
	p.Model, p.Embedding = k.Embedder.Model(), vector
	return p
}
