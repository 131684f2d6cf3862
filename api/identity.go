package api

import (
	"context"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/identity"
	"github.com/innconnect/innconnect/internal/store"
)

// Identify keeps who a visitor is.
func (s *server) Identify(ctx context.Context, in IdentifyRequestObject) (IdentifyResponseObject, error) {
	site := requestOf(ctx).site
	who, err := s.identityOf(ctx, site.ID, *in.Body)
	if err != nil {
		return nil, err
	}
	visitorID := strings.ToLower(in.Params.XVisitorID)
	identification := store.Identification{
		SiteID: site.ID, VisitorID: visitorID, Identity: who, From: visitorAddress(ctx.(*gin.Context)),
		IdempotencyKey: repeatable(in.Params.IdempotencyKey, visitorID, in.Body),
	}
	if in.Body.SessionID != nil {
		session, err := s.openSession(ctx, *in.Body.SessionID, &visitorID)
		if err != nil {
			return nil, err
		}
		identification.SessionID = session.ID
	}
	if err := s.Store.Identify(ctx, identification); err != nil {
		return nil, err
	}
	return Identify200JSONResponse{Verified: who.Verified, Email: orNull(who.Email), Name: orNull(who.Name)}, nil
}

// identityOf reads who a request says that the visitor is.
func (s *server) identityOf(ctx context.Context, siteID string, in NewIdentity) (chat.Identity, error) {
	switch {
	case in.Token != nil && (in.Email != nil || in.Name != nil):
		return chat.Identity{}, invalidField("token", "stands for the address and the name")
	case in.Token != nil:
		secret, err := s.Store.FindIdentitySecret(ctx, siteID)
		if chat.CodeOf(err) == chat.CodeNotFound {
			return chat.Identity{}, chat.Errorf(chat.CodeIdentityInvalid, "This site signs no identities: it has no secret yet.")
		}
		if err != nil {
			return chat.Identity{}, err
		}
		return identity.Verify(*in.Token, secret, time.Now())
	case in.Email == nil:
		return chat.Identity{}, invalidField("email", "is required without a token")
	case in.SessionID == nil:
		return chat.Identity{}, invalidField("session_id", "is required with an address that was typed")
	}
	return chat.ParseIdentity(chat.Identity{Email: *in.Email, Name: deref(in.Name)})
}
