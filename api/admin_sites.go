package api

import (
	"context"
	"strings"
	"time"

	"github.com/innconnect/innconnect/internal/store"
)

// defaultKeyOverlap is the contract's default for overlap_hours.
const defaultKeyOverlap = 7 * 24 * time.Hour

// ListSites returns a page of the sites that the user may see.
func (s *server) ListSites(ctx context.Context, in ListSitesRequestObject) (ListSitesResponseObject, error) {
	filter := store.SiteFilter{Words: deref(in.Params.Q), After: deref(in.Params.After), Limit: limitOf(in.Params.Limit)}
	if in.Params.Ids != nil {
		filter.IDs = strings.Split(*in.Params.Ids, ",")
	}
	found, next, err := s.Store.ListVisibleSites(ctx, requestOf(ctx).user.ID, filter)
	if err != nil {
		return nil, err
	}
	return ListSites200JSONResponse{NextCursor: orNull(next), Data: views(found, func(in store.VisibleSite) Site {
		return Site{ID: in.ID, Name: in.Name, Language: in.Language, CreatedAt: in.CreatedAt.UTC(), WidgetSeenAt: utc(in.WidgetSeenAt)}
	})}, nil
}

// CreateSite makes a site.
func (s *server) CreateSite(ctx context.Context, in CreateSiteRequestObject) (CreateSiteResponseObject, error) {
	site, _, err := s.Store.CreateSite(ctx, store.NewSite{
		By: requestOf(ctx).user.ID, Name: in.Body.Name, Language: deref(in.Body.Language), Origins: deref(in.Body.Origins),
	})
	if err != nil {
		return nil, err
	}
	out, err := s.findSite(ctx, site.ID)
	return CreateSite201JSONResponse(out), err
}

// GetSite returns one site.
func (s *server) GetSite(ctx context.Context, in GetSiteRequestObject) (GetSiteResponseObject, error) {
	out, err := s.findSite(ctx, in.ID)
	return GetSite200JSONResponse(out), err
}

// UpdateSite changes a site's name or language.
func (s *server) UpdateSite(ctx context.Context, in UpdateSiteRequestObject) (UpdateSiteResponseObject, error) {
	err := s.Store.UpdateSite(ctx, store.SiteChange{
		By: requestOf(ctx).user.ID, SiteID: in.ID, Name: in.Body.Name, Language: in.Body.Language,
	})
	if err != nil {
		return nil, err
	}
	out, err := s.findSite(ctx, in.ID)
	return UpdateSite200JSONResponse(out), err
}

func (s *server) findSite(ctx context.Context, siteID string) (SiteDetails, error) {
	found, err := s.Store.FindSiteListing(ctx, siteID)
	if err != nil {
		return SiteDetails{}, err
	}
	out := SiteDetails{
		ID: found.ID, Name: found.Name, Language: found.Language, Origins: list(found.Origins), CreatedAt: found.CreatedAt.UTC(),
	}
	if n := len(found.Keys); n > 0 {
		out.APIKey = &found.Keys[n-1]
	}
	return out, nil
}

// ListKeys returns a site's keys.
func (s *server) ListKeys(ctx context.Context, in ListKeysRequestObject) (ListKeysResponseObject, error) {
	if _, err := s.Store.FindSite(ctx, in.ID); err != nil {
		return nil, err
	}
	keys, err := s.Store.ListKeys(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := ListKeys200JSONResponse{Data: make([]SiteKey, 0, len(keys))}
	for _, key := range keys {
		out.Data = append(out.Data, keyView(key))
	}
	return out, nil
}

// CreateKey makes a key.
func (s *server) CreateKey(ctx context.Context, in CreateKeyRequestObject) (CreateKeyResponseObject, error) {
	key, err := s.Store.CreateKey(ctx, store.NewKey{
		By: requestOf(ctx).user.ID, SiteID: in.ID, Kind: store.KeyKind(in.Body.Kind), Name: in.Body.Name,
	})
	return CreateKey201JSONResponse(keyView(key)), err
}

// RotateKey replaces a key.
func (s *server) RotateKey(ctx context.Context, in RotateKeyRequestObject) (RotateKeyResponseObject, error) {
	overlap := defaultKeyOverlap
	if in.Body != nil && in.Body.OverlapHours != nil {
		overlap = time.Duration(*in.Body.OverlapHours) * time.Hour
	}
	key, err := s.Store.RotateKey(ctx, store.KeyRotation{By: requestOf(ctx).user.ID, SiteID: in.ID, KeyID: in.KeyID, Overlap: overlap})
	return RotateKey201JSONResponse(keyView(key)), err
}

// RevokeKey ends a key.
func (s *server) RevokeKey(ctx context.Context, in RevokeKeyRequestObject) (RevokeKeyResponseObject, error) {
	return RevokeKey204Response{}, s.Store.RevokeKey(ctx, requestOf(ctx).user.ID, in.ID, in.KeyID)
}

// MakeIdentitySecret gives a site a new secret to sign identities with.
func (s *server) MakeIdentitySecret(ctx context.Context, in MakeIdentitySecretRequestObject) (MakeIdentitySecretResponseObject, error) {
	secret, err := s.Store.MakeIdentitySecret(ctx, requestOf(ctx).user.ID, in.ID)
	return MakeIdentitySecret201JSONResponse{Secret: secret}, err
}

// ListOrigins returns the origins whose pages may use a site's keys.
func (s *server) ListOrigins(ctx context.Context, in ListOriginsRequestObject) (ListOriginsResponseObject, error) {
	if _, err := s.Store.FindSite(ctx, in.ID); err != nil {
		return nil, err
	}
	origins, err := s.Store.ListOrigins(ctx, in.ID)
	return ListOrigins200JSONResponse{Origins: list(origins)}, err
}

// SetOrigins replaces them.
func (s *server) SetOrigins(ctx context.Context, in SetOriginsRequestObject) (SetOriginsResponseObject, error) {
	if err := s.Store.SetOrigins(ctx, requestOf(ctx).user.ID, in.ID, in.Body.Origins); err != nil {
		return nil, err
	}
	origins, err := s.Store.ListOrigins(ctx, in.ID)
	return SetOrigins200JSONResponse{Origins: list(origins)}, err
}

func keyView(in store.Key) SiteKey {
	return SiteKey{
		ID: in.ID, Kind: KeyKind(in.Kind), Name: in.Name, Key: orNull(in.Key),
		CreatedAt: in.CreatedAt.UTC(), ExpiresAt: utc(in.ExpiresAt), RevokedAt: utc(in.RevokedAt),
	}
}
