package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// DeleteUser removes a user for good: nobody signs in as them, they are on no
// list, and their address is free. What lets in goes at once, links of
// invitations too; the name and the address stay beside what the user did.
// Errors: chat.ErrNotFound, and CodeLastAdmin when no admin would be left.
func (s *Store) DeleteUser(ctx context.Context, by, userID string) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		admins, err := lockAdmins(ctx, tx)
		if err != nil {
			return err
		}
		user, err := selectUser(ctx, tx, ``, `where u.id = $1 and u.deleted_at is null for update of u`, userID)
		if err != nil {
			return err
		}
		if slices.Equal(admins, []string{user.ID}) {
			return errLastAdmin
		}
		const remove = `
			update users set deleted_at = now(), disabled_at = coalesce(disabled_at, now()), password_hash = '', supervisor = false
			where id = $1`
		if _, err := tx.Exec(ctx, remove, user.ID); err != nil {
			return fmt.Errorf("delete user: %w", err)
		}
		if err := endUserSessions(ctx, tx, user.ID, ""); err != nil {
			return err
		}
		if err := deleteTOTP(ctx, tx, user.ID); err != nil {
			return err
		}
		for _, table := range []string{"user_links", "user_sites", "notification_preferences", "notifications"} {
			if _, err := tx.Exec(ctx, `delete from `+table+` where user_id = $1`, user.ID); err != nil {
				return fmt.Errorf("delete %s of user: %w", table, err)
			}
		}
		return addAudit(ctx, tx, chat.AuditEntry{
			Action: chat.ActionUserDeleted, UserID: by, SubjectID: user.ID, Details: map[string]string{"email": user.Email},
		})
	})
}
