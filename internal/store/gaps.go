package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// GapFilter picks gaps of a site. From and To bound when their questions were
// asked.
type GapFilter struct {
	SiteID    string
	From, To  time.Time
	Cause     chat.GapCause // "" for all
	Dismissed bool          // those that were set aside, with the questions from before
	After     string        // the next page's cursor, as the page before gave it
	Limit     int           // 1 to MaxPage
}

const (
	gapExamples  = 5
	exampleRunes = 500
)

// ListGaps returns a page of a site's gaps, those with the most questions first,
// and the cursor of the page that follows, "" at the end. It returns
// chat.ErrNotFound for a site that the user may not see and CodeInvalid for an
// After that no page returned.
func (s *Store) ListGaps(ctx context.Context, userID string, f GapFilter) ([]chat.Gap, string, error) {
	if err := s.CheckVisible(ctx, userID, f.SiteID); err != nil {
		return nil, "", err
	}
	count, id, err := parseCountCursor(f.After)
	if err != nil {
		return nil, "", err
	}
	limit := min(max(f.Limit, 1), MaxPage)
	var w where
	w.and("q.site_id = %s", f.SiteID)
	w.and("q.asked_at >= %s and q.asked_at < %s", f.From, f.To)
	if f.Dismissed {
		w.and("q.asked_at <= g.dismissed_at")
	} else {
		w.and("(g.dismissed_at is null or q.asked_at > g.dismissed_at)")
	}
	switch f.Cause {
	case chat.GapUnanswered:
		w.and("q.unanswered")
	case chat.GapThumbDown:
		w.and("q.thumb_down")
	case chat.GapLowRating:
		w.and("q.low_rating")
	}
	// The page's gaps are found by counting alone; what is told of them is looked
	// up for those few.
	conditions := w.String()
	query := `
		with page as (
		    select q.gap_id, count(*)::int as questions
		    from gap_questions q join gaps g on g.site_id = q.site_id and g.id = q.gap_id
		    where ` + conditions + `
		    group by q.gap_id
		    having (count(*), q.gap_id) < (` + w.arg(count) + `, ` + w.arg(id) + `::uuid)
		    order by count(*) desc, q.gap_id desc limit ` + w.arg(limit+1) + `
		)
		select g.id, g.language, page.questions, c.*, g.dismissed_at, x.*
		from page join gaps g on g.site_id = $1 and g.id = page.gap_id
		cross join lateral (
		    select count(distinct q.session_id)::int, count(*) filter (where q.unanswered)::int, count(*) filter (where q.thumb_down)::int,
		           count(*) filter (where q.low_rating)::int, max(q.asked_at)
		    from gap_questions q where ` + conditions + ` and q.gap_id = g.id
		) c
		cross join lateral (
		    select array_agg(e.session_id), array_agg(e.message_id), array_agg(left(e.text, ` + w.arg(exampleRunes) + `)), array_agg(e.asked_at),
		           array_agg(e.unanswered), array_agg(e.thumb_down), array_agg(e.low_rating)
		    from (select q.*, coalesce(m.clean_text, m.content) as text
		          from gap_questions q join messages m on m.site_id = q.site_id and m.id = q.message_id
		          where ` + conditions + ` and q.gap_id = g.id
		          order by q.asked_at desc, q.message_id limit ` + w.arg(gapExamples) + `) e
		) x
		order by page.questions desc, g.id desc`
	rows, err := s.pool.Query(ctx, query, w.args...)
	if err != nil {
		return nil, "", fmt.Errorf("list gaps: %w", err)
	}
	found, err := pgx.CollectRows(rows, scanGap)
	if err != nil {
		return nil, "", fmt.Errorf("list gaps: %w", err)
	}
	if len(found) <= limit {
		return found, "", nil
	}
	last := found[limit-1]
	return found[:limit], strconv.Itoa(last.Questions) + "_" + last.ID, nil
}

func scanGap(row pgx.CollectableRow) (chat.Gap, error) {
	var g chat.Gap
	var unanswered, thumbDown, lowRating int
	var sessions, messages, texts []string
	var asked []time.Time
	var whyUnanswered, whyThumb, whyRating []bool
	err := row.Scan(&g.ID, &g.Language, &g.Questions, &g.Conversations, &unanswered, &thumbDown, &lowRating, &g.LastAskedAt, &g.DismissedAt,
		&sessions, &messages, &texts, &asked, &whyUnanswered, &whyThumb, &whyRating)
	g.Causes = map[chat.GapCause]int{chat.GapUnanswered: unanswered, chat.GapThumbDown: thumbDown, chat.GapLowRating: lowRating}
	for i := range sessions {
		g.Examples = append(g.Examples, chat.FailedQuestion{SessionID: sessions[i], MessageID: messages[i], Text: texts[i], AskedAt: asked[i],
			Causes: causes(whyUnanswered[i], whyThumb[i], whyRating[i])})
	}
	return g, err
}

// parseCountCursor reads the cursor of a list that is sorted by a count and an
// id.
func parseCountCursor(text string) (count int64, id string, err error) {
	if text == "" {
		return 1 << 62, uuid.Max.String(), nil
	}
	number, id, found := strings.Cut(text, "_")
	count, err = strconv.ParseInt(number, 10, 64)
	if !found || err != nil || !isID(id) {
		return 0, "", errNoCursor
	}
	return count, id, nil
}

// DismissGap sets a gap aside, so that only later questions count, or takes it
// back. It returns chat.ErrNotFound for a gap that is not on the user's sites.
func (s *Store) DismissGap(ctx context.Context, userID, siteID, gapID string, dismissed bool) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		const query = `
			update gaps set dismissed_at = case when $4 then now() end
			where site_id in ` + visibleSites + ` and site_id = $2 and id = $3`
		tag, err := tx.Exec(ctx, query, userID, siteID, gapID, dismissed)
		if err != nil {
			return fmt.Errorf("dismiss gap: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return chat.ErrNotFound
		}
		action := chat.ActionGapReopened
		if dismissed {
			action = chat.ActionGapDismissed
		}
		return addAudit(ctx, tx, chat.AuditEntry{Action: action, UserID: userID, SiteID: siteID, SubjectID: gapID})
	})
}
