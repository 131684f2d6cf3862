package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// SetPresence shows a user to colleagues as one who has a session on the screen,
// for chat.ColleagueShown, and who writes there, for chat.TypingShown. It returns
// chat.ErrNotFound.
func (s *Store) SetPresence(ctx context.Context, in chat.AgentKey, typing bool) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		const query = `
			with before as (
			    select there_until > now() as there, typing_until > now() as typing from conversation_presence
			    where site_id = $1 and session_id = $2 and user_id = $3),
			kept as (
			    insert into conversation_presence (site_id, session_id, user_id, there_until, typing_until)
			    values ($1, $2, $3, now() + $5::interval, case when $4 then now() + $6::interval else now() end)
			    on conflict (site_id, session_id, user_id)
			    do update set there_until = excluded.there_until, typing_until = excluded.typing_until)
			select coalesce((select there and typing = $4 from before), false)`
		var known bool
		err := tx.QueryRow(ctx, query, in.SiteID, in.SessionID, in.AgentID, typing, chat.ColleagueShown, chat.TypingShown).Scan(&known)
		switch {
		case isCode(err, foreignKeyViolation):
			return chat.ErrNotFound
		case err != nil:
			return fmt.Errorf("set presence: %w", err)
		case known:
			return nil
		}
		return notify(ctx, tx, InboxTopic)
	})
}

// EndPresence shows a user no longer as one who has a session on the screen.
func (s *Store) EndPresence(ctx context.Context, in chat.AgentKey) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		const query = `delete from conversation_presence where site_id = $1 and session_id = $2 and user_id = $3`
		tag, err := tx.Exec(ctx, query, in.SiteID, in.SessionID, in.AgentID)
		if err != nil {
			return fmt.Errorf("end presence: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return nil
		}
		return notify(ctx, tx, InboxTopic)
	})
}

// ListPresent returns the colleagues of a user who have sessions of the user's
// sites on the screen, by session id and each by name. What it says is true for
// so long unless somebody comes, writes or leaves; 0 when nobody is there.
func (s *Store) ListPresent(ctx context.Context, userID string) (map[string][]chat.Present, time.Duration, error) {
	const query = `
		select p.session_id, c.id, c.name, p.typing_until > now(),
		       case when p.typing_until > now() then least(p.typing_until, p.there_until) else p.there_until end - now()
		from conversation_presence p join users c on c.id = p.user_id and c.disabled_at is null
		where p.site_id in ` + visibleSites + ` and p.user_id <> $1 and p.there_until > now()
		order by lower(c.name), c.id`
	rows, err := s.pool.Query(ctx, query, userID)
	if err != nil {
		return nil, 0, fmt.Errorf("list who is present: %w", err)
	}
	out := map[string][]chat.Present{}
	var (
		sessionID string
		who       chat.Present
		left      time.Duration
		soonest   time.Duration
	)
	_, err = pgx.ForEachRow(rows, []any{&sessionID, &who.UserID, &who.Name, &who.Typing, &left}, func() error {
		out[sessionID] = append(out[sessionID], who)
		if soonest == 0 || left < soonest {
			soonest = left
		}
		return nil
	})
	if err != nil {
		return nil, 0, fmt.Errorf("list who is present: %w", err)
	}
	return out, soonest, nil
}
