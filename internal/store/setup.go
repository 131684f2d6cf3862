package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// CreateSetupLink makes the link with which the first admin is created, and
// returns its secret token and when it expires. Earlier ones end, and it ends
// when a user comes in another way. It returns CodeInvalid where there is a user.
func (s *Store) CreateSetupLink(ctx context.Context) (token string, expiresAt time.Time, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `lock table users in share mode`); err != nil {
			return fmt.Errorf("lock users: %w", err)
		}
		var any bool
		if err := tx.QueryRow(ctx, `select exists (select from users)`).Scan(&any); err != nil {
			return fmt.Errorf("look for users: %w", err)
		}
		if any {
			return chat.Errorf(chat.CodeInvalid, "There is a user already: admins invite the others.")
		}
		if err := endSetupLinks(ctx, tx); err != nil {
			return err
		}
		token, expiresAt, err = createLink(ctx, tx, chat.LinkSetup, "")
		return err
	})
	return token, expiresAt, err
}

func endSetupLinks(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `delete from user_links where kind = 'setup'`); err != nil {
		return fmt.Errorf("end setup links: %w", err)
	}
	return nil
}

// FirstAdmin is who sets the product up.
type FirstAdmin struct {
	Token    string // of CreateSetupLink
	Email    string
	Name     string
	Password string // 10 to 200 characters
}

// SetUp creates the first admin and signs in. Errors: CodeLinkInvalid, and
// CodeInvalid, which leaves the link as it is.
func (s *Store) SetUp(ctx context.Context, in FirstAdmin) (SignedIn, error) {
	user := NewUser{Email: in.Email, Name: in.Name, Role: chat.UserAdmin}
	if err := user.check(); err != nil {
		return SignedIn{}, err
	}
	if err := checkNewPassword(in.Password); err != nil {
		return SignedIn{}, err
	}
	if err := s.isOpen(ctx, chat.LinkSetup, in.Token); err != nil {
		return SignedIn{}, err
	}
	hash := hashPassword(in.Password)
	var out SignedIn
	err := s.inTx(ctx, func(tx pgx.Tx) (err error) {
		if _, err := useLink(ctx, tx, chat.LinkSetup, in.Token); err != nil {
			return err
		}
		if out.User, err = insertUser(ctx, tx, user, hash, false, chat.ActionUserCreated); err != nil {
			return err
		}
		out.Token, err = createUserSession(ctx, tx, out.User.ID, nil)
		return err
	})
	return out, err
}
