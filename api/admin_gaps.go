package api

import (
	"context"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// gapDays is how far back gaps are looked for when the caller does not say.
const gapDays = 30

// ListGaps returns a page of what the articles of a site did not answer well.
func (s *server) ListGaps(ctx context.Context, in ListGapsRequestObject) (ListGapsResponseObject, error) {
	now := time.Now()
	filter := store.GapFilter{
		SiteID:    in.ID,
		From:      now.AddDate(0, 0, -gapDays),
		To:        now.Add(time.Hour), // the database's clock may be ahead of ours
		Cause:     chat.GapCause(deref(in.Params.Cause)),
		Dismissed: deref(in.Params.Dismissed) == 1,
		After:     deref(in.Params.After),
		Limit:     limitOf(in.Params.Limit),
	}
	if in.Params.From != nil {
		filter.From = *in.Params.From
	}
	if in.Params.To != nil {
		filter.To = *in.Params.To
	}
	gaps, next, err := s.Store.ListGaps(ctx, requestOf(ctx).user.ID, filter)
	if err != nil {
		return nil, err
	}
	return ListGaps200JSONResponse{Data: views(gaps, gapView), NextCursor: orNull(next)}, nil
}

// SetGap sets a gap aside or takes it back.
func (s *server) SetGap(ctx context.Context, in SetGapRequestObject) (SetGapResponseObject, error) {
	return SetGap204Response{}, s.Store.DismissGap(ctx, requestOf(ctx).user.ID, in.ID, in.GapID, in.Body.Dismissed)
}

func gapView(in chat.Gap) Gap {
	return Gap{
		ID:            in.ID,
		Question:      in.Examples[0].Text,
		Language:      in.Language,
		Count:         in.Questions,
		Conversations: in.Conversations,
		Causes: GapCauses{
			Unanswered: in.Causes[chat.GapUnanswered], ThumbDown: in.Causes[chat.GapThumbDown], LowRating: in.Causes[chat.GapLowRating],
		},
		LastAskedAt: in.LastAskedAt.UTC(),
		DismissedAt: utc(in.DismissedAt),
		Examples:    views(in.Examples, gapExampleView),
	}
}

func gapExampleView(in chat.FailedQuestion) GapExample {
	out := GapExample{ConversationID: in.SessionID, MessageID: in.MessageID, Question: in.Text, AskedAt: in.AskedAt.UTC()}
	for _, cause := range in.Causes {
		out.Causes = append(out.Causes, GapCause(cause))
	}
	return out
}
