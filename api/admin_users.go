package api

import (
	"context"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// pageLimit is the contract's default for the limit of the staff's lists.
const pageLimit = 50

func limitOf(limit *int) int {
	if limit == nil {
		return pageLimit
	}
	return *limit
}

// ListUsers returns a page of users.
func (s *server) ListUsers(ctx context.Context, in ListUsersRequestObject) (ListUsersResponseObject, error) {
	users, next, err := s.Store.ListUsers(ctx, store.UserFilter{
		Search: deref(in.Params.Q), After: deref(in.Params.After), Limit: limitOf(in.Params.Limit),
	})
	if err != nil {
		return nil, err
	}
	return ListUsers200JSONResponse{Data: views(users, userView), NextCursor: orNull(next)}, nil
}

// CreateUser makes a user with a temporary password.
func (s *server) CreateUser(ctx context.Context, in CreateUserRequestObject) (CreateUserResponseObject, error) {
	password := store.NewPassword()
	user, err := s.Store.CreateUser(ctx, store.NewUser{
		By:         requestOf(ctx).user.ID,
		Email:      in.Body.Email,
		Name:       in.Body.Name,
		Password:   password,
		Temporary:  true,
		Role:       chat.UserRole(in.Body.Role),
		Supervisor: deref(in.Body.Supervisor),
		SiteIDs:    deref(in.Body.Sites),
	})
	if err != nil {
		return nil, err
	}
	return CreateUser201JSONResponse{User: userView(user), Password: password}, nil
}

// GetUser returns one user.
func (s *server) GetUser(ctx context.Context, in GetUserRequestObject) (GetUserResponseObject, error) {
	user, err := s.Store.FindUser(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return GetUser200JSONResponse(userView(user)), nil
}

// UpdateUser changes what an admin may change of a user.
func (s *server) UpdateUser(ctx context.Context, in UpdateUserRequestObject) (UpdateUserResponseObject, error) {
	user, err := s.Store.UpdateUser(ctx, store.UserChange{
		By:         requestOf(ctx).user.ID,
		UserID:     in.ID,
		Name:       in.Body.Name,
		Role:       (*chat.UserRole)(in.Body.Role),
		Supervisor: in.Body.Supervisor,
		Disabled:   in.Body.Disabled,
		SiteIDs:    in.Body.Sites,
	})
	if err != nil {
		return nil, err
	}
	return UpdateUser200JSONResponse(userView(user)), nil
}

// DeleteUser removes a user, or revokes an invitation.
func (s *server) DeleteUser(ctx context.Context, in DeleteUserRequestObject) (DeleteUserResponseObject, error) {
	return DeleteUser204Response{}, s.Store.DeleteUser(ctx, requestOf(ctx).user.ID, in.ID)
}

// ResetPassword gives a user a new temporary password.
func (s *server) ResetPassword(ctx context.Context, in ResetPasswordRequestObject) (ResetPasswordResponseObject, error) {
	password, err := s.Store.ResetPassword(ctx, requestOf(ctx).user.ID, in.ID)
	if err != nil {
		return nil, err
	}
	user, err := s.Store.FindUser(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return ResetPassword200JSONResponse{User: userView(user), Password: password}, nil
}

func userView(in chat.User) User {
	return User{
		ID:                in.ID,
		Email:             in.Email,
		Name:              in.Name,
		Role:              UserRole(in.Role),
		Supervisor:        in.Supervisor,
		Sites:             list(in.SiteIDs),
		Disabled:          in.Disabled,
		PasswordTemporary: in.PasswordTemporary,
		Invited:           in.Invited,
		TwoSteps:          in.TwoSteps,
		CreatedAt:         in.CreatedAt.UTC(),
	}
}
