package store

import (
	"context"
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
	// A network that is over its limit cannot use up those of addresses.
	if err := s.countAttempt(ctx, "network", clientNetwork(in.From)); err != nil {
		return chat.User{}, "", err
	}
	if err := s.countAttempt(ctx, "email", in.Email); err != nil {
		return chat.User{}, "", err
	}
	user, err := selectUser(ctx, s.pool, ``, `where lower(u.email) = lower($1) and u.disabled_at is null`, in.Email)
	known := chat.CodeOf(err) != chat.CodeNotFound
	if known && err != nil {
		return chat.User{}, "", err
	}
	hash := unknownUser()
	if known {
		if err := s.pool.QueryRow(ctx, `select password_hash from users where id = $1`, user.ID).Scan(&hash); err != nil {
			return chat.User{}, "", fmt.Errorf("find password: %w", err)
		}
	}
	right, err := checkPassword(ctx, hash, in.Password)
	if err != nil {
		return chat.User{}, "", fmt.Errorf("check password: %w", err)
	}
	if !right || !known {
		return chat.User{}, "", errSignInFailed
	}
	if err := s.forgiveAttempt(ctx, in.Email, in.From); err != nil {
		return chat.User{}, "", err
	}
	token := randomText(sessionTokenLength)
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		const insert = `
			insert into user_sessions (token_hash, user_id, expires_at)
			select $1, id, now() + $3::interval from users
			where id = $2 and disabled_at is null and password_hash = $4 for share`
		tag, err := tx.Exec(ctx, insert, hashKey(token), user.ID, sessionIdle, hash)
		if err != nil {
			return fmt.Errorf("create session of user: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return errSignInFailed // disabled, or given another password, in the meantime
		}
		return addAudit(ctx, tx, chat.AuditEntry{Action: chat.ActionSignedIn, UserID: user.ID})
	})
	if err != nil {
		return chat.User{}, "", err
	}
	return user, token, nil
}

var errSignInFailed = chat.Errorf(chat.CodeSignInFailed, "The e-mail address or the password is not right.")

// openSession picks the user who holds the token with the hash $1 of a session
// that has not run out.
const openSession = `
	join user_sessions us on us.user_id = u.id
	where us.token_hash = $1 and us.expires_at > now() and u.disabled_at is null`

// FindUserBySession returns the user, as it is now, who holds the token of a
// session that has not run out, and keeps the session going. Otherwise it
// returns chat.ErrNotFound.
func (s *Store) FindUserBySession(ctx context.Context, token string) (chat.User, error) {
	const keep = `
		with kept as (
		    update user_sessions set last_seen_at = now(), expires_at = least(now() + $2::interval, created_at + $3::interval)
		    where token_hash = $1 and expires_at > now() and last_seen_at < now() - $4::interval)`
	return selectUser(ctx, s.pool, keep, openSession, hashKey(token), sessionIdle, SignedInFor, sessionTouched)
}

// PeekUserBySession is FindUserBySession for what happens without the user's
// doing: it does not keep the session going.
func (s *Store) PeekUserBySession(ctx context.Context, token string) (chat.User, error) {
	return selectUser(ctx, s.pool, ``, openSession, hashKey(token))
}

// UserSession is a browser in which a user is signed in.
type UserSession struct {
	ID         string // UUID
	CreatedAt  time.Time
	LastSeenAt time.Time
	Current    bool // the one that asks
}

// ListUserSessions returns a user's sessions, the one used last first. token is
// that of the session which asks.
func (s *Store) ListUserSessions(ctx context.Context, userID, token string) ([]UserSession, error) {
	const query = `
		select id, created_at, last_seen_at, token_hash = $2 from user_sessions
		where user_id = $1 and expires_at > now() order by last_seen_at desc, id`
	rows, err := s.pool.Query(ctx, query, userID, hashKey(token))
	if err != nil {
		return nil, fmt.Errorf("list sessions of user: %w", err)
	}
	sessions, err := pgx.CollectRows(rows, pgx.RowToStructByPos[UserSession])
	if err != nil {
		return nil, fmt.Errorf("list sessions of user: %w", err)
	}
	return sessions, nil
}

// EndUserSession ends one of a user's own sessions, or returns chat.ErrNotFound.
func (s *Store) EndUserSession(ctx context.Context, userID, sessionID string) error {
	return s.endSession(ctx, `user_id = $1 and id = $2`, userID, sessionID)
}

// SignOut ends the session with the token. One that is not valid changes
// nothing.
func (s *Store) SignOut(ctx context.Context, token string) error {
	err := s.endSession(ctx, `token_hash = $1`, hashKey(token))
	if chat.CodeOf(err) == chat.CodeNotFound {
		return nil
	}
	return err
}

// endSession ends the session that condition, a fixed text of this package,
// picks.
func (s *Store) endSession(ctx context.Context, condition string, args ...any) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		var userID string
		err := tx.QueryRow(ctx, `delete from user_sessions where `+condition+` returning user_id`, args...).Scan(&userID)
		if err != nil {
			return notFound("delete session of user", err)
		}
		if err := addAudit(ctx, tx, chat.AuditEntry{Action: chat.ActionSignedOut, UserID: userID}); err != nil {
			return err
		}
		return notify(ctx, tx, InboxTopic)
	})
}

// endUserSessions ends a user's sessions but the one with the token. Streams of
// the others end, too.
func endUserSessions(ctx context.Context, tx pgx.Tx, userID, token string) error {
	if _, err := tx.Exec(ctx, `delete from user_sessions where user_id = $1 and token_hash <> $2`, userID, hashKey(token)); err != nil {
		return fmt.Errorf("end sessions of user: %w", err)
	}
	return notify(ctx, tx, InboxTopic)
}
