package store

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// The second step of a sign-in has this long, and this many tries.
const (
	challengeLasts = 5 * time.Minute
	challengeTries = 5
)

var errSignInExpired = chat.Errorf(chat.CodeSignInExpired, "This sign-in took too long or too many tries. Please begin again.")

// createChallenge starts the second step of a sign-in.
func createChallenge(ctx context.Context, tx pgx.Tx, userID string) (token string, endsAt time.Time, err error) {
	token = randomText(tokenLength)
	const insert = `
		insert into sign_in_challenges (token_hash, user_id, expires_at) values ($1, $2, now() + $3::interval)
		returning expires_at`
	if err := tx.QueryRow(ctx, insert, hashKey(token), userID, challengeLasts).Scan(&endsAt); err != nil {
		return "", time.Time{}, fmt.Errorf("create challenge: %w", err)
	}
	return token, endsAt, nil
}

// FinishSignIn answers a challenge with a code of the user's app or a recovery
// code, and starts the session. Errors: CodeSignInFailed for a wrong code, or one
// that was used before; CodeSignInExpired when the challenge is over; and
// CodeTooManyRequests after 10 wrong codes of a user in 15 minutes.
func (s *Store) FinishSignIn(ctx context.Context, challenge, code string, from netip.Addr) (SignedIn, error) {
	if err := s.countAttempt(ctx, networkSignIns, clientNetwork(from)); err != nil {
		return SignedIn{}, err
	}
	userID, err := s.tryChallenge(ctx, challenge)
	if err != nil {
		return SignedIn{}, err
	}
	if err := s.countAttempt(ctx, userCodes, userID); err != nil {
		return SignedIn{}, err
	}
	var out SignedIn
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		with, err := s.useCode(ctx, tx, userID, code)
		if err != nil {
			return err
		}
		const end = `delete from sign_in_challenges where token_hash = $1`
		tag, err := tx.Exec(ctx, end, hashKey(challenge))
		if err != nil {
			return fmt.Errorf("end challenge: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return errSignInExpired // answered, or the password was changed, in the meantime
		}
		if out.Token, err = createUserSession(ctx, tx, userID, map[string]string{"with": with}); err != nil {
			return err
		}
		out.User, err = selectUser(ctx, tx, ``, `where u.id = $1 and u.disabled_at is null`, userID)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	if err := s.forgetAttempts(ctx, userCodes, userID); err != nil {
		return SignedIn{}, err
	}
	return out, s.forgiveSignIn(ctx, out.User.Email, from)
}

// tryChallenge counts a try at a challenge before the code is checked, so that
// tries at the same time cannot pass the limit together.
func (s *Store) tryChallenge(ctx context.Context, token string) (userID string, err error) {
	const query = `
		update sign_in_challenges c set attempts = c.attempts + 1 from users u
		where c.token_hash = $1 and c.expires_at > now() and c.attempts < $2 and u.id = c.user_id and u.disabled_at is null
		returning c.user_id`
	err = s.pool.QueryRow(ctx, query, hashKey(token), challengeTries).Scan(&userID)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", errSignInExpired
	}
	if err != nil {
		return "", fmt.Errorf("try challenge: %w", err)
	}
	return userID, nil
}
