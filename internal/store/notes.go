package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// NewNote is a note as its writer sends it.
type NewNote struct {
	chat.AgentKey
	ID      string // UUID of the writer's making
	Content string // plain text, 1 to chat.MaxMessageRunes characters
}

// AddNote adds a note to a session, whatever its status. The same id again
// returns the first note, or CodeConflict when the writer or the content is
// another. It returns chat.ErrNotFound for an unknown session.
func (s *Store) AddNote(ctx context.Context, in NewNote) (chat.Note, error) {
	var note chat.Note
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		const insert = `
			insert into notes (site_id, session_id, id, user_id, content) values ($1, $2, $3, $4, $5)
			on conflict do nothing`
		tag, err := tx.Exec(ctx, insert, in.SiteID, in.SessionID, in.ID, in.AgentID, in.Content)
		if isCode(err, foreignKeyViolation) {
			return chat.ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("insert note: %w", err)
		}
		found, err := selectNotes(ctx, tx, `and n.id = $3`, in.SiteID, in.SessionID, in.ID)
		if err != nil {
			return err
		}
		note = found[0]
		if note.UserID != in.AgentID || note.Content != in.Content {
			return chat.Errorf(chat.CodeConflict, "This id was already used for another note.")
		}
		if tag.RowsAffected() == 0 {
			return nil
		}
		return tellStaff(ctx, tx, in.AgentKey, chat.ActionNoteAdded, nil)
	})
	return note, err
}

// MaxNotes is how many notes about a session, or about a customer, are read: the
// newest.
const MaxNotes = 500

// ListNotes returns the newest notes of a session, oldest first.
func (s *Store) ListNotes(ctx context.Context, siteID, sessionID string) ([]chat.Note, error) {
	return selectNotes(ctx, s.pool, ``, siteID, sessionID)
}

// selectNotes reads the session's notes that condition, a fixed text of this
// package, picks.
func selectNotes(ctx context.Context, q querier, condition string, args ...any) ([]chat.Note, error) {
	query := `
		select n.id, n.user_id, u.name, n.content, n.created_at from notes n join users u on u.id = n.user_id
		where n.site_id = $1 and n.session_id = $2 ` + condition + ` order by n.created_at desc, n.id desc limit ` + strconv.Itoa(MaxNotes)
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list notes: %w", err)
	}
	notes, err := pgx.CollectRows(rows, pgx.RowToStructByPos[chat.Note])
	if err != nil {
		return nil, fmt.Errorf("list notes: %w", err)
	}
	slices.Reverse(notes)
	return notes, nil
}

// SetFollowUp notes that staff owe the session's visitor an answer, or no longer
// do. It returns chat.ErrNotFound.
func (s *Store) SetFollowUp(ctx context.Context, in chat.AgentKey, needed bool) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		var before bool
		const lock = `select needs_follow_up from sessions where site_id = $1 and id = $2 for update`
		if err := tx.QueryRow(ctx, lock, in.SiteID, in.SessionID).Scan(&before); err != nil {
			return notFound("find session", err)
		}
		if before == needed {
			return nil
		}
		const update = `update sessions set needs_follow_up = $3 where site_id = $1 and id = $2`
		if _, err := tx.Exec(ctx, update, in.SiteID, in.SessionID, needed); err != nil {
			return fmt.Errorf("set follow-up: %w", err)
		}
		return tellStaff(ctx, tx, in, chat.ActionFollowUpSet, map[string]string{"needed": strconv.FormatBool(needed)})
	})
}

// tellStaff keeps what a user did to a session and tells the others, of what
// the visitor is not told.
func tellStaff(ctx context.Context, tx pgx.Tx, in chat.AgentKey, action chat.Action, details map[string]string) error {
	if err := addAgentAudit(ctx, tx, in, action, details); err != nil {
		return err
	}
	return addInboxEvent(ctx, tx, chat.InboxEvent{SiteID: in.SiteID, SessionID: in.SessionID, Kind: chat.InboxChanged})
}
