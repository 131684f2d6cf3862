package store

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"

	"github.com/jackc/pgx/v5"
	"golang.org/x/crypto/argon2"

	"github.com/innconnect/innconnect/internal/chat"
)

// NewPassword returns a random password for a user who will be told it once.
func NewPassword() string { return randomText(20) }

func checkNewPassword(password string) error {
	if n := len([]rune(password)); n < 10 || n > 200 {
		return chat.Errorf(chat.CodeInvalid, "A password has 10 to 200 characters.")
	}
	return nil
}

// PasswordChange is a user's own change of the password.
type PasswordChange struct {
	UserID string
	Token  string // of the session that goes on; the user's others end
	Old    string
	New    string // 10 to 200 characters, not the old one
}

// ChangePassword changes a user's own password. Errors: CodeInvalid for a new
// one that is not possible, CodeSignInFailed for a wrong old one, and
// CodeTooManyRequests after as many of those as SignIn allows.
func (s *Store) ChangePassword(ctx context.Context, in PasswordChange) error {
	if err := checkNewPassword(in.New); err != nil {
		return err
	}
	if in.New == in.Old {
		return chat.Errorf(chat.CodeInvalid, "The new password must be another one.")
	}
	if err := s.checkPresentPassword(ctx, in.UserID, in.Old); err != nil {
		return err
	}
	return s.setPassword(ctx, in.New, false, in.Token, chat.SecurityPasswordChanged, chat.AuditEntry{
		Action: chat.ActionPasswordChanged, UserID: in.UserID, SubjectID: in.UserID,
	})
}

// checkPresentPassword has a user who is signed in prove who they are. Errors:
// CodeSignInFailed, and CodeTooManyRequests after as many of those as SignIn
// allows.
func (s *Store) checkPresentPassword(ctx context.Context, userID, password string) error {
	if err := s.countAttempt(ctx, presentPassword, userID); err != nil {
		return err
	}
	var hash string
	if err := s.pool.QueryRow(ctx, `select password_hash from users where id = $1`, userID).Scan(&hash); err != nil {
		return notFound("find password", err)
	}
	right, err := checkPassword(ctx, hash, password)
	if err != nil {
		return fmt.Errorf("check password: %w", err)
	}
	if !right {
		return chat.Errorf(chat.CodeSignInFailed, "The present password is not right.")
	}
	return s.forgetAttempts(ctx, presentPassword, userID)
}

// ResetPassword gives a user a new, temporary password, which it returns, and
// ends the user's sessions. It returns chat.ErrNotFound for an unknown user.
func (s *Store) ResetPassword(ctx context.Context, by, userID string) (string, error) {
	password := NewPassword()
	return password, s.setPassword(ctx, password, true, "", chat.SecurityPasswordReset, chat.AuditEntry{
		Action: chat.ActionPasswordReset, UserID: by, SubjectID: userID,
	})
}

// setPassword gives the user that the entry is about a password, ends the
// sessions but the one with the token, and has the user told.
func (s *Store) setPassword(ctx context.Context, password string, temporary bool, token string, event chat.SecurityEvent, entry chat.AuditEntry) error {
	hash := hashPassword(password)
	return s.inTx(ctx, func(tx pgx.Tx) error {
		if err := setPasswordHash(ctx, tx, entry.SubjectID, hash, temporary); err != nil {
			return err
		}
		if err := endUserSessions(ctx, tx, entry.SubjectID, token); err != nil {
			return err
		}
		if err := addSecurityNotice(ctx, tx, entry.SubjectID, event); err != nil {
			return err
		}
		return addAudit(ctx, tx, entry)
	})
}

// setPasswordHash gives a user a password; whoever was invited has joined with
// it. Links that let the user in without one end. It returns chat.ErrNotFound
// for a user who is not there.
func setPasswordHash(ctx context.Context, tx pgx.Tx, userID, hash string, temporary bool) error {
	const update = `
		update users set password_hash = $2, password_temporary = $3, invited = false
		where id = $1 and deleted_at is null`
	tag, err := tx.Exec(ctx, update, userID, hash, temporary)
	if err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return chat.ErrNotFound
	}
	if _, err := tx.Exec(ctx, `delete from user_links where user_id = $1`, userID); err != nil {
		return fmt.Errorf("end links of user: %w", err)
	}
	return nil
}

// The cost of a hash, as OWASP advises for argon2id: 19 MiB, 2 passes, 1 lane.
const (
	argonMemory  = 19 << 10 // KiB
	argonPasses  = 2
	argonLanes   = 1
	argonSaltLen = 16 // bytes
	argonKeyLen  = 32 // bytes
)

// hashPassword returns an argon2id hash in the PHC string format, with a salt of
// its own and the cost that it was made with.
func hashPassword(password string) string {
	salt := make([]byte, argonSaltLen)
	_, _ = rand.Read(salt) // never fails
	key := argon2.IDKey([]byte(password), salt, argonPasses, argonMemory, argonLanes, argonKeyLen)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, argonMemory, argonPasses, argonLanes, b64.EncodeToString(salt), b64.EncodeToString(key))
}
