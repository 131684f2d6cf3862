package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// ListPreferences returns how a user is told of each kind of alert, in the order
// of chat.AlertSteps.
func (s *Store) ListPreferences(ctx context.Context, userID string) ([]chat.NotificationPreference, error) {
	rows, err := s.pool.Query(ctx, `select step, in_app, by_mail from notification_preferences where user_id = $1`, userID)
	if err != nil {
		return nil, fmt.Errorf("list preferences: %w", err)
	}
	set, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p chat.NotificationPreference, err error) {
		return p, row.Scan(&p.Step, &p.InApp, &p.ByMail)
	})
	if err != nil {
		return nil, fmt.Errorf("list preferences: %w", err)
	}
	out := make([]chat.NotificationPreference, len(chat.AlertSteps))
	for i, step := range chat.AlertSteps {
		out[i] = chat.NotificationPreference{Step: step, InApp: true, ByMail: true}
		for _, p := range set {
			if p.Step == step {
				out[i] = p
			}
		}
	}
	return out, nil
}

// SetPreferences changes how a user is told of these kinds of alerts, from the
// next alert on. Kinds that are not named stay.
func (s *Store) SetPreferences(ctx context.Context, userID string, preferences []chat.NotificationPreference) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		const query = `
			insert into notification_preferences (user_id, step, in_app, by_mail) values ($1, $2, $3, $4)
			on conflict (user_id, step) do update set in_app = excluded.in_app, by_mail = excluded.by_mail`
		for _, p := range preferences {
			if _, err := tx.Exec(ctx, query, userID, p.Step, p.InApp, p.ByMail); err != nil {
				return fmt.Errorf("set preference: %w", err)
			}
		}
		return nil
	})
}
