package store

import (
	"context"
	"net/netip"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// RequestPasswordReset has a link mailed to a user who has lost the password. It
// does the same for an address that no user has: only the mailroom looks. It
// returns CodeTooManyRequests after 10 requests of a network in 15 minutes, or 3
// for an address in an hour, CodeInvalid for an empty address, and
// CodeNotConfigured where no link can be mailed.
func (s *Store) RequestPasswordReset(ctx context.Context, email string, from netip.Addr) error {
	if err := s.canSeal(); err != nil {
		return err
	}
	email = strings.TrimSpace(email)
	if email == "" {
		return chat.Errorf(chat.CodeInvalid, "Write an e-mail address.")
	}
	if err := s.countAttempt(ctx, networkResets, clientNetwork(from)); err != nil {
		return err
	}
	if err := s.countAttempt(ctx, addressResets, email); err != nil {
		return err
	}
	return s.inTx(ctx, func(tx pgx.Tx) error { return requestLink(ctx, tx, chat.LinkPasswordReset, email) })
}

// FinishPasswordReset gives the user of a link a new password and ends the
// user's sessions. It does not sign in: two-step sign-in stays. Errors:
// CodeLinkInvalid, and CodeInvalid, which leaves the link as it is.
func (s *Store) FinishPasswordReset(ctx context.Context, token, password string) error {
	if err := checkNewPassword(password); err != nil {
		return err
	}
	if err := s.isOpen(ctx, chat.LinkPasswordReset, token); err != nil {
		return err
	}
	hash := hashPassword(password)
	return s.inTx(ctx, func(tx pgx.Tx) error {
		userID, err := useLink(ctx, tx, chat.LinkPasswordReset, token)
		if err != nil {
			return err
		}
		if err := setPasswordHash(ctx, tx, userID, hash, false); err != nil {
			return err
		}
		if err := endUserSessions(ctx, tx, userID, ""); err != nil {
			return err
		}
		if err := addSecurityNotice(ctx, tx, userID, chat.SecurityPasswordChanged); err != nil {
			return err
		}
		return addAudit(ctx, tx, chat.AuditEntry{
			Action: chat.ActionPasswordChanged, UserID: userID, SubjectID: userID, Details: map[string]string{"by": "link"},
		})
	})
}
