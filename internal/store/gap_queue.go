package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"github.com/innconnect/innconnect/internal/chat"
)

// articlesFailed are the reasons for which a person comes because the articles
// do not answer.
var articlesFailed = []chat.Reason{chat.ReasonMissingKnowledge, chat.ReasonLowConfidence, chat.ReasonRepeated}

// queueTurn has it looked at anew whether the question of a turn failed.
func queueTurn(ctx context.Context, tx pgx.Tx, siteID, turnID string) error {
	const query = `
		insert into gap_queue (site_id, message_id)
		select m.site_id, m.id from messages m where m.site_id = $1 and m.id = $2
		on conflict (site_id, message_id) do update set queued_at = now()`
	if _, err := tx.Exec(ctx, query, siteID, turnID); err != nil {
		return fmt.Errorf("queue question: %w", err)
	}
	return nil
}

// queueAnswered does the same for the question that a message answers. A
// person's messages answer none of the articles' questions.
func queueAnswered(ctx context.Context, tx pgx.Tx, siteID, messageID string) error {
	var turnID string
	const query = `select turn_id from messages where site_id = $1 and id = $2 and turn_id is not null and role = 'assistant'`
	err := tx.QueryRow(ctx, query, siteID, messageID).Scan(&turnID)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find question of answer: %w", err)
	}
	return queueTurn(ctx, tx, siteID, turnID)
}

// lastAnswered finds the turn of a session's last answer from the articles, which
// a rating is about. It is given expressions of the site's and the session's id.
func lastAnswered(siteID, sessionID string) string {
	return `
		select a.turn_id from messages a
		where a.site_id = ` + siteID + ` and a.session_id = ` + sessionID + ` and a.role = 'assistant' and a.answerability is not null
		order by a.seq desc limit 1`
}

// queueRated does the same for the question that a rating is about.
func queueRated(ctx context.Context, tx pgx.Tx, siteID, sessionID string) error {
	var turnID string
	err := tx.QueryRow(ctx, lastAnswered("$1", "$2"), siteID, sessionID).Scan(&turnID)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find rated question: %w", err)
	}
	return queueTurn(ctx, tx, siteID, turnID)
}

// ListQueuedQuestions returns the questions to look at, oldest first, with the
// causes that there are now; none when the failure was taken back.
func (s *Store) ListQueuedQuestions(ctx context.Context, limit int) ([]chat.FailedQuestion, error) {
	query := `
		select m.site_id, m.session_id, m.id, s.language, m.created_at,
		       coalesce((select string_agg(coalesce(p.clean_text, p.content), E'\n' order by p.seq)
		                 from turns t join messages p on p.site_id = t.site_id and p.id = any(t.message_ids)
		                 where t.site_id = m.site_id and t.id = m.id), coalesce(m.clean_text, m.content)),
		       exists (select from escalations e
		               where e.site_id = m.site_id and e.session_id = m.session_id and e.turn_id = m.id and e.reason = any($2)),
		       exists (select from messages a join reactions r on r.site_id = a.site_id and r.message_id = a.id and r.value = 'down'
		               where a.site_id = m.site_id and a.session_id = m.session_id and a.turn_id = m.id),
		       exists (select from ratings r
		               where r.site_id = m.site_id and r.session_id = m.session_id and r.stars <= $3
		                 and m.id = (` + lastAnswered("m.site_id", "m.session_id") + `)),
		       q.queued_at
		from (select * from gap_queue order by queued_at limit $1) q
		join messages m on m.site_id = q.site_id and m.id = q.message_id
		join sessions s on s.site_id = m.site_id and s.id = m.session_id
		order by q.queued_at`
	rows, err := s.pool.Query(ctx, query, limit, articlesFailed, chat.LowRating)
	if err != nil {
		return nil, fmt.Errorf("list queued questions: %w", err)
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (q chat.FailedQuestion, err error) {
		var unanswered, thumbDown, lowRating bool
		err = row.Scan(&q.SiteID, &q.SessionID, &q.MessageID, &q.Language, &q.AskedAt, &q.Text, &unanswered, &thumbDown, &lowRating, &q.QueuedAt)
		q.Causes = causes(unanswered, thumbDown, lowRating)
		return q, err
	})
	if err != nil {
		return nil, fmt.Errorf("list queued questions: %w", err)
	}
	return out, nil
}

func causes(unanswered, thumbDown, lowRating bool) (out []chat.GapCause) {
	for cause, there := range map[chat.GapCause]bool{chat.GapUnanswered: unanswered, chat.GapThumbDown: thumbDown, chat.GapLowRating: lowRating} {
		if there {
			out = append(out, cause)
		}
	}
	slices.Sort(out)
	return out
}

// noTerms are the terms of a gap whose first question was erased.
const noTerms = `'{}/536870912'::sparsevec`

// renewGap has a gap that lost its first question compared by this one.
func renewGap(ctx context.Context, tx pgx.Tx, q chat.FailedQuestion, p chat.GapProbe) error {
	const query = `
		update gaps g set language = $3, terms = $4, model = $5, embedding = $6 from gap_questions q
		where q.site_id = $1 and q.message_id = $2 and g.site_id = q.site_id and g.id = q.gap_id and g.terms = ` + noTerms
	if _, err := tx.Exec(ctx, query, q.SiteID, q.MessageID, p.Language, sparse(p.Terms), p.Model, vectorOf(p.Embedding)); err != nil {
		return fmt.Errorf("renew gap: %w", err)
	}
	return nil
}

