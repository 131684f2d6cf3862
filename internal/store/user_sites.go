package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// maySee is the one rule for which sites v a user u may see: an admin every site,
// anybody else the sites that they are assigned to, and nobody who is disabled
// or has not joined yet.
const maySee = `u.disabled_at is null and not u.invited and (
	u.role = 'admin' or exists (select from user_sites a where a.site_id = v.id and a.user_id = u.id))`

// visibleSites are the sites that a user, $1, may see. It reads the role, so a
// change acts at once.
const visibleSites = `(select v.id from sites v join users u on u.id = $1 where ` + maySee + `)`

// MaxUserSites is how many sites a user is assigned to at most.
const MaxUserSites = 1000

// setUserSites assigns a user to exactly these sites. It returns CodeInvalid
// for an unknown site, and for too many.
func setUserSites(ctx context.Context, tx pgx.Tx, userID string, siteIDs []string) error {
	if len(siteIDs) > MaxUserSites {
		return chat.Errorf(chat.CodeInvalid, "A user works for at most %d sites.", MaxUserSites)
	}
	if _, err := tx.Exec(ctx, `delete from user_sites where user_id = $1`, userID); err != nil {
		return fmt.Errorf("assign user to sites: %w", err)
	}
	const insert = `insert into user_sites (user_id, site_id) select distinct $1::uuid, id from unnest($2::uuid[]) as s (id)`
	_, err := tx.Exec(ctx, insert, userID, notNil(siteIDs))
	if isCode(err, foreignKeyViolation) {
		return chat.Errorf(chat.CodeInvalid, "There is no such site.")
	}
	if err != nil {
		return fmt.Errorf("assign user to sites: %w", err)
	}
	return nil
}

// FindVisibleSite returns the id of a session's site when the user may see it,
// or chat.ErrNotFound.
func (s *Store) FindVisibleSite(ctx context.Context, userID, sessionID string) (siteID string, err error) {
	const query = `select site_id from sessions where id = $2 and erased_at is null and site_id in ` + visibleSites
	err = s.pool.QueryRow(ctx, query, userID, sessionID).Scan(&siteID)
	return siteID, notFound("find site of session", err)
}

// CheckVisible returns chat.ErrNotFound for a site that the user may not see, or
// that is not there.
func (s *Store) CheckVisible(ctx context.Context, userID, siteID string) error {
	var visible bool
	if err := s.pool.QueryRow(ctx, `select $2 in `+visibleSites, userID, siteID).Scan(&visible); err != nil {
		return fmt.Errorf("find site of user: %w", err)
	}
	if !visible {
		return chat.ErrNotFound
	}
	return nil
}

// ListAgents returns a page of at most limit of the users who may speak with the
// visitors of a site, by name, and the cursor of the page that follows, "" at the
// end. It returns chat.ErrNotFound for a site that the user may not see, and
// CodeInvalid for an after that no page returned.
func (s *Store) ListAgents(ctx context.Context, userID, siteID, after string, limit int) ([]chat.User, string, error) {
	from, err := parseNameCursor(after)
	if err != nil {
		return nil, "", err
	}
	if err := s.CheckVisible(ctx, userID, siteID); err != nil {
		return nil, "", err
	}
	limit = min(max(limit, 1), MaxPage)
	const query = userColumns + `
		join sites v on v.id = $1
		where u.role <> 'viewer' and ` + maySee + ` and (lower(u.name), u.id) > (lower($2), $3)
		order by lower(u.name), u.id limit $4`
	rows, err := s.pool.Query(ctx, query, siteID, from.name, from.id, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("list agents: %w", err)
	}
	agents, err := pgx.CollectRows(rows, scanUser)
	if err != nil {
		return nil, "", fmt.Errorf("list agents: %w", err)
	}
	page, next := pageOf(agents, limit, func(u chat.User) nameCursor { return nameCursor{u.Name, u.ID} })
	return page, next, nil
}
