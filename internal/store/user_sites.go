package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// visibleSites is the one rule for what a user, $1, may see: an admin every
// site, anybody else the sites that they are assigned to. It reads the role, so
// a change acts at once.
const visibleSites = `(
	select v.id from sites v join users u on u.id = $1
	where u.role = 'admin' or exists (select from user_sites a where a.site_id = v.id and a.user_id = u.id))`

// setUserSites assigns a user to exactly these sites. It returns CodeInvalid
// for an unknown site.
func setUserSites(ctx context.Context, tx pgx.Tx, userID string, siteIDs []string) error {
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

// ListVisibleSites returns the sites that a user may see, by name.
func (s *Store) ListVisibleSites(ctx context.Context, userID string) ([]chat.Site, error) {
	const query = `select id, name, language, created_at from sites where id in ` + visibleSites + ` order by lower(name), id`
	rows, err := s.pool.Query(ctx, query, userID)
	if err != nil {
		return nil, fmt.Errorf("list sites of user: %w", err)
	}
	sites, err := pgx.CollectRows(rows, scanSite)
	if err != nil {
		return nil, fmt.Errorf("list sites of user: %w", err)
	}
	return sites, nil
}
