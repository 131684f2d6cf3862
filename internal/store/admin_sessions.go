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

	sessionTouched = time.Minute // uses within this time are one
)

// tokenLength is that of secret tokens of the admin panel: 256 random bits.
const tokenLength = 43

// Credentials are what somebody who signs in brings.
type Credentials struct {
	Email    string
	Password string
	From     netip.Addr // the client's
}

// SignedIn is what right credentials lead to: a session, or for a user with
// two-step sign-in a challenge, which FinishSignIn answers.
type SignedIn struct {
	User      chat.User
	Token     string    // of the session, secret; "" while a code is missing
	Challenge string    // secret; "" where no code is needed
	EndsAt    time.Time // of the challenge
}

// SignIn checks the credentials and starts a session of the admin panel, or its
// second step. Errors: CodeSignInFailed, the same and after about the same time
// for an unknown address and for a wrong password; and CodeTooManyRequests with
// RetryAfter, which counts for all processes on the database.
func (s *Store) SignIn(ctx context.Context, in Credentials) (SignedIn, error) {
	in.Email = strings.TrimSpace(in.Email)
	// A network that is over its limit cannot use up those of addresses.
	if err := s.countAttempt(ctx, networkSignIns, clientNetwork(in.From)); err != nil {
		return SignedIn{}, err
	}
	if err := s.countAttempt(ctx, addressSignIns, in.Email); err != nil {
		return SignedIn{}, err
	}
	user, err := selectUser(ctx, s.pool, ``, `where lower(u.email) = lower($1) and u.disabled_at is null and not u.invited`, in.Email)
	known := chat.CodeOf(err) != chat.CodeNotFound
	if known && err != nil {
		return SignedIn{}, err
	}
	hash := unknownUser()
	if known {
		if err := s.pool.QueryRow(ctx, `select password_hash from users where id = $1`, user.ID).Scan(&hash); err != nil {
			return SignedIn{}, fmt.Errorf("find password: %w", err)
		}
	}
	right, err := checkPassword(ctx, hash, in.Password)
	if err != nil {
		return SignedIn{}, fmt.Errorf("check password: %w", err)
	}
	if !right || !known {
		return SignedIn{}, errSignInFailed
	}
	if err := s.forgiveSignIn(ctx, in.Email, in.From); err != nil {
		return SignedIn{}, err
	}
	out := SignedIn{User: user}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		// Disabled, or given another password or a second step, in the meantime?
		const lock = `select exists (select from user_totp where user_id = u.id and confirmed_at is not null)
			from users u where u.id = $1 and u.disabled_at is null and u.password_hash = $2 for share of u`
		var twoSteps bool
		err := tx.QueryRow(ctx, lock, user.ID, hash).Scan(&twoSteps)
		if errors.Is(err, pgx.ErrNoRows) {
			return errSignInFailed
		}
		if err != nil {
			return fmt.Errorf("lock user: %w", err)
		}
		if twoSteps {
			out.Challenge, out.EndsAt, err = createChallenge(ctx, tx, user.ID)
			return err
		}
		out.Token, err = createUserSession(ctx, tx, user.ID, nil)
		return err
	})
	return out, err
}

var errSignInFailed = chat.Errorf(chat.CodeSignInFailed, "The e-mail address or the password is not right.")

// createUserSession starts a session of a user, whose row the transaction holds,
// and returns its secret token. details are for the audit log.
func createUserSession(ctx context.Context, tx pgx.Tx, userID string, details map[string]string) (string, error) {
	token := randomText(tokenLength)
	const insert = `insert into user_sessions (token_hash, user_id, expires_at) values ($1, $2, now() + $3::interval)`
	if _, err := tx.Exec(ctx, insert, hashKey(token), userID, sessionIdle); err != nil {
		return "", fmt.Errorf("create session of user: %w", err)
	}
	return token, addAudit(ctx, tx, chat.AuditEntry{Action: chat.ActionSignedIn, UserID: userID, Details: details})
}

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

// ListUserSessions returns a user's sessions, the one used last first; at most
// MaxPage. token is that of the session which asks.
func (s *Store) ListUserSessions(ctx context.Context, userID, token string) ([]UserSession, error) {
	const query = `
		select id, created_at, last_seen_at, token_hash = $2 from user_sessions
		where user_id = $1 and expires_at > now() order by last_seen_at desc, id limit $3`
	rows, err := s.pool.Query(ctx, query, userID, hashKey(token), MaxPage)
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

// endUserSessions ends a user's sessions but the one with the token, and what
// would become sessions. Streams of the others end, too.
func endUserSessions(ctx context.Context, tx pgx.Tx, userID, token string) error {
	if _, err := tx.Exec(ctx, `delete from sign_in_challenges where user_id = $1`, userID); err != nil {
		return fmt.Errorf("end challenges of user: %w", err)
	}
	if _, err := tx.Exec(ctx, `delete from user_sessions where user_id = $1 and token_hash <> $2`, userID, hashKey(token)); err != nil {
		return fmt.Errorf("end sessions of user: %w", err)
	}
	return notify(ctx, tx, InboxTopic)
}