// nearestGaps is how many gaps of each arm a question is compared with.
const nearestGaps = 5

// SettleQuestion puts a queued question into the gap that choose picks among the
// nearest, into a new one for "", or out of its gap when it has no causes. A
// question stays in the gap that it is in. One that has left the queue, or was
// queued anew since it was listed, is left alone: it was settled, erased, or is
// to be looked at again. One writer of a site's gaps works at a time.
func (s *Store) SettleQuestion(ctx context.Context, q chat.FailedQuestion, probe chat.GapProbe, choose func([]chat.GapLikeness) (gapID string)) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		if err := lockNamed(ctx, tx, "gaps "+q.SiteID); err != nil {
			return err
		}
		const done = `delete from gap_queue where site_id = $1 and message_id = $2 and queued_at = $3`
		tag, err := tx.Exec(ctx, done, q.SiteID, q.MessageID, q.QueuedAt)
		if err != nil {
			return fmt.Errorf("take question from queue: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return nil
		}
		if len(q.Causes) == 0 {
			return removeFromGap(ctx, tx, q)
		}
		known, err := updateCauses(ctx, tx, q)
		if err != nil {
			return err
		}
		if known {
			return renewGap(ctx, tx, q, probe)
		}
		near, err := findNearestGaps(ctx, tx, q.SiteID, probe)
		if err != nil {
			return err
		}
		gapID := choose(near)
		if gapID == "" {
			if gapID, err = addGap(ctx, tx, q.SiteID, probe); err != nil {
				return err
			}
		}
		return addToGap(ctx, tx, q, gapID)
	})
}

// removeFromGap takes a question out of its gap, and the gap away with its last
// question.
func removeFromGap(ctx context.Context, tx pgx.Tx, q chat.FailedQuestion) error {
	var gapID string
	const remove = `delete from gap_questions where site_id = $1 and message_id = $2 returning gap_id`
	err := tx.QueryRow(ctx, remove, q.SiteID, q.MessageID).Scan(&gapID)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("remove question from gap: %w", err)
	}
	const empty = `delete from gaps g where g.site_id = $1 and g.id = $2
		and not exists (select from gap_questions q where q.site_id = g.site_id and q.gap_id = g.id)`
	if _, err := tx.Exec(ctx, empty, q.SiteID, gapID); err != nil {
		return fmt.Errorf("remove gap: %w", err)
	}
	return nil
}

func updateCauses(ctx context.Context, tx pgx.Tx, q chat.FailedQuestion) (known bool, err error) {
	const query = `
		update gap_questions set unanswered = $3, thumb_down = $4, low_rating = $5
		where site_id = $1 and message_id = $2`
	tag, err := tx.Exec(ctx, query, q.SiteID, q.MessageID, slices.Contains(q.Causes, chat.GapUnanswered),
		slices.Contains(q.Causes, chat.GapThumbDown), slices.Contains(q.Causes, chat.GapLowRating))
	if err != nil {
		return false, fmt.Errorf("update question of gap: %w", err)
	}
	return tag.RowsAffected() > 0, nil
}

func findNearestGaps(ctx context.Context, tx pgx.Tx, siteID string, p chat.GapProbe) ([]chat.GapLikeness, error) {
	const query = `
		with near as (
		    (select id from gaps where site_id = $1 order by terms <#> $2, id limit $5)
		    union
		    (select id from gaps where site_id = $1 and $3::vector is not null and model = $4
		     order by embedding <=> $3, id limit $5)
		)
		select g.id, -(g.terms <#> $2), case when g.model = $4 then 1 - (g.embedding <=> $3) end
		from near join gaps g on g.site_id = $1 and g.id = near.id`
	rows, err := tx.Query(ctx, query, siteID, sparse(p.Terms), vectorOf(p.Embedding), p.Model, nearestGaps)
	if err != nil {
		return nil, fmt.Errorf("find nearest gaps: %w", err)
	}
	near, err := pgx.CollectRows(rows, pgx.RowToStructByPos[chat.GapLikeness])
	if err != nil {
		return nil, fmt.Errorf("find nearest gaps: %w", err)
	}
	return near, nil
}

func vectorOf(embedding []float32) *pgvector.Vector {
	if embedding == nil {
		return nil
	}
	v := pgvector.NewVector(embedding)
	return &v
}

func addGap(ctx context.Context, tx pgx.Tx, siteID string, p chat.GapProbe) (string, error) {
	id := uuid.NewString()
	const query = `insert into gaps (site_id, id, language, terms, model, embedding) values ($1, $2, $3, $4, $5, $6)`
	if _, err := tx.Exec(ctx, query, siteID, id, p.Language, sparse(p.Terms), p.Model, vectorOf(p.Embedding)); err != nil {
		return "", fmt.Errorf("add gap: %w", err)
	}
	return id, nil
}

func addToGap(ctx context.Context, tx pgx.Tx, q chat.FailedQuestion, gapID string) error {
	const query = `
		insert into gap_questions (site_id, message_id, session_id, gap_id, unanswered, thumb_down, low_rating, asked_at)
		select m.site_id, m.id, m.session_id, $3, $4, $5, $6, m.created_at from messages m
		where m.site_id = $1 and m.id = $2`
	_, err := tx.Exec(ctx, query, q.SiteID, q.MessageID, gapID, slices.Contains(q.Causes, chat.GapUnanswered),
		slices.Contains(q.Causes, chat.GapThumbDown), slices.Contains(q.Causes, chat.GapLowRating))
	if err != nil {
		return fmt.Errorf("add question to gap: %w", err)
	}
	return nil
}
