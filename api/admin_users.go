package api

import (
	"context"

	"github.com/gin-gonic/gin"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// SignIn starts a session of the admin panel.
func (s *server) SignIn(ctx context.Context, in SignInRequestObject) (SignInResponseObject, error) {
	c := ctx.(*gin.Context)
	user, token, err := s.Store.SignIn(ctx, store.Credentials{Email: in.Body.Email, Password: in.Body.Password, From: clientAddress(c)})
	if err != nil {
		return nil, err
	}
	requestOf(ctx).user = user
	return SignIn200JSONResponse{
		Body:    SignedIn{User: userView(user)},
		Headers: SignIn200ResponseHeaders{SetCookie: sessionCookie(c.Request, token)},
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

// ListSites returns the sites that the user may see.
func (s *server) ListSites(ctx context.Context, _ ListSitesRequestObject) (ListSitesResponseObject, error) {
	sites, err := s.Store.ListVisibleSites(ctx, requestOf(ctx).user.ID)
	if err != nil {
		return nil, err
	}
	out := ListSites200JSONResponse{Data: []Site{}}
	for _, site := range sites {
		out.Data = append(out.Data, Site{ID: site.ID, Name: site.Name, Language: site.Language})
	}
	return out, nil
}

func userView(in chat.User) User {
	return User{ID: in.ID, Email: in.Email, Role: UserRole(in.Role)}
}
