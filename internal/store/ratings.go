package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// RateSession stores the rating of a session that has ended, or replaces it
// while it is younger than chat.RatingEditableFor, and returns the session as it
// is then. Errors: chat.ErrNotFound, CodeSessionNotClosed and CodeRatingFinal.
func (s *Store) RateSession(ctx context.Context, siteID, sessionID string, in chat.Rating, key IdempotencyKey) (out chat.Session, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) (err error) {
		out, err = once(ctx, tx, siteID, "rate_session", key, func() (chat.Session, error) {
			if err := rateSession(ctx, tx, siteID, sessionID, in); err != nil {
				return chat.Session{}, err
			}
			return findSession(ctx, tx, siteID, sessionID)
		})
		return err
	})
	return out, err
}

func rateSession(ctx context.Context, tx pgx.Tx, siteID, sessionID string, in chat.Rating) error {
	var status chat.Status
	const find = `select status from sessions where site_id = $1 and id = $2 and erased_at is null for share`
	if err := tx.QueryRow(ctx, find, siteID, sessionID).Scan(&status); err != nil {
		return notFound("find session", err)
	}
	if status != chat.StatusClosed {
		return chat.Errorf(chat.CodeSessionNotClosed, "A conversation can be rated after it has ended.")
	}
	const upsert = `
		insert into ratings (site_id, session_id, stars, tags, feedback) values ($1, $2, $3, $4, $5)
		on conflict (site_id, session_id) do update
		set stars = excluded.stars, tags = excluded.tags, feedback = excluded.feedback, updated_at = now()
		where ratings.created_at > now() - make_interval(secs => $6)
		returning created_at`
	var rated time.Time
	err := tx.QueryRow(ctx, upsert, siteID, sessionID, in.Stars, notNil(in.Tags), in.Feedback, chat.RatingEditableFor.Seconds()).Scan(&rated)
	if errors.Is(err, pgx.ErrNoRows) {
		return chat.Errorf(chat.CodeRatingFinal, "This rating can no longer be changed.")
	}
	if err != nil {
		return fmt.Errorf("rate session: %w", err)
	}
	if err := markDay(ctx, tx, siteID, rated); err != nil {
		return err
	}
	return queueRated(ctx, tx, siteID, sessionID)
}
