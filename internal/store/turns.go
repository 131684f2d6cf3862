package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// StartTurn stores a turn over the given visitor messages with what input
// sanitising made of them. A turn that begins again may have gathered more. It
// returns chat.ErrSessionClosed and chat.ErrSuperseded when the turn may not
// speak.
func (s *Store) StartTurn(ctx context.Context, k chat.TurnKey, messages []chat.CleanedMessage) error {
	ids, texts, htmls := make([]string, len(messages)), make([]string, len(messages)), make([]string, len(messages))
	for i, m := range messages {
		ids[i], texts[i], htmls[i] = m.ID, m.Text, m.HTML
	}
	const turn = `
		insert into turns (site_id, session_id, id, message_ids, epoch) values ($1, $2, $3, $4, $5)
		on conflict (site_id, id) do update set message_ids = excluded.message_ids, epoch = excluded.epoch`
	const clean = `
		update messages m set clean_text = c.text, html = c.html
		from unnest($3::uuid[], $4::text[], $5::text[]) as c (id, text, html)
		where m.site_id = $1 and m.session_id = $2 and m.id = c.id`
	return s.inTx(ctx, func(tx pgx.Tx) error {
		now, err := lockStanding(ctx, tx, k.SiteID, k.SessionID)
		if err != nil {
			return err
		}
		if err := mayAnswer(now, k); err != nil {
			return err
		}
		b := &pgx.Batch{}
		b.Queue(turn, k.SiteID, k.SessionID, k.TurnID, ids, k.Epoch)
		b.Queue(clean, k.SiteID, k.SessionID, ids, texts, htmls)
		if err := tx.SendBatch(ctx, b).Close(); err != nil {
			return fmt.Errorf("start turn: %w", err)
		}
		return nil
	})
}

// SaveRetrieval keeps what retrieval found for a turn. An answer that was
// written from an earlier retrieval is dropped with it.
func (s *Store) SaveRetrieval(ctx context.Context, k chat.TurnKey, passages []chat.Passage, answerability float64) error {
	if passages == nil {
		passages = []chat.Passage{}
	}
	const query = `
		update turns set passages = $5, answerability = $6, attempt = 0, draft = '', answer = null
		where site_id = $1 and session_id = $2 and id = $3 and epoch = $4`
	return s.updateTurn(ctx, query, k, passages, answerability)
}

// SavePrompt keeps what the provider will be asked.
func (s *Store) SavePrompt(ctx context.Context, k chat.TurnKey, provider chat.Provider, p chat.Prompt) error {
	const query = `
		update turns set prompt = $5, provider = $6
		where site_id = $1 and session_id = $2 and id = $3 and epoch = $4`
	return s.updateTurn(ctx, query, k, p, provider)
}

// FinishDraft keeps the complete answer and counts what it cost. The first
// complete answer of a turn stays, and only its tokens are counted.
func (s *Store) FinishDraft(ctx context.Context, k chat.TurnKey, attempt int, a chat.Answer, g chat.Generation) error {
	const query = `
		update turns set attempt = $5, answer = $6, model = $7, input_tokens = $8, output_tokens = $9, finished_at = now()
		where site_id = $1 and session_id = $2 and id = $3 and epoch = $4 and answer is null`
	const before = `select finished_at as at from turns where site_id = @site and id = @turn and finished_at is not null and answer is null`
	return s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, markDays(before), pgx.NamedArgs{"site": k.SiteID, "turn": k.TurnID}); err != nil {
			return fmt.Errorf("mark day of an earlier answer: %w", err)
		}
		finished, err := tx.Exec(ctx, query, k.SiteID, k.SessionID, k.TurnID, k.Epoch, attempt, a, g.Model, g.InputTokens, g.OutputTokens)
		if err != nil {
			return fmt.Errorf("finish draft: %w", err)
		}
		if finished.RowsAffected() == 0 || g.ChargedTokens == 0 {
			return nil
		}
		return countTokens(ctx, tx, k.SiteID, k.SessionID, g.ChargedTokens)
	})
}

func (s *Store) updateTurn(ctx context.Context, query string, k chat.TurnKey, args ...any) error {
	if _, err := s.pool.Exec(ctx, query, append([]any{k.SiteID, k.SessionID, k.TurnID, k.Epoch}, args...)...); err != nil {
		return fmt.Errorf("update turn: %w", err)
	}
	return nil
}

// SaveDraft replaces a turn's draft and announces it. A late writer of an
// older attempt changes nothing.
func (s *Store) SaveDraft(ctx context.Context, k chat.TurnKey, attempt int, text string) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		const query = `
			update turns set attempt = $5, draft = $6
			where site_id = $1 and session_id = $2 and id = $3 and epoch = $4 and attempt <= $5 and answer is null`
		if _, err := tx.Exec(ctx, query, k.SiteID, k.SessionID, k.TurnID, k.Epoch, attempt, text); err != nil {
			return fmt.Errorf("save draft: %w", err)
		}
		return notify(ctx, tx, k.SessionID)
	})
}

// FindTurn returns a turn, or chat.ErrNotFound, or chat.ErrSuperseded when it has
// begun again under another epoch.
func (s *Store) FindTurn(ctx context.Context, k chat.TurnKey) (chat.Turn, error) {
	const query = `
		select epoch, message_ids, passages, coalesce(answerability, 0), prompt, answer from turns
		where site_id = $1 and session_id = $2 and id = $3`
	t := chat.Turn{TurnKey: k}
	err := s.pool.QueryRow(ctx, query, k.SiteID, k.SessionID, k.TurnID).
		Scan(&t.Epoch, &t.MessageIDs, &t.Passages, &t.Answerability, &t.Prompt, &t.Answer)
	if err == nil && t.Epoch != k.Epoch {
		return chat.Turn{}, chat.ErrSuperseded
	}
	return t, notFound("find turn", err)
}

// FindDraft returns the draft of the answer to a visitor's message, or
// chat.ErrNotFound while none has begun, and once the session is in other hands.
func (s *Store) FindDraft(ctx context.Context, siteID, sessionID, messageID string) (chat.Draft, error) {
	const query = `
		select t.id, t.attempt, t.draft from turns t
		join sessions s on s.site_id = t.site_id and s.id = t.session_id and s.epoch = t.epoch
		where t.site_id = $1 and t.session_id = $2 and $3 = any(t.message_ids)
		order by t.created_at desc limit 1`
	var d chat.Draft
	err := s.pool.QueryRow(ctx, query, siteID, sessionID, messageID).Scan(&d.TurnID, &d.Attempt, &d.Text)
	return d, notFound("find draft", err)
}

// ListWithdrawn tells which of the given articles are not published any more.
func (s *Store) ListWithdrawn(ctx context.Context, siteID string, articleIDs []string) ([]string, error) {
	const query = `
		select i.id from unnest($2::uuid[]) as i (id)
		where not exists (
		    select from articles a where a.site_id = $1 and a.id = i.id and a.status = 'published')`
	rows, err := s.pool.Query(ctx, query, siteID, articleIDs)
	if err != nil {
		return nil, fmt.Errorf("list withdrawn articles: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list withdrawn articles: %w", err)
	}
	return ids, nil
}
