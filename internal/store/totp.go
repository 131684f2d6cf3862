package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/totp"
)

// totpIssuer is what authenticator apps show beside the user's address.
const totpIssuer = "InnConnect"

// Recovery codes stand in for the app's. Each has 80 random bits, in letters
// that nobody mistakes for others.
const (
	recoveryCodes      = 10
	recoveryCodeLength = 16
	recoveryAlphabet   = "abcdefghijkmnpqrstuvwxyz23456789" // 32 of them
)

var errWrongCode = chat.Errorf(chat.CodeSignInFailed, "The code is not right, or has been used.")

// StartTOTP begins two-step sign-in for a user, who proves the password. The
// user's app gets the key; nothing changes until ConfirmTOTP. Beginning again
// replaces the key. Errors: those of checkPresentPassword, CodeTwoStepsOn when
// it is on already, and CodeNotConfigured where no secret can be stored.
func (s *Store) StartTOTP(ctx context.Context, user chat.User, password string) (totp.Key, error) {
	if err := s.checkPresentPassword(ctx, user.ID, password); err != nil {
		return totp.Key{}, err
	}
	key, err := totp.NewKey(totpIssuer, user.Email)
	if err != nil {
		return totp.Key{}, err
	}
	sealed, err := s.seal.Seal(key.Secret)
	if err != nil {
		return totp.Key{}, fmt.Errorf("seal TOTP secret: %w", err)
	}
	const query = `
		insert into user_totp as t (user_id, secret_sealed) values ($1, $2)
		on conflict (user_id) do update set secret_sealed = excluded.secret_sealed, created_at = now()
		where t.confirmed_at is null`
	tag, err := s.pool.Exec(ctx, query, user.ID, sealed)
	if err != nil {
		return totp.Key{}, fmt.Errorf("store TOTP secret: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return totp.Key{}, chat.Errorf(chat.CodeTwoStepsOn, "Two-step sign-in is on already: turn it off first.")
	}
	return key, nil
}

// ConfirmTOTP turns two-step sign-in on with a code of the app that got the key,
// and returns recovery codes, which cannot be read again. Errors:
// CodeSignInFailed for a wrong code, CodeTooManyRequests after 10 of those in 15
// minutes, and chat.ErrNotFound where nothing was begun.
func (s *Store) ConfirmTOTP(ctx context.Context, userID, code string) (recovery []string, err error) {
	if err := s.countAttempt(ctx, userCodes, userID); err != nil {
		return nil, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if err := s.useAppCode(ctx, tx, userID, code, `confirmed_at is null`); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update user_totp set confirmed_at = now() where user_id = $1`, userID); err != nil {
			return fmt.Errorf("confirm TOTP: %w", err)
		}
		if recovery, err = replaceRecoveryCodes(ctx, tx, userID); err != nil {
			return err
		}
		if err := addSecurityNotice(ctx, tx, userID, chat.SecurityTwoStepsOn); err != nil {
			return err
		}
		return addAudit(ctx, tx, chat.AuditEntry{Action: chat.ActionTwoStepsOn, UserID: userID, SubjectID: userID})
	})
	if err != nil {
		return nil, err
	}
	return recovery, s.forgetAttempts(ctx, userCodes, userID)
}

// MakeRecoveryCodes replaces the recovery codes of a user, who proves the
// password. Errors: those of checkPresentPassword, and chat.ErrNotFound when
// two-step sign-in is off.
func (s *Store) MakeRecoveryCodes(ctx context.Context, userID, password string) (codes []string, err error) {
	if err := s.checkPresentPassword(ctx, userID, password); err != nil {
		return nil, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		const lock = `select from user_totp where user_id = $1 and confirmed_at is not null for update`
		if err := tx.QueryRow(ctx, lock, userID).Scan(); err != nil {
			return notFound("lock TOTP", err)
		}
		if codes, err = replaceRecoveryCodes(ctx, tx, userID); err != nil {
			return err
		}
		return addAudit(ctx, tx, chat.AuditEntry{Action: chat.ActionRecoveryCodesMade, UserID: userID, SubjectID: userID})
	})
	return codes, err
}

// TurnOffTOTP ends two-step sign-in of a user, who proves the password. It is
// idempotent. Errors are those of checkPresentPassword.
func (s *Store) TurnOffTOTP(ctx context.Context, userID, password string) error {
	if err := s.checkPresentPassword(ctx, userID, password); err != nil {
		return err
	}
	return s.RemoveTOTP(ctx, userID, userID)
}

// RemoveTOTP ends two-step sign-in of a user, for an admin when it is somebody
// else's. It is idempotent and returns chat.ErrNotFound for an unknown user.
func (s *Store) RemoveTOTP(ctx context.Context, by, userID string) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		user, err := selectUser(ctx, tx, ``, `where u.id = $1 and u.deleted_at is null for update of u`, userID)
		if err != nil {
			return err
		}
		if err := deleteTOTP(ctx, tx, userID); err != nil || !user.TwoSteps {
			return err
		}
		event := chat.SecurityTwoStepsRemoved
		if by == userID {
			event = chat.SecurityTwoStepsOff
		}
		if err := addSecurityNotice(ctx, tx, userID, event); err != nil {
			return err
		}
		return addAudit(ctx, tx, chat.AuditEntry{Action: chat.ActionTwoStepsOff, UserID: by, SubjectID: userID})
	})
}

func deleteTOTP(ctx context.Context, tx pgx.Tx, userID string) error {
	var b pgx.Batch
	b.Queue(`delete from user_totp where user_id = $1`, userID)
	b.Queue(`delete from user_recovery_codes where user_id = $1`, userID)
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("delete TOTP: %w", err)
	}
	return nil
}

// useCode takes a code of the user's app or a recovery code, each once, and
// returns which it was.
func (s *Store) useCode(ctx context.Context, tx pgx.Tx, userID, code string) (with string, err error) {
	code = plainCode(code)
	if len(code) != recoveryCodeLength {
		return "app", s.useAppCode(ctx, tx, userID, code, `confirmed_at is not null`)
	}
	tag, err := tx.Exec(ctx, `delete from user_recovery_codes where user_id = $1 and code_hash = $2`, userID, hashKey(code))
	if err != nil {
		return "", fmt.Errorf("use recovery code: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return "", errWrongCode
	}
	return "recovery code", nil
}

// useAppCode takes a code of the app whose secret the condition, a fixed text of
// this package, allows. The row's lock lets of two equal codes only one pass.
func (s *Store) useAppCode(ctx context.Context, tx pgx.Tx, userID, code, condition string) error {
	var sealed []byte
	var last int64
	lock := `select secret_sealed, last_step from user_totp where user_id = $1 and ` + condition + ` for update`
	err := tx.QueryRow(ctx, lock, userID).Scan(&sealed, &last)
	if errors.Is(err, pgx.ErrNoRows) {
		return chat.Errorf(chat.CodeNotFound, "Begin two-step sign-in first.")
	}
	if err != nil {
		return fmt.Errorf("lock TOTP: %w", err)
	}
	secret, err := s.seal.Open(sealed)
	if err != nil {
		return fmt.Errorf("read TOTP secret: %w", err)
	}
	step, ok := totp.Match(secret, plainCode(code), time.Now())
	if !ok || step <= last {
		return errWrongCode
	}
	if _, err := tx.Exec(ctx, `update user_totp set last_step = $2 where user_id = $1`, userID, step); err != nil {
		return fmt.Errorf("use code: %w", err)
	}
	return nil
}

// replaceRecoveryCodes makes new ones and returns them as people read them.
func replaceRecoveryCodes(ctx context.Context, tx pgx.Tx, userID string) ([]string, error) {
	codes, hashes := make([]string, recoveryCodes), make([][]byte, recoveryCodes)
	for i := range codes {
		code := randomOf(recoveryAlphabet, recoveryCodeLength)
		hashes[i] = hashKey(code)
		codes[i] = strings.Join([]string{code[:4], code[4:8], code[8:12], code[12:]}, "-")
	}
	var b pgx.Batch
	b.Queue(`delete from user_recovery_codes where user_id = $1`, userID)
	b.Queue(`insert into user_recovery_codes (user_id, code_hash) select $1, unnest($2::bytea[])`, userID, hashes)
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return nil, fmt.Errorf("replace recovery codes: %w", err)
	}
	return codes, nil
}

// plainCode reads a code as somebody may have typed it.
func plainCode(code string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(code))
}
