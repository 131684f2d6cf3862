package store

import (
	"context"
	"fmt"

	"github.com/innconnect/innconnect/internal/chat"
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

// FindBacklog tells how much work waits, for operators. model names the
// embedding model, "" for lexical search.
func (s *Store) FindBacklog(ctx context.Context, model string) (chat.Backlog, error) {
	depths, err := s.QueueDepths(ctx)
	if err != nil {
		return chat.Backlog{}, err
	}
	out := chat.Backlog{Messages: depths["messages"], Waiting: depths["waiting"], QueuedMails: depths["mails"]}
	const query = `
		select (select count(*) from mails where status = 'failed'),
		       (select count(*) from chunks c where $1 <> '' and not exists (
		            select from chunk_embeddings e where e.site_id = c.site_id and e.chunk_id = c.id and e.model = $1))`
	if err := s.pool.QueryRow(ctx, query, model).Scan(&out.FailedMails, &out.Chunks); err != nil {
		return chat.Backlog{}, fmt.Errorf("count what waits: %w", err)
	}
	return out, nil
}
