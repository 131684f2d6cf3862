package activities

import (
	"context"
	"time"
	"unicode/utf8"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/lang"
)

// Retrieved is the result of step 3.
type Retrieved struct {
	Step
	Passages      []PassageRef
	Answerability float64 // 0 to 1
	Threshold     float64 // the site's
	Embeddings    string  // "on", or why retrieval was lexical only
	FollowUp      bool    // the question was understood with the one before it
}

// Enough tells whether what was found is worth an answer; a person is asked for
// otherwise.
func (r Retrieved) Enough() bool { return enough(len(r.Passages), r.Answerability, r.Threshold) }

func enough(passages int, answerability, threshold float64) bool {
	return passages > 0 && answerability >= threshold
}

// PassageRef points to a passage in a workflow's history.
type PassageRef struct {
	ChunkID   int64
	Article   string // the owner's id of the article
	Score     float64
	ArticleID string
}

const (
	// followUpRunes is how long a question may be to count as one that leans
	// on the question before it.
	followUpRunes = 60
	// followUpFloor is the least answerability of such a question by itself, as
	// a share of the threshold: what has nothing to do with the articles does
	// not get an answer by being asked after something that has.
	followUpFloor = 0.25
)

// Retrieve is step 3: it finds the passages of published articles that the
// question is about and says how likely they answer it. A follow-up ("and for
// cats?") that finds too little by itself is tried again with the visitor's
// previous question.
func (a *Activities) Retrieve(ctx context.Context, in Turn) (Retrieved, error) {
	start := time.Now()
	text, messages, err := a.question(ctx, in)
	if err != nil {
		return Retrieved{}, err
	}
	settings, err := a.Sites.FindDisplay(ctx, in.SiteID)
	if err != nil {
		return Retrieved{}, coded(err)
	}
	out := Retrieved{Threshold: settings.AnswerThreshold}
	found, err := a.Retriever.Search(ctx, in.SiteID, text)
	if err != nil {
		return Retrieved{}, err
	}
	if found.Answerability < settings.AnswerThreshold && found.Answerability >= followUpFloor*settings.AnswerThreshold &&
		utf8.RuneCountInString(text) <= followUpRunes && lang.IsFollowUp(text) {
		previous, err := a.previousQuestion(ctx, in, messages)
		if err != nil {
			return Retrieved{}, err
		}
		if previous != "" {
			both, err := a.Retriever.Search(ctx, in.SiteID, previous+"\n"+text)
			if err != nil {
				return Retrieved{}, err
			}
			if both.Answerability >= settings.AnswerThreshold {
				found, out.FollowUp = both, true
			}
		}
	}
	if err := a.Transcript.SaveRetrieval(ctx, in.TurnKey, found.Passages, found.Answerability); err != nil {
		return Retrieved{}, err
	}
	for _, p := range found.Passages {
		out.Passages = append(out.Passages, PassageRef{ChunkID: p.ChunkID, Article: p.ExternalID, Score: p.Score, ArticleID: p.ArticleID})
	}
	out.Answerability = found.Answerability
	out.Embeddings = found.Trace.Embeddings
	out.Step = since(start)
	return out, nil
}

// historyMessages is how far back a prompt may look; the token budget usually
// ends it sooner.
const historyMessages = 20

func (a *Activities) previousQuestion(ctx context.Context, in Turn, messages []chat.Message) (string, error) {
	if len(messages) == 0 {
		return "", nil
	}
	history, err := a.Transcript.ListMessagesBefore(ctx, in.SiteID, in.SessionID, messages[0].Seq, historyMessages)
	if err != nil {
		return "", err
	}
	for i := len(history) - 1; i >= 0; i-- {
		if history[i].Role == chat.RoleVisitor {
			return history[i].CleanText, nil
		}
	}
	return "", nil
}
