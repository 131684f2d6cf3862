package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// QueueLinkMails queues the mails whose links were asked for. An address that
// nobody has, or not for this kind of link, gets none. write makes the subject
// and the texts. A mail that fails does not keep the others from being queued.
func (s *Store) QueueLinkMails(ctx context.Context, write func(chat.LinkLetter) (chat.Mail, error)) error {
	const due = `select id, kind, email from link_requests order by created_at limit 100`
	rows, err := s.pool.Query(ctx, due)
	if err != nil {
		return fmt.Errorf("list links to mail: %w", err)
	}
	requests, err := pgx.CollectRows(rows, pgx.RowToStructByPos[linkRequest])
	if err != nil {
		return fmt.Errorf("list links to mail: %w", err)
	}
	var failed error
	for _, r := range requests {
		if err := s.queueLinkMail(ctx, r, write); err != nil {
			failed = errors.Join(failed, fmt.Errorf("queue mail with link: %w", err))
		}
	}
	return failed
}

type linkRequest struct {
	ID    string
	Kind  chat.LinkKind
	Email string
}

// queueLinkMail settles one request.
func (s *Store) queueLinkMail(ctx context.Context, r linkRequest, write func(chat.LinkLetter) (chat.Mail, error)) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `delete from link_requests where id = $1`, r.ID)
		if err != nil || tag.RowsAffected() == 0 {
			return err // another worker was at it
		}
		user, err := selectUser(ctx, tx, ``, `where lower(u.email) = lower($1) and u.disabled_at is null and u.invited = $2`,
			r.Email, r.Kind == chat.LinkInvitation)
		if chat.CodeOf(err) == chat.CodeNotFound {
			return nil
		}
		if err != nil {
			return err
		}
		letter := chat.LinkLetter{Kind: r.Kind, Name: user.Name}
		if letter.Language, err = languageOfUser(ctx, tx, user.ID); err != nil {
			return err
		}
		if letter.Token, _, err = createLink(ctx, tx, r.Kind, user.ID); err != nil {
			return err
		}
		m, err := write(letter)
		if err != nil {
			return err
		}
		m.Kind, m.UserID, m.Recipient, m.DedupeKey = chat.MailKind(r.Kind), user.ID, user.Email, "link:"+r.ID
		return s.queueSealed(ctx, tx, m)
	})
}

// languageOfUser returns the language of mails to a user. Their own is not known:
// it is that of their oldest site, or else of the installation's.
func languageOfUser(ctx context.Context, tx pgx.Tx, userID string) (language string, err error) {
	const query = `
		select coalesce((select s.language from sites s
		    order by exists (select from user_sites a where a.site_id = s.id and a.user_id = $1) desc, s.created_at limit 1), 'en')`
	err = tx.QueryRow(ctx, query, userID).Scan(&language)
	return language, err
}

// sealedTexts are a mail's, sealed because they hold a link that lets in.
type sealedTexts struct{ Text, HTML string }

// queueSealed stores a mail of the installation with its texts sealed.
func (s *Store) queueSealed(ctx context.Context, tx pgx.Tx, m chat.Mail) error {
	plain, err := json.Marshal(sealedTexts{m.Text, m.HTML})
	if err != nil {
		return err
	}
	sealed, err := s.seal.Seal(string(plain))
	if err != nil {
		return err
	}
	const query = `
		insert into mails (id, kind, user_id, recipient, subject, body_text, body_html, body_sealed, dedupe_key)
		values ($1, $2, $3, $4, $5, '', '', $6, $7)`
	_, err = tx.Exec(ctx, query, uuid.NewString(), m.Kind, m.UserID, m.Recipient, m.Subject, sealed, m.DedupeKey)
	return err
}

// openTexts reads what queueSealed stored.
func (s *Store) openTexts(sealed []byte, into *chat.Mail) error {
	plain, err := s.seal.Open(sealed)
	if err != nil {
		return fmt.Errorf("a mail cannot be read with this INNCONNECT_ENCRYPTION_KEY: %w", &chat.ProviderError{Kind: chat.ProviderRejected})
	}
	var texts sealedTexts
	if err := json.Unmarshal([]byte(plain), &texts); err != nil {
		return fmt.Errorf("read texts of mail: %w", err)
	}
	into.Text, into.HTML = texts.Text, texts.HTML
	return nil
}
