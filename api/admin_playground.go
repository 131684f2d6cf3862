package api

import (
	"context"
	"time"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/retrieval"
)

// Rehearsals runs the pipeline without a conversation. *activities.Activities is
// the one.
type Rehearsals interface {
	Rehearse(ctx context.Context, siteID, question string, withAnswer bool) (activities.Rehearsal, error)
}

// rehearsalTimeout is as long as one attempt at an answer may take.
const rehearsalTimeout = 90 * time.Second

// AskPlayground shows what the pipeline would do with a question.
func (s *server) AskPlayground(ctx context.Context, in AskPlaygroundRequestObject) (AskPlaygroundResponseObject, error) {
	ctx, cancel := context.WithTimeout(ctx, rehearsalTimeout)
	defer cancel()
	if err := s.Store.CheckVisible(ctx, requestOf(ctx).user.ID, in.ID); err != nil {
		return nil, err
	}
	found, err := s.Rehearsals.Rehearse(ctx, in.ID, in.Body.Question, in.Body.Answer == nil || *in.Body.Answer)
	if err != nil {
		return nil, err
	}
	return AskPlayground200JSONResponse(rehearsalView(found)), nil
}

func rehearsalView(in activities.Rehearsal) PlaygroundResult {
	out := PlaygroundResult{
		Language: in.Language,
		Outcome:  PlaygroundResultOutcomeFound,
		Reason:   orNull(EscalationReason(in.Reason)),
		Rule:     orNull(in.Check.Rule),
		Retrieval: PlaygroundRetrieval{
			Answerability: in.Found.Answerability,
			Threshold:     in.Threshold,
			Embeddings:    in.Found.Trace.Embeddings,
			Candidates:    in.Found.Trace.Candidates,
			Articles:      views(in.Found.Articles, playgroundArticleView),
			Passages:      []ConversationPassage{},
		},
	}
	for _, ms := range in.Found.Trace.Millis {
		out.Retrieval.Milliseconds += ms
	}
	for _, p := range in.Found.Passages {
		out.Retrieval.Passages = append(out.Retrieval.Passages, passageView(p, in.Cited(p.ArticleID)))
	}
	switch {
	case in.Reason != "":
		out.Outcome = PlaygroundResultOutcomeEscalated
	case in.Check.SmallTalk != "":
		out.Outcome = PlaygroundResultOutcomeSmallTalk
	case in.Reply.Content != "":
		out.Outcome = PlaygroundResultOutcomeAnswered
	}
	if in.Reply.Content != "" {
		out.Answer = &PlaygroundAnswer{
			Content:      in.Reply.Content,
			HTML:         in.Reply.HTML,
			Citations:    views(in.Reply.Citations, citationView),
			QuickReplies: list(in.Reply.QuickReplies),
			Provider:     orNull(string(in.Provider)),
			Model:        orNull(in.Usage.Model),
			BudgetSpent:  in.Spent != chat.BudgetNone,
			InputTokens:  in.Usage.InputTokens,
			OutputTokens: in.Usage.OutputTokens,
		}
	}
	return out
}

func playgroundArticleView(in retrieval.RankedArticle) PlaygroundArticle {
	return PlaygroundArticle{
		ArticleID: in.ArticleID, ExternalID: in.ExternalID, Title: in.Title, Language: in.Language,
		Score: in.Fused, Words: in.Words, Grams: in.Grams, Cosine: in.Dense,
	}
}
