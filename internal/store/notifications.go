package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// addNotifications tells the users whom an alert concerns, in the transaction
// that raises it: admins and the site's agents; supervisors alone of the step
// that is theirs, and admins where there are none; and the one person of a
// transfer. Viewers are told nothing. A user who wants to be told in no way is
// left out.
func addNotifications(ctx context.Context, tx pgx.Tx, in chat.Alert) error {
	const query = `
		with staff as (
		    select u.id, u.role, u.supervisor from users u
		    where u.disabled_at is null and not u.invited
		      and (u.role = 'admin' or u.role = 'agent' and exists (
		          select from user_sites a where a.site_id = $1 and a.user_id = u.id))
		), concerned as (
		    select id from staff
		    where case $4
		        when 'transferred' then id = nullif($5, '')::uuid
		        when 'supervisors' then supervisor or role = 'admin' and not exists (select from staff where supervisor)
		        else true end
		), told as (
		    insert into notifications (site_id, id, user_id, session_id, number, step, in_app, by_mail)
		    select $1, gen_random_uuid(), c.id, $2, $3, $4, coalesce(p.in_app, true), coalesce(p.by_mail, true)
		    from concerned c left join notification_preferences p on p.user_id = c.id and p.step = $4
		    where coalesce(p.in_app, true) or coalesce(p.by_mail, true)
		    on conflict do nothing returning user_id, in_app
		)
		insert into inbox_events (site_id, session_id, kind, user_id)
		select $1, $2, 'notification', user_id from told where in_app`
	if _, err := tx.Exec(ctx, query, in.SiteID, in.SessionID, in.Number, in.Step, in.UserID); err != nil {
		return fmt.Errorf("notify staff: %w", err)
	}
	return notify(ctx, tx, InboxTopic)
}

// NotificationFilter picks notifications of a user.
type NotificationFilter struct {
	Unread bool   // only those
	After  string // the next page's cursor, as the page before gave it
	Limit  int    // 1 to MaxPage
}

// ListNotifications returns a page of what a user was told of the sites that
// they may see, newest first, the cursor of the page that follows, "" at the
// end, and how many are unread in all. It returns CodeInvalid for an After that
// no page returned.
func (s *Store) ListNotifications(ctx context.Context, userID string, f NotificationFilter) (page []chat.Notification, next string, unread int, err error) {
	after, err := parseCursor(f.After, newestFirst())
	if err != nil {
		return nil, "", 0, err
	}
	limit := min(max(f.Limit, 1), MaxPage)
	w := where{args: []any{userID}} // visibleSites reads $1
	if f.Unread {
		w.and("n.read_at is null")
	}
	w.and("(n.created_at, n.id) < (%s, %s)", after.at, after.id)
	query := `
		select n.id, n.site_id, st.name, n.session_id, n.step, coalesce(s.escalation_reason, ''), n.created_at, n.read_at
		from notifications n
		join sites st on st.id = n.site_id
		join sessions s on s.site_id = n.site_id and s.id = n.session_id
		where n.user_id = $1 and n.in_app and n.site_id in ` + visibleSites + ` and ` + w.String() + `
		order by n.created_at desc, n.id desc limit ` + w.arg(limit+1)
	rows, err := s.pool.Query(ctx, query, w.args...)
	if err != nil {
		return nil, "", 0, fmt.Errorf("list notifications: %w", err)
	}
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (n chat.Notification, err error) {
		return n, row.Scan(&n.ID, &n.SiteID, &n.SiteName, &n.SessionID, &n.Step, &n.Reason, &n.CreatedAt, &n.ReadAt)
	})
	if err != nil {
		return nil, "", 0, fmt.Errorf("list notifications: %w", err)
	}
	if unread, err = s.CountUnread(ctx, userID); err != nil {
		return nil, "", 0, err
	}
	page, next = pageOf(found, limit, func(n chat.Notification) cursor { return cursor{n.CreatedAt, n.ID} })
	return page, next, unread, nil
}

// unreadNotifications counts the notifications of the sites that they may see
// that a user, $1, has not read.
const unreadNotifications = `(
	select count(*) from notifications n
	where n.user_id = $1 and n.in_app and n.read_at is null and n.site_id in ` + visibleSites + `)`

// CountUnread returns how many notifications of the sites that they may see a
// user has not read.
func (s *Store) CountUnread(ctx context.Context, userID string) (n int, err error) {
	if err := s.pool.QueryRow(ctx, `select `+unreadNotifications, userID).Scan(&n); err != nil {
		return 0, fmt.Errorf("count notifications: %w", err)
	}
	return n, nil
}

// MarkRead notes that a user has read these of their notifications, or all of
// them for nil. Ids that are not theirs change nothing.
func (s *Store) MarkRead(ctx context.Context, userID string, ids []string) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		const query = `
			update notifications set read_at = now()
			where user_id = $1 and read_at is null and ($2::uuid[] is null or id = any($2))`
		if _, err := tx.Exec(ctx, query, userID, ids); err != nil {
			return fmt.Errorf("mark notifications as read: %w", err)
		}
		return notify(ctx, tx, InboxTopic) // the user's other windows count anew
	})
}

// markTold notes that a user has read what they were told of a session, and
// tells whether there was anything.
func markTold(ctx context.Context, tx pgx.Tx, in chat.AgentKey) (bool, error) {
	const query = `
		update notifications set read_at = now()
		where site_id = $1 and session_id = $2 and user_id = $3 and read_at is null`
	tag, err := tx.Exec(ctx, query, in.SiteID, in.SessionID, in.AgentID)
	if err != nil {
		return false, fmt.Errorf("mark notifications as read: %w", err)
	}
	return tag.RowsAffected() > 0, nil
}
