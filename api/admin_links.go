package api

import (
	"context"

	"github.com/gin-gonic/gin"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// LookAtLink tells what a link is good for.
func (s *server) LookAtLink(ctx context.Context, in LookAtLinkRequestObject) (LookAtLinkResponseObject, error) {
	link, err := s.Store.FindLink(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	return LookAtLink200JSONResponse{
		Kind: LinkKind(link.Kind), Email: orNull(link.User.Email), Name: orNull(link.User.Name), ExpiresAt: link.ExpiresAt.UTC(),
	}, nil
}

// SetUp creates the first admin.
func (s *server) SetUp(ctx context.Context, in SetUpRequestObject) (SetUpResponseObject, error) {
	c := ctx.(*gin.Context)
	signedIn, err := s.Store.SetUp(ctx, store.FirstAdmin{
		Token: in.Body.Token, Email: in.Body.Email, Name: in.Body.Name, Password: in.Body.Password,
	})
	if err != nil {
		return nil, err
	}
	requestOf(ctx).user = signedIn.User
	return SetUp201JSONResponse{
		Body:    SignedIn{User: userView(signedIn.User)},
		Headers: SetUp201ResponseHeaders{SetCookie: sessionCookie(c.Request, signedIn.Token)},
	}, nil
}

// InviteUser makes a user and has an invitation mailed.
func (s *server) InviteUser(ctx context.Context, in InviteUserRequestObject) (InviteUserResponseObject, error) {
	if err := s.mailsLinks(); err != nil {
		return nil, err
	}
	user, err := s.Store.InviteUser(ctx, store.NewUser{
		By:         requestOf(ctx).user.ID,
		Email:      in.Body.Email,
		Name:       in.Body.Name,
		Role:       chat.UserRole(in.Body.Role),
		Supervisor: deref(in.Body.Supervisor),
		SiteIDs:    deref(in.Body.Sites),
	})
	return InviteUser201JSONResponse(userView(user)), err
}

// InviteAgain has another invitation mailed.
func (s *server) InviteAgain(ctx context.Context, in InviteAgainRequestObject) (InviteAgainResponseObject, error) {
	if err := s.mailsLinks(); err != nil {
		return nil, err
	}
	user, err := s.Store.InviteAgain(ctx, requestOf(ctx).user.ID, in.ID)
	return InviteAgain200JSONResponse(userView(user)), err
}

// AcceptInvitation lets an invited user in.
func (s *server) AcceptInvitation(ctx context.Context, in AcceptInvitationRequestObject) (AcceptInvitationResponseObject, error) {
	c := ctx.(*gin.Context)
	signedIn, err := s.Store.AcceptInvitation(ctx, store.Joining{Token: in.Body.Token, Name: deref(in.Body.Name), Password: in.Body.Password})
	if err != nil {
		return nil, err
	}
	requestOf(ctx).user = signedIn.User
	return AcceptInvitation200JSONResponse{
		Body:    SignedIn{User: userView(signedIn.User)},
		Headers: AcceptInvitation200ResponseHeaders{SetCookie: sessionCookie(c.Request, signedIn.Token)},
	}, nil
}

// RequestPasswordReset has a link mailed to whoever has the address.
func (s *server) RequestPasswordReset(ctx context.Context, in RequestPasswordResetRequestObject) (RequestPasswordResetResponseObject, error) {
	if err := s.mailsLinks(); err != nil {
		return nil, err
	}
	err := s.Store.RequestPasswordReset(ctx, in.Body.Email, clientAddress(ctx.(*gin.Context)))
	return RequestPasswordReset204Response{}, err
}

// FinishPasswordReset changes a password with a mailed link.
func (s *server) FinishPasswordReset(ctx context.Context, in FinishPasswordResetRequestObject) (FinishPasswordResetResponseObject, error) {
	return FinishPasswordReset204Response{}, s.Store.FinishPasswordReset(ctx, in.Body.Token, in.Body.Password)
}

// mailsLinks returns CodeNotConfigured where nobody could use a mailed link.
func (s *server) mailsLinks() error {
	if s.PublicURL == "" {
		return chat.Errorf(chat.CodeNotConfigured, "PUBLIC_URL is not set: mails cannot lead here.")
	}
	return nil
}
