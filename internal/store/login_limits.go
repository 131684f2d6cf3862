package store

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
)

// attemptLimit is how often something may be tried for one subject, such as an
// e-mail address or a client's network, within the window. Trying further does
// not make the wait longer. Attempts belong to no site and a success takes its
// own back, so they are not counted among a site's use.
type attemptLimit struct {
	kind   string // unique
	most   int
	window time.Duration
}

var (
	networkSignIns  = attemptLimit{"network", 10, 15 * time.Minute}
	addressSignIns  = attemptLimit{"email", 10, 15 * time.Minute}
	userCodes       = attemptLimit{"code", 10, 15 * time.Minute}
	presentPassword = attemptLimit{"password", 10, 15 * time.Minute}
	networkResets   = attemptLimit{"reset network", 10, 15 * time.Minute}
	addressResets   = attemptLimit{"reset email", 3, time.Hour} // each brings a mail
)

// loginSubject names a counter. The database writes the letters small, in the
// same way as it compares addresses of users.
const loginSubject = `sha256(convert_to($1 || ':' || lower($2), 'UTF8'))`

// countAttempt counts an attempt before what it tries is checked, so that
// attempts at the same time cannot pass the limit together. Over the limit it
// returns CodeTooManyRequests with the wait.
func (s *Store) countAttempt(ctx context.Context, limit attemptLimit, subject string) error {
	const query = `
		insert into login_attempts as a (subject, attempts, window_ends_at)
		values (` + loginSubject + `, 1, now() + $3::interval)
		on conflict (subject) do update set
		    attempts = case when a.window_ends_at <= now() then 1 else least(a.attempts, $4) + 1 end,
		    window_ends_at = case when a.window_ends_at <= now() then excluded.window_ends_at else a.window_ends_at end
		returning attempts, extract(epoch from window_ends_at - now())::float8`
	var attempts int
	var wait float64
	if err := s.pool.QueryRow(ctx, query, limit.kind, subject, limit.window, limit.most).Scan(&attempts, &wait); err != nil {
		return fmt.Errorf("count attempt: %w", err)
	}
	if attempts <= limit.most {
		return nil
	}
	out := chat.Errorf(chat.CodeTooManyRequests, "There were too many attempts. Please wait a while.")
	out.RetryAfter = seconds(wait)
	return out
}

// forgiveSignIn takes back what an attempt that succeeded had counted. The
// address's earlier failures are forgotten; the network's stay, or an account
// of one's own would buy any number of guesses at others.
func (s *Store) forgiveSignIn(ctx context.Context, email string, from netip.Addr) error {
	if err := s.forgetAttempts(ctx, addressSignIns, email); err != nil {
		return err
	}
	const network = `update login_attempts set attempts = greatest(attempts - 1, 0) where subject = ` + loginSubject
	if _, err := s.pool.Exec(ctx, network, networkSignIns.kind, clientNetwork(from)); err != nil {
		return fmt.Errorf("forget attempt to sign in: %w", err)
	}
	return nil
}

// forgetAttempts sets a counter back.
func (s *Store) forgetAttempts(ctx context.Context, limit attemptLimit, subject string) error {
	const query = `delete from login_attempts where subject = ` + loginSubject
	if _, err := s.pool.Exec(ctx, query, limit.kind, subject); err != nil {
		return fmt.Errorf("forget attempts: %w", err)
	}
	return nil
}
