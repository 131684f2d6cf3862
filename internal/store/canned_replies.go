package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// CannedFilter picks canned replies of a site. Zero values pick all.
type CannedFilter struct {
	UserID string // who asks
	SiteID string
	Search string // in the shortcut or the content, whatever the case
	After  string // the next page's cursor, as the page before gave it
	Limit  int    // 1 to MaxPage
}

// ListCannedReplies returns a page of a site's canned replies, by shortcut, and
// the cursor of the page that follows, "" at the end. It returns chat.ErrNotFound
// for a site that the user may not see.
func (s *Store) ListCannedReplies(ctx context.Context, f CannedFilter) ([]chat.CannedReply, string, error) {
	if err := s.CheckVisible(ctx, f.UserID, f.SiteID); err != nil {
		return nil, "", err
	}
	limit := min(max(f.Limit, 1), MaxPage)
	const query = `
		select id, shortcut, content, updated_at from canned_replies
		where site_id = $1 and shortcut > $2 and position(lower($3) in lower(shortcut || ' ' || content)) > 0
		order by shortcut limit $4`
	rows, err := s.pool.Query(ctx, query, f.SiteID, f.After, f.Search, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("list canned replies: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[chat.CannedReply])
	if err != nil {
		return nil, "", fmt.Errorf("list canned replies: %w", err)
	}
	if len(found) <= limit {
		return found, "", nil
	}
	return found[:limit], found[limit-1].Shortcut, nil
}

// CannedChange is a canned reply as a user wants it.
type CannedChange struct {
	By       string // the user
	SiteID   string
	ID       string // of the reply; of a new one made here
	Shortcut string
	Content  string
}

// CreateCannedReply adds a canned reply to a site. It returns chat.ErrNotFound
// for a site that the user may not see, and CodeInvalid for unknown placeholders,
// a shortcut that is taken and one reply too many.
func (s *Store) CreateCannedReply(ctx context.Context, in CannedChange) (chat.CannedReply, error) {
	in.ID = uuid.NewString()
	return s.saveCanned(ctx, in, chat.ActionCannedCreated, func(tx pgx.Tx) error {
		if err := lockSite(ctx, tx, in.SiteID); err != nil {
			return err
		}
		var count int
		if err := tx.QueryRow(ctx, `select count(*) from canned_replies where site_id = $1`, in.SiteID).Scan(&count); err != nil {
			return fmt.Errorf("count canned replies: %w", err)
		}
		if count >= chat.MaxCannedReplies {
			return chat.Errorf(chat.CodeInvalid, "A site has at most %d canned replies.", chat.MaxCannedReplies)
		}
		const query = `insert into canned_replies (site_id, id, shortcut, content) values ($1, $2, $3, $4)`
		_, err := tx.Exec(ctx, query, in.SiteID, in.ID, in.Shortcut, in.Content)
		return err
	})
}

// UpdateCannedReply changes a canned reply. Its errors are those of
// CreateCannedReply, and chat.ErrNotFound for an unknown reply.
func (s *Store) UpdateCannedReply(ctx context.Context, in CannedChange) (chat.CannedReply, error) {
	return s.saveCanned(ctx, in, chat.ActionCannedChanged, func(tx pgx.Tx) error {
		const query = `update canned_replies set shortcut = $3, content = $4, updated_at = now() where site_id = $1 and id = $2`
		_, err := tx.Exec(ctx, query, in.SiteID, in.ID, in.Shortcut, in.Content)
		return err
	})
}

func (s *Store) saveCanned(ctx context.Context, in CannedChange, action chat.Action, write func(pgx.Tx) error) (out chat.CannedReply, err error) {
	if err := chat.CheckCanned(in.Content); err != nil {
		return chat.CannedReply{}, err
	}
	if err := s.CheckVisible(ctx, in.By, in.SiteID); err != nil {
		return chat.CannedReply{}, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		err := write(tx)
		if isCode(err, uniqueViolation) {
			return chat.Errorf(chat.CodeInvalid, "Another reply has this shortcut.")
		}
		if err != nil {
			return fmt.Errorf("save canned reply: %w", err)
		}
		const query = `select id, shortcut, content, updated_at from canned_replies where site_id = $1 and id = $2`
		if err := tx.QueryRow(ctx, query, in.SiteID, in.ID).Scan(&out.ID, &out.Shortcut, &out.Content, &out.UpdatedAt); err != nil {
			return notFound("find canned reply", err)
		}
		return addCannedAudit(ctx, tx, in, action)
	})
	return out, err
}

// RemoveCannedReply removes a canned reply. It returns chat.ErrNotFound for a
// site that the user may not see and for an unknown reply.
func (s *Store) RemoveCannedReply(ctx context.Context, userID, siteID, id string) error {
	if err := s.CheckVisible(ctx, userID, siteID); err != nil {
		return err
	}
	return s.inTx(ctx, func(tx pgx.Tx) error {
		in := CannedChange{By: userID, SiteID: siteID, ID: id}
		const query = `delete from canned_replies where site_id = $1 and id = $2 returning shortcut`
		if err := tx.QueryRow(ctx, query, siteID, id).Scan(&in.Shortcut); err != nil {
			return notFound("remove canned reply", err)
		}
		return addCannedAudit(ctx, tx, in, chat.ActionCannedRemoved)
	})
}

func addCannedAudit(ctx context.Context, tx pgx.Tx, in CannedChange, action chat.Action) error {
	return addAudit(ctx, tx, chat.AuditEntry{
		Action: action, UserID: in.By, SiteID: in.SiteID, SubjectID: in.ID, Details: map[string]string{"shortcut": in.Shortcut},
	})
}
