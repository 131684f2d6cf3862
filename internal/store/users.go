package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// NewUser is somebody who will work with the admin panel.
type NewUser struct {
	By         string // the admin who creates it; "" for the command line
	Email      string
	Name       string // as visitors see it, at most 100 characters; when empty the address before its @
	Password   string // 10 to 200 characters
	Temporary  bool   // the password must be changed first
	Role       chat.UserRole
	Supervisor bool
	SiteIDs    []string // that an agent or viewer works for
}

// CreateUser stores a user with a hash of the password. Errors of the input, an
// unknown site and an address that is taken have CodeInvalid.
func (s *Store) CreateUser(ctx context.Context, in NewUser) (chat.User, error) {
	if err := checkNewPassword(in.Password); err != nil {
		return chat.User{}, err
	}
	if err := in.check(); err != nil {
		return chat.User{}, err
	}
	hash := hashPassword(in.Password)
	var out chat.User
	err := s.inTx(ctx, func(tx pgx.Tx) (err error) {
		out, err = insertUser(ctx, tx, in, hash, false, chat.ActionUserCreated)
		return err
	})
	return out, err
}

// check completes a user's name and returns CodeInvalid for what is not
// possible.
func (in *NewUser) check() error {
	in.Email = strings.TrimSpace(in.Email)
	if !chat.IsMailAddress(in.Email) {
		return chat.Errorf(chat.CodeInvalid, "The e-mail address is not valid.")
	}
	if in.Name = strings.TrimSpace(in.Name); in.Name == "" {
		in.Name, _, _ = strings.Cut(in.Email, "@")
	}
	if err := checkUserName(in.Name); err != nil {
		return err
	}
	return checkUserRole(in.Role)
}

// insertUser stores a user who has been checked, and says in the audit log how
// the user came.
func insertUser(ctx context.Context, tx pgx.Tx, in NewUser, hash string, invited bool, action chat.Action) (chat.User, error) {
	const insert = `
		insert into users (id, email, name, password_hash, password_temporary, role, supervisor, invited)
		values ($1, $2, $3, $4, $5, $6, $7, $8)`
	id := uuid.NewString()
	_, err := tx.Exec(ctx, insert, id, in.Email, in.Name, hash, in.Temporary, in.Role, in.Supervisor, invited)
	if isCode(err, uniqueViolation) {
		return chat.User{}, chat.Errorf(chat.CodeInvalid, "There is already a user with this e-mail address.")
	}
	if err != nil {
		return chat.User{}, fmt.Errorf("create user: %w", err)
	}
	if err := setUserSites(ctx, tx, id, in.SiteIDs); err != nil {
		return chat.User{}, err
	}
	if err := endSetupLinks(ctx, tx); err != nil {
		return chat.User{}, err
	}
	entry := chat.AuditEntry{Action: action, UserID: in.By, SubjectID: id, Details: map[string]string{"role": string(in.Role)}}
	if err := addAudit(ctx, tx, entry); err != nil {
		return chat.User{}, err
	}
	return selectUser(ctx, tx, ``, `where u.id = $1`, id)
}

func checkUserName(name string) error {
	if n := len([]rune(name)); n < 1 || n > 100 || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return chat.Errorf(chat.CodeInvalid, "A user's name has 1 to 100 characters on one line.")
	}
	return nil
}

func checkUserRole(role chat.UserRole) error {
	switch role {
	case chat.UserAdmin, chat.UserAgent, chat.UserViewer:
		return nil
	}
	return chat.Errorf(chat.CodeInvalid, "The role is admin, agent or viewer.")
}

const userColumns = `
	select u.id, u.email, u.name, u.role, u.supervisor, u.disabled_at is not null, u.password_temporary, u.created_at, u.invited,
	       exists (select from user_totp t where t.user_id = u.id and t.confirmed_at is not null),
	       array(select a.site_id::text from user_sites a where a.user_id = u.id order by 1)
	from users u `

func scanUser(row pgx.CollectableRow) (u chat.User, err error) {
	return u, row.Scan(&u.ID, &u.Email, &u.Name, &u.Role, &u.Supervisor, &u.Disabled, &u.PasswordTemporary, &u.CreatedAt,
		&u.Invited, &u.TwoSteps, &u.SiteIDs)
}

// selectUser returns the user that condition picks, or chat.ErrNotFound. with
// stands before the query. Both are fixed texts of this package.
func selectUser(ctx context.Context, q querier, with, condition string, args ...any) (chat.User, error) {
	rows, err := q.Query(ctx, with+userColumns+condition, args...)
	if err != nil {
		return chat.User{}, fmt.Errorf("find user: %w", err)
	}
	u, err := pgx.CollectExactlyOneRow(rows, scanUser)
	return u, notFound("find user", err)
}

// FindUser returns a user who has not been deleted, or chat.ErrNotFound.
func (s *Store) FindUser(ctx context.Context, userID string) (chat.User, error) {
	return selectUser(ctx, s.pool, ``, `where u.id = $1 and u.deleted_at is null`, userID)
}

// UserFilter picks users. Zero values pick all.
type UserFilter struct {
	Search string // in the name or the address, whatever the case
	After  string // the next page's cursor, as the page before gave it
	Limit  int    // 1 to MaxPage
}

// ListUsers returns a page of users, newest first, and the cursor of the page
// that follows, "" at the end. It returns CodeInvalid for an After that no page
// returned.
func (s *Store) ListUsers(ctx context.Context, f UserFilter) ([]chat.User, string, error) {
	after, err := parseCursor(f.After, newestFirst())
	if err != nil {
		return nil, "", err
	}
	limit := min(max(f.Limit, 1), MaxPage)
	const page = userColumns + `
		where u.deleted_at is null and strpos(lower(u.name || ' ' || u.email), lower($1)) > 0 and (u.created_at, u.id) < ($2, $3)
		order by u.created_at desc, u.id desc limit $4`
	rows, err := s.pool.Query(ctx, page, f.Search, after.at, after.id, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("list users: %w", err)
	}
	users, err := pgx.CollectRows(rows, scanUser)
	if err != nil {
		return nil, "", fmt.Errorf("list users: %w", err)
	}
	found, next := pageOf(users, limit, func(u chat.User) cursor { return cursor{u.CreatedAt, u.ID} })
	return found, next, nil
}
