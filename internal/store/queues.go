package store

import (
	"context"
	"fmt"
)

// QueueDepths tells how much work waits, of all sites together: visitors'
// messages without an answer, conversations that wait for a person, and mails
// that are not sent yet.
func (s *Store) QueueDepths(ctx context.Context) (map[string]int64, error) {
	const query = `
		select (select count(*) from messages where role = 'visitor' and not handled),
		       (select count(*) from sessions where status = 'escalated' and agent_id is null),
		       (select count(*) from mails where status = 'queued')`
	var messages, waiting, mails int64
	if err := s.pool.QueryRow(ctx, query).Scan(&messages, &waiting, &mails); err != nil {
		return nil, fmt.Errorf("count what waits: %w", err)
	}
	return map[string]int64{"messages": messages, "waiting": waiting, "mails": mails}, nil
}
