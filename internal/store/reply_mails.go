package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// replyMailDue holds of a session s with its site's settings c when a mail may
// bring the visitor what people wrote: the client has been away for the site's
// time since the first of it. What is older than a week is not mailed any more.
const replyMailDue = `
	c.reply_mail_after_seconds > 0
	and s.replies_unseen_since > now() - interval '7 days'
	and greatest(s.replies_unseen_since, s.visitor_seen_at) <= now() - make_interval(secs => c.reply_mail_after_seconds)
	and (s.visitor_email <> '' or s.identity_verified and s.customer_id is not null)`

// QueueReplyMails queues the mails that bring visitors who are away what people
// wrote to them, one for each session. write makes the subject and the texts. A
// mail that fails does not keep the others from being queued.
func (s *Store) QueueReplyMails(ctx context.Context, write func(chat.ReplyDigest) (chat.Mail, error)) error {
	const due = `
		select s.site_id, s.id from sessions s join site_settings c on c.site_id = s.site_id
		where ` + replyMailDue + ` order by s.replies_unseen_since limit 200`
	rows, err := s.pool.Query(ctx, due)
	if err != nil {
		return fmt.Errorf("list replies to mail: %w", err)
	}
	digests, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (d chat.ReplyDigest, err error) {
		return d, row.Scan(&d.SiteID, &d.SessionID)
	})
	if err != nil {
		return fmt.Errorf("list replies to mail: %w", err)
	}
	var failed error
	for _, d := range digests {
		failed = errors.Join(failed, s.queueReplyMail(ctx, d, write))
	}
	return failed
}

// queueReplyMail writes one mail, unless the visitor has come back or another
// worker is at it.
func (s *Store) queueReplyMail(ctx context.Context, d chat.ReplyDigest, write func(chat.ReplyDigest) (chat.Mail, error)) error {
	contact, err := s.FindContact(ctx, d.SiteID, d.SessionID)
	if err != nil {
		return err
	}
	if d.Origins, err = s.ListOrigins(ctx, d.SiteID); err != nil {
		return err
	}
	d.SiteName, d.Language, d.Address, d.PageURL = contact.SiteName, contact.Language, contact.Address, contact.PageURL
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		const lock = `
			select true from sessions s join site_settings c on c.site_id = s.site_id
			where s.site_id = $1 and s.id = $2 and ` + replyMailDue + ` for update of s skip locked`
		var due bool
		err := tx.QueryRow(ctx, lock, d.SiteID, d.SessionID).Scan(&due)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		d.Messages, err = selectMessages(ctx, tx, `m.session_id = $2 and m.role = 'agent' and m.created_at >= (
		    select replies_unseen_since from sessions where site_id = $1 and id = $2) order by m.seq`, d.SiteID, d.SessionID)
		if err != nil {
			return err
		}
		if len(d.Messages) > 0 && chat.IsMailAddress(d.Address) {
			m, err := write(d)
			if err != nil {
				return err
			}
			m.SiteID, m.Kind, m.SessionID, m.Recipient = d.SiteID, chat.MailReply, d.SessionID, d.Address
			m.DedupeKey = "reply:" + d.Messages[0].ID
			if err := queueMail(ctx, tx, m); err != nil {
				return err
			}
		}
		const settle = `update sessions set replies_unseen_since = null where site_id = $1 and id = $2`
		_, err = tx.Exec(ctx, settle, d.SiteID, d.SessionID)
		return err
	})
	if err != nil {
		return fmt.Errorf("queue mail with replies: %w", err)
	}
	return nil
}
