package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// errLinkInvalid is the answer to every token that opens nothing, whatever the
// reason.
var errLinkInvalid = chat.Errorf(chat.CodeLinkInvalid, "This link has been used, has expired or is not complete.")

// UserLink is what the token of a link opens.
type UserLink struct {
	Kind      chat.LinkKind
	User      chat.User // empty for chat.LinkSetup
	ExpiresAt time.Time
}

// openLink picks the link with the token's hash $1 and the kind $2 that has not
// run out. Nobody who was disabled meanwhile comes in by one.
const openLink = `
	from user_links l left join users u on u.id = l.user_id
	where l.token_hash = $1 and l.kind = $2 and l.expires_at > now() and u.disabled_at is null`

// FindLink tells what a token opens, without using it up. For one that opens
// nothing it returns CodeLinkInvalid.
func (s *Store) FindLink(ctx context.Context, token string) (UserLink, error) {
	const query = `
		select l.kind, l.expires_at, coalesce(l.user_id::text, '')
		from user_links l left join users u on u.id = l.user_id
		where l.token_hash = $1 and l.expires_at > now() and u.disabled_at is null`
	var out UserLink
	var userID string
	err := s.pool.QueryRow(ctx, query, hashKey(token)).Scan(&out.Kind, &out.ExpiresAt, &userID)
	if errors.Is(err, pgx.ErrNoRows) {
		return UserLink{}, errLinkInvalid
	}
	if err != nil {
		return UserLink{}, fmt.Errorf("find link: %w", err)
	}
	if userID != "" {
		out.User, err = s.FindUser(ctx, userID)
	}
	return out, err
}

// createLink makes a link and returns its secret token. userID is "" for
// chat.LinkSetup.
func createLink(ctx context.Context, tx pgx.Tx, kind chat.LinkKind, userID string) (token string, expiresAt time.Time, err error) {
	token = randomText(tokenLength)
	const insert = `
		insert into user_links (token_hash, kind, user_id, expires_at)
		values ($1, $2, nullif($3, '')::uuid, now() + $4::interval) returning expires_at`
	if err := tx.QueryRow(ctx, insert, hashKey(token), kind, userID, kind.Lasts()).Scan(&expiresAt); err != nil {
		return "", time.Time{}, fmt.Errorf("create link: %w", err)
	}
	return token, expiresAt, nil
}

// isOpen returns CodeLinkInvalid for a token that opens nothing of the kind, so
// that no password is hashed in vain.
func (s *Store) isOpen(ctx context.Context, kind chat.LinkKind, token string) error {
	var open bool
	if err := s.pool.QueryRow(ctx, `select exists (select `+openLink+`)`, hashKey(token), kind).Scan(&open); err != nil {
		return fmt.Errorf("find link: %w", err)
	}
	if !open {
		return errLinkInvalid
	}
	return nil
}

// useLink takes a link away and returns its user's id. Of two at once one gets
// it; the other gets CodeLinkInvalid.
func useLink(ctx context.Context, tx pgx.Tx, kind chat.LinkKind, token string) (userID string, err error) {
	const query = `delete from user_links where token_hash in (select l.token_hash ` + openLink + ` for update of l)
		returning coalesce(user_id::text, '')`
	err = tx.QueryRow(ctx, query, hashKey(token), kind).Scan(&userID)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", errLinkInvalid
	}
	if err != nil {
		return "", fmt.Errorf("use link: %w", err)
	}
	return userID, nil
}

// requestLink has the mailroom write to an address.
func requestLink(ctx context.Context, tx pgx.Tx, kind chat.LinkKind, email string) error {
	const query = `insert into link_requests (id, kind, email) values (gen_random_uuid(), $1, $2)`
	if _, err := tx.Exec(ctx, query, kind, email); err != nil {
		return fmt.Errorf("request link: %w", err)
	}
	return nil
}
