package api

import (
	"context"

	"github.com/gin-gonic/gin"

	"github.com/innconnect/innconnect/internal/store"
)

// SignIn starts a session of the admin panel, or its second step.
func (s *server) SignIn(ctx context.Context, in SignInRequestObject) (SignInResponseObject, error) {
	c := ctx.(*gin.Context)
	signedIn, err := s.Store.SignIn(ctx, store.Credentials{Email: in.Body.Email, Password: in.Body.Password, From: clientAddress(c)})
	if err != nil {
		return nil, err
	}
	requestOf(ctx).user = signedIn.User
	if signedIn.Challenge != "" {
		return SignIn202JSONResponse{Challenge: signedIn.Challenge, ExpiresAt: signedIn.EndsAt.UTC()}, nil
	}
	return SignIn200JSONResponse{
		Body:    SignedIn{User: userView(signedIn.User)},
		Headers: SignIn200ResponseHeaders{SetCookie: sessionCookie(c.Request, signedIn.Token)},
	}, nil
}

// SignOut ends the session.
func (s *server) SignOut(ctx context.Context, _ SignOutRequestObject) (SignOutResponseObject, error) {
	c := ctx.(*gin.Context)
	if err := s.Store.SignOut(ctx, sessionToken(c.Request)); err != nil {
		return nil, err
	}
	return SignOut204Response{Headers: SignOut204ResponseHeaders{SetCookie: sessionCookie(c.Request, "")}}, nil
}

// GetMe returns the user who is signed in.
func (s *server) GetMe(ctx context.Context, _ GetMeRequestObject) (GetMeResponseObject, error) {
	return GetMe200JSONResponse{User: userView(requestOf(ctx).user)}, nil
}

// ChangePassword changes the password of the user who is signed in.
func (s *server) ChangePassword(ctx context.Context, in ChangePasswordRequestObject) (ChangePasswordResponseObject, error) {
	err := s.Store.ChangePassword(ctx, store.PasswordChange{
		UserID: requestOf(ctx).user.ID, Token: tokenOf(ctx), Old: in.Body.Present, New: in.Body.New,
	})
	if err != nil {
		return nil, err
	}
	return ChangePassword204Response{}, nil
}

// ListOwnSessions returns where the user is signed in.
func (s *server) ListOwnSessions(ctx context.Context, _ ListOwnSessionsRequestObject) (ListOwnSessionsResponseObject, error) {
	found, err := s.Store.ListUserSessions(ctx, requestOf(ctx).user.ID, tokenOf(ctx))
	if err != nil {
		return nil, err
	}
	return ListOwnSessions200JSONResponse{Data: views(found, func(in store.UserSession) UserSession {
		return UserSession{ID: in.ID, CreatedAt: in.CreatedAt.UTC(), LastSeenAt: in.LastSeenAt.UTC(), Current: in.Current}
	})}, nil
}

// EndOwnSession signs the user out in another browser.
func (s *server) EndOwnSession(ctx context.Context, in EndOwnSessionRequestObject) (EndOwnSessionResponseObject, error) {
	if err := s.Store.EndUserSession(ctx, requestOf(ctx).user.ID, in.ID); err != nil {
		return nil, err
	}
	return EndOwnSession204Response{}, nil
}

// tokenOf returns the token of the session that a call is made in.
func tokenOf(ctx context.Context) string { return sessionToken(ctx.(*gin.Context).Request) }
