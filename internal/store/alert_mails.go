package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// alertMailDue holds of a notification n that a mail may tell of now: there is at
// least a minute between two mails about alerts to one user of one site, and
// what happens meanwhile is told in one.
const alertMailDue = `
	n.by_mail and n.settled_at is null and not exists (
	    select from mails m
	    where m.site_id = n.site_id and m.user_id = n.user_id and m.kind = 'alert' and m.created_at > now() - interval '60 seconds')`

// QueueAlertMails queues the mails that are due to tell staff of alerts, one for
// each user and site. The first alert after a quiet time is told at once; those
// that follow within a minute are told in one mail. What somebody has taken care
// of meanwhile is not told any more. write makes the subject and the texts. A
// mail that fails does not keep the others from being queued.
func (s *Store) QueueAlertMails(ctx context.Context, write func(chat.AlertDigest) (chat.Mail, error)) error {
	const due = `
		select n.site_id, n.user_id from notifications n where ` + alertMailDue + `
		group by n.site_id, n.user_id order by min(n.created_at) limit 200`
	rows, err := s.pool.Query(ctx, due)
	if err != nil {
		return fmt.Errorf("list alerts to mail: %w", err)
	}
	digests, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (d chat.AlertDigest, err error) {
		return d, row.Scan(&d.SiteID, &d.UserID)
	})
	if err != nil {
		return fmt.Errorf("list alerts to mail: %w", err)
	}
	var failed error
	for _, d := range digests {
		failed = errors.Join(failed, s.queueAlertMail(ctx, d, write))
	}
	return failed
}

// queueAlertMail writes one digest. The lock keeps two workers from writing to
// the same user at once.
func (s *Store) queueAlertMail(ctx context.Context, d chat.AlertDigest, write func(chat.AlertDigest) (chat.Mail, error)) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		const lock = `
			select u.email, st.name, st.language from users u, sites st
			where st.id = $1 and u.id = $2 for no key update of u skip locked`
		err := tx.QueryRow(ctx, lock, d.SiteID, d.UserID).Scan(&d.Address, &d.SiteName, &d.Language)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil // another worker is at it
		}
		if err != nil {
			return err
		}
		settled, err := loadDigest(ctx, tx, &d)
		if err != nil {
			return err
		}
		if len(d.Items) > 0 {
			m, err := write(d)
			if err != nil {
				return err
			}
			m.SiteID, m.Kind, m.UserID, m.Recipient = d.SiteID, chat.MailAlert, d.UserID, d.Address
			m.DedupeKey = "alert:" + d.Items[0].NotificationID
			if len(d.Items) == 1 {
				m.SessionID = d.Items[0].SessionID
			}
			if err := queueMail(ctx, tx, m); err != nil {
				return err
			}
		}
		const settle = `update notifications set settled_at = now() where site_id = $1 and id = any($2)`
		_, err = tx.Exec(ctx, settle, d.SiteID, settled)
		return err
	})
	if err != nil {
		return fmt.Errorf("queue mail about alerts: %w", err)
	}
	return nil
}

// loadDigest fills in what is still worth telling, and returns the ids of all
// that is settled with it. The user may have lost the site or the right to work
// on it since the alert. It holds the sessions, so that what a mail quotes is not
// erased before the mail can be found.
func loadDigest(ctx context.Context, tx pgx.Tx, d *chat.AlertDigest) (ids []string, err error) {
	const query = `
		select n.id, n.session_id, n.step, coalesce(s.escalation_reason, ''),
		       coalesce(extract(epoch from now() - s.waiting_since), 0)::float8,
		       coalesce((select left(coalesce(m.clean_text, m.content), 400) from messages m
		                 where m.site_id = s.site_id and m.session_id = s.id and m.role = 'visitor'
		                 order by m.seq limit 1), ''),
		       case n.step
		           when 'follow_up' then s.needs_follow_up
		           when 'transferred' then s.agent_id = n.user_id and s.agent_since is not null
		           else s.waiting_since is not null and s.waits = n.number end
		       and n.site_id in ` + visibleSites + `
		       and exists (select from users u where u.id = $1 and u.disabled_at is null and u.role in ('admin', 'agent'))
		from notifications n
		join sessions s on s.site_id = n.site_id and s.id = n.session_id
		where n.site_id = $2 and n.user_id = $1 and s.erased_at is null and ` + alertMailDue + `
		order by n.created_at, n.id for share of s`
	rows, err := tx.Query(ctx, query, d.UserID, d.SiteID)
	if err != nil {
		return nil, err
	}
	_, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (struct{}, error) {
		var item chat.AlertDigestItem
		var waiting float64
		var matters bool
		err := row.Scan(&item.NotificationID, &item.SessionID, &item.Step, &item.Reason, &waiting, &item.FirstWords, &matters)
		item.Waiting = time.Duration(waiting * float64(time.Second))
		ids = append(ids, item.NotificationID)
		if matters {
			d.Items = append(d.Items, item)
		}
		return struct{}{}, err
	})
	return ids, err
}
