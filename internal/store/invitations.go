package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// InviteUser stores a user who has no password yet, and has a link mailed with
// which they choose one. Password and Temporary of in are not read. Errors are
// those of CreateUser, and CodeNotConfigured where no link can be mailed.
func (s *Store) InviteUser(ctx context.Context, in NewUser) (chat.User, error) {
	if err := in.check(); err != nil {
		return chat.User{}, err
	}
	if err := s.canSeal(); err != nil {
		return chat.User{}, err
	}
	hash := hashPassword(NewPassword()) // which nobody knows
	var out chat.User
	err := s.inTx(ctx, func(tx pgx.Tx) (err error) {
		if out, err = insertUser(ctx, tx, in, hash, true, chat.ActionUserInvited); err != nil {
			return err
		}
		return requestLink(ctx, tx, chat.LinkInvitation, out.Email)
	})
	return out, err
}

// InviteAgain has another link mailed to a user who has not joined yet, and
// returns the user. It returns chat.ErrNotFound for any other user.
func (s *Store) InviteAgain(ctx context.Context, by, userID string) (chat.User, error) {
	if err := s.canSeal(); err != nil {
		return chat.User{}, err
	}
	var out chat.User
	err := s.inTx(ctx, func(tx pgx.Tx) (err error) {
		out, err = selectUser(ctx, tx, ``, `where u.id = $1 and u.invited and u.disabled_at is null for update of u`, userID)
		if err != nil {
			return err
		}
		if err := requestLink(ctx, tx, chat.LinkInvitation, out.Email); err != nil {
			return err
		}
		return addAudit(ctx, tx, chat.AuditEntry{Action: chat.ActionUserInvited, UserID: by, SubjectID: out.ID})
	})
	return out, err
}

// canSeal returns CodeNotConfigured where no secret can be stored.
func (s *Store) canSeal() error {
	_, err := s.seal.Seal("")
	return err
}

// Joining is what somebody who was invited decides.
type Joining struct {
	Token    string // of the invitation
	Name     string // "" keeps the one of the invitation
	Password string // 10 to 200 characters
}

// AcceptInvitation lets an invited user in: it sets the password and signs in.
// Errors: CodeLinkInvalid, and CodeInvalid, which leaves the link as it is.
func (s *Store) AcceptInvitation(ctx context.Context, in Joining) (SignedIn, error) {
	if err := checkNewPassword(in.Password); err != nil {
		return SignedIn{}, err
	}
	if in.Name != "" {
		if err := checkUserName(in.Name); err != nil {
			return SignedIn{}, err
		}
	}
	if err := s.isOpen(ctx, chat.LinkInvitation, in.Token); err != nil {
		return SignedIn{}, err
	}
	hash := hashPassword(in.Password)
	var out SignedIn
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		userID, err := useLink(ctx, tx, chat.LinkInvitation, in.Token)
		if err != nil {
			return err
		}
		if err := setPasswordHash(ctx, tx, userID, hash, false); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update users set name = coalesce(nullif($2, ''), name) where id = $1`, userID, in.Name); err != nil {
			return err
		}
		if err := addAudit(ctx, tx, chat.AuditEntry{Action: chat.ActionUserJoined, UserID: userID, SubjectID: userID}); err != nil {
			return err
		}
		if out.Token, err = createUserSession(ctx, tx, userID, nil); err != nil {
			return err
		}
		out.User, err = selectUser(ctx, tx, ``, `where u.id = $1`, userID)
		return err
	})
	return out, err
}
