package store

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// A session of the admin panel ends when it is not used for sessionIdle, and
// at the latest after SignedInFor.
const (
	sessionIdle = 12 * time.Hour
	SignedInFor = 7 * 24 * time.Hour

	sessionTouched     = time.Minute // uses within this time are one
	sessionTokenLength = 43          // 256 random bits
)

// Credentials are what somebody who signs in brings.
type Credentials struct {
	Email    string
	Password string
	From     netip.Addr // the client's
}

// SignIn checks the credentials and starts a session of the admin panel, whose
// secret token it returns. Errors: CodeSignInFailed, the same and after about
// the same time for an unknown address and for a wrong password; and
// CodeTooManyRequests with RetryAfter, which counts for all processes on the
// database.
func (s *Store) SignIn(ctx context.Context, in Credentials) (chat.User, string, error) {
	in.Email = strings.TrimSpace(in.Email)
	if err := s.sweepLogins(ctx); err != nil {
		return chat.User{}, "", err
	}
	// A network that is over its limit cannot use up those of addresses.
	if err := s.countAttempt(ctx, "network", clientNetwork(in.From)); err != nil {
		return chat.User{}, "", err
	}
	if err := s.countAttempt(ctx, "email", in.Email); err != nil {
		return chat.User{}, "", err
	}
	const find = `select id, email, role, created_at, password_hash from users where lower(email) = lower($1)`
	var user chat.User
	hash := unknownUser()
	err := s.pool.QueryRow(ctx, find, in.Email).Scan(&user.ID, &user.Email, &user.Role, &user.CreatedAt, &hash)
	known := !errors.Is(err, pgx.ErrNoRows)
	if known && err != nil {
		return chat.User{}, "", fmt.Errorf("find user: %w", err)
	}
	right, err := checkPassword(ctx, hash, in.Password)
	if err != nil {
		return chat.User{}, "", fmt.Errorf("check password: %w", err)
	}
	if !right || !known {
		return chat.User{}, "", chat.Errorf(chat.CodeSignInFailed, "The e-mail address or the password is not right.")
	}
	if err := s.forgiveAttempt(ctx, in.Email, in.From); err != nil {
		return chat.User{}, "", err
	}
	token := randomText(sessionTokenLength)
	const insert = `insert into user_sessions (token_hash, user_id, expires_at) values ($1, $2, now() + $3::interval)`
	if _, err := s.pool.Exec(ctx, insert, hashKey(token), user.ID, sessionIdle); err != nil {
		return chat.User{}, "", fmt.Errorf("create session of user: %w", err)
	}
	return user, token, nil
}

// SignOut ends a session. A token that is not valid changes nothing.
func (s *Store) SignOut(ctx context.Context, token string) error {
	if _, err := s.pool.Exec(ctx, `delete from user_sessions where token_hash = $1`, hashKey(token)); err != nil {
		return fmt.Errorf("delete session of user: %w", err)
	}
	return nil
}

// FindUserBySession returns the user, as it is now, who holds the token of a
// session that has not run out, and keeps the session going. Otherwise it
// returns chat.ErrNotFound.
func (s *Store) FindUserBySession(ctx context.Context, token string) (chat.User, error) {
	const find = `
		select u.id, u.email, u.role, u.created_at, us.last_seen_at < now() - $2::interval
		from user_sessions us join users u on u.id = us.user_id
		where us.token_hash = $1 and us.expires_at > now()`
	var user chat.User
	var touch bool
	err := s.pool.QueryRow(ctx, find, hashKey(token), sessionTouched).Scan(&user.ID, &user.Email, &user.Role, &user.CreatedAt, &touch)
	if err != nil {
		return chat.User{}, notFound("find session of user", err)
	}
	if !touch {
		return user, nil
	}
	const keep = `
		update user_sessions set last_seen_at = now(), expires_at = least(now() + $2::interval, created_at + $3::interval)
		where token_hash = $1 and expires_at > now()`
	if _, err := s.pool.Exec(ctx, keep, hashKey(token), sessionIdle, SignedInFor); err != nil {
		return chat.User{}, fmt.Errorf("keep session of user: %w", err)
	}
	return user, nil
}
