package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// addSecurityNotice has a user told by mail, in the transaction of the change. A
// user who is disabled is told nothing.
func addSecurityNotice(ctx context.Context, tx pgx.Tx, userID string, event chat.SecurityEvent) error {
	const insert = `
		insert into security_notices (id, user_id, email, event)
		select gen_random_uuid(), id, email, $2 from users where id = $1 and disabled_at is null`
	if _, err := tx.Exec(ctx, insert, userID, event); err != nil {
		return fmt.Errorf("add security notice: %w", err)
	}
	return nil
}

// QueueSecurityMails queues the mails that tell users of changes of how they sign
// in, one for each. write makes the subject and the texts. A mail that fails does
// not keep the others from being queued.
func (s *Store) QueueSecurityMails(ctx context.Context, write func(chat.SecurityNotice) (chat.Mail, error)) error {
	rows, err := s.pool.Query(ctx, `select id from security_notices order by created_at limit 100`)
	if err != nil {
		return fmt.Errorf("list security notices: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("list security notices: %w", err)
	}
	var failed error
	for _, id := range ids {
		if err := s.queueSecurityMail(ctx, id, write); err != nil {
			failed = errors.Join(failed, fmt.Errorf("queue security mail: %w", err))
		}
	}
	return failed
}

// queueSecurityMail settles one notice.
func (s *Store) queueSecurityMail(ctx context.Context, id string, write func(chat.SecurityNotice) (chat.Mail, error)) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		const take = `
			delete from security_notices n using users u where n.id = $1 and u.id = n.user_id
			returning u.id, u.name, n.email, n.event, n.created_at`
		var notice chat.SecurityNotice
		var userID, address string
		err := tx.QueryRow(ctx, take, id).Scan(&userID, &notice.Name, &address, &notice.Event, &notice.At)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil // another worker was at it
		}
		if err != nil {
			return err
		}
		if notice.Language, err = languageOfUser(ctx, tx, userID); err != nil {
			return err
		}
		m, err := write(notice)
		if err != nil {
			return err
		}
		m.Kind, m.UserID, m.Recipient, m.DedupeKey = chat.MailSecurity, userID, address, "security:"+id
		return queueMail(ctx, tx, m)
	})
}
