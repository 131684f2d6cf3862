package store

import (
	"context"
	"fmt"
)

// QueueDepths tells how much work waits, of all sites together: visitors'
// messages without an answer, and conversations that wait for a person.
func (s *Store) QueueDepths(ctx context.Context) (map[string]int64, error) {
	const query = `
		select (select count(*) from messages where role = 'visitor' and not handled),
		       (select count(*) from sessions where status = 'escalated')`
	var messages, waiting int64
	if err := s.pool.QueryRow(ctx, query).Scan(&messages, &waiting); err != nil {
		return nil, fmt.Errorf("count what waits: %w", err)
	}
	return map[string]int64{"messages": messages, "waiting": waiting}, nil
}
