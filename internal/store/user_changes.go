package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// UserChange says what an admin changes of a user. Nil leaves as it is.
type UserChange struct {
	By         string // the admin
	UserID     string
	Name       *string
	Role       *chat.UserRole
	Supervisor *bool
	Disabled   *bool // ends the user's sessions at once
	SiteIDs    *[]string
}

// UpdateUser changes a user and returns it. Errors: chat.ErrNotFound,
// CodeInvalid, and CodeLastAdmin when no admin would be left.
func (s *Store) UpdateUser(ctx context.Context, in UserChange) (chat.User, error) {
	var out chat.User
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		active, err := lockAdmins(ctx, tx)
		if err != nil {
			return err
		}
		before, err := selectUser(ctx, tx, ``, `where u.id = $1 and u.deleted_at is null for update of u`, in.UserID)
		if err != nil {
			return err
		}
		now := in.apply(before)
		if err := checkUserName(now.Name); err != nil {
			return err
		}
		if err := checkUserRole(now.Role); err != nil {
			return err
		}
		if (now.Role != chat.UserAdmin || now.Disabled) && slices.Equal(active, []string{now.ID}) {
			return errLastAdmin
		}
		const update = `
			update users set name = $2, role = $3, supervisor = $4,
			       disabled_at = case when $5 then coalesce(disabled_at, now()) end
			where id = $1`
		if _, err := tx.Exec(ctx, update, now.ID, now.Name, now.Role, now.Supervisor, now.Disabled); err != nil {
			return fmt.Errorf("update user: %w", err)
		}
		if in.SiteIDs != nil {
			if err := setUserSites(ctx, tx, now.ID, now.SiteIDs); err != nil {
				return err
			}
		}
		if now.Disabled {
			if err := endUserSessions(ctx, tx, now.ID, ""); err != nil {
				return err
			}
		}
		if out, err = selectUser(ctx, tx, ``, `where u.id = $1`, now.ID); err != nil {
			return err
		}
		return addAudit(ctx, tx, chat.AuditEntry{
			Action: chat.ActionUserChanged, UserID: in.By, SubjectID: out.ID, Details: userDifference(before, out),
		})
	})
	return out, err
}

var errLastAdmin = chat.Errorf(chat.CodeLastAdmin, "This is the only admin: make somebody else one first.")

// lockAdmins returns the ids of the admins who can sign in. Whoever takes the
// role from an admin waits here for the others who do.
func lockAdmins(ctx context.Context, tx pgx.Tx) ([]string, error) {
	const query = `select id from users where role = 'admin' and disabled_at is null and not invited order by id for update`
	rows, err := tx.Query(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("lock admins: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("lock admins: %w", err)
	}
	return ids, nil
}

func (in UserChange) apply(u chat.User) chat.User {
	if in.Name != nil {
		u.Name = strings.TrimSpace(*in.Name)
	}
	if in.Role != nil {
		u.Role = *in.Role
	}
	if in.Supervisor != nil {
		u.Supervisor = *in.Supervisor
	}
	if in.Disabled != nil {
		u.Disabled = *in.Disabled
	}
	if in.SiteIDs != nil {
		u.SiteIDs = *in.SiteIDs
	}
	return u
}

// userDifference says for the audit log what is new.
func userDifference(before, now chat.User) map[string]string {
	out := map[string]string{}
	for _, field := range []struct{ name, before, now string }{
		{"name", before.Name, now.Name},
		{"role", string(before.Role), string(now.Role)},
		{"supervisor", strconv.FormatBool(before.Supervisor), strconv.FormatBool(now.Supervisor)},
		{"disabled", strconv.FormatBool(before.Disabled), strconv.FormatBool(now.Disabled)},
		{"sites", strings.Join(before.SiteIDs, " "), strings.Join(now.SiteIDs, " ")},
	} {
		if field.before != field.now {
			out[field.name] = field.now
		}
	}
	return out
}
