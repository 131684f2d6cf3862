package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// FindStanding returns where a session stands and who may speak in it, or
// chat.ErrNotFound.
func (s *Store) FindStanding(ctx context.Context, siteID, sessionID string) (chat.Standing, error) {
	return findStanding(ctx, s.pool, siteID, sessionID, "")
}

// standingAfter is FindStanding after a change that ended with err.
func (s *Store) standingAfter(ctx context.Context, siteID, sessionID string, err error) (chat.Standing, error) {
	if err != nil {
		return chat.Standing{}, err
	}
	return s.FindStanding(ctx, siteID, sessionID)
}

// lockStanding is FindStanding that holds the session's row until the commit.
func lockStanding(ctx context.Context, tx pgx.Tx, siteID, sessionID string) (chat.Standing, error) {
	return findStanding(ctx, tx, siteID, sessionID, "for update")
}

func findStanding(ctx context.Context, q querier, siteID, sessionID, locking string) (chat.Standing, error) {
	query := `
		select status, coalesce(escalation_reason, ''), epoch,
		       case when agent_since is not null and status = 'escalated' then coalesce(agent_id::text, '') else '' end,
		       agent_name, coalesce(agent_lease_until - clock_timestamp(), '0'),
		       case when waiting_since is not null then waits else 0 end,
		       coalesce(clock_timestamp() - waiting_since, '0'), ladder_step
		from sessions where site_id = $1 and id = $2 ` + locking
	var out chat.Standing
	err := q.QueryRow(ctx, query, siteID, sessionID).Scan(&out.Status, &out.Reason, &out.Epoch, &out.AgentID, &out.AgentName,
		&out.Lease, &out.Wait, &out.WaitedFor, &out.LadderStep)
	return out, notFound("find standing", err)
}

// mayAnswer tells whether a turn's run may still write to the visitor: the
// session goes on, and in the same hands. Its errors are chat.ErrSessionClosed
// and chat.ErrSuperseded.
func mayAnswer(now chat.Standing, k chat.TurnKey) error {
	if now.Status == chat.StatusClosed {
		return chat.ErrSessionClosed
	}
	if now.Epoch != k.Epoch {
		return chat.ErrSuperseded
	}
	return nil
}
