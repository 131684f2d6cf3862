package api

import (
	"context"

	"github.com/gin-gonic/gin"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// maxPageBytes is the longest address of a page that is kept. A page must not
// lose its widget for a longer one.
const maxPageBytes = 2000

// noteInstallation keeps for the site's owner which page asked for the widget's
// configuration. Programs and the panel's own preview are no installations.
func (s *server) noteInstallation(ctx context.Context, in GetConfigParams) error {
	r, from := requestOf(ctx), callerOf(ctx.(*gin.Context).Request)
	if r.previewKey || !from.browser {
		return nil
	}
	origin, page := pageOf(from, deref(in.Page))
	if origin == "" {
		return nil
	}
	return s.Store.SeeInstallation(ctx, r.site.ID, store.Installation{Origin: origin, PageURL: page, WidgetVersion: deref(in.Widget)})
}

// pageOf returns the origin that a call comes from, "" if nobody told, and the
// page that it names if that is one of this origin.
func pageOf(from caller, address string) (origin, page string) {
	if len(address) <= maxPageBytes {
		page = chat.PageOfSite(address, from.exact)
	}
	if len(from.exact) == 1 {
		return from.exact[0], page
	}
	// Only the page can say then which of two origins it is of.
	for _, origin := range from.exact {
		if chat.PageOfSite(page, []string{origin}) != "" {
			return origin, page
		}
	}
	return "", ""
}

// GetInstallation returns where a site's widget is installed.
func (s *server) GetInstallation(ctx context.Context, in GetInstallationRequestObject) (GetInstallationResponseObject, error) {
	if _, err := s.Store.FindSite(ctx, in.ID); err != nil {
		return nil, err
	}
	found, err := s.Store.ListInstallations(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return GetInstallation200JSONResponse{Data: views(found, func(in store.Installation) InstalledOrigin {
		return InstalledOrigin{
			Origin: in.Origin, PageURL: orNull(in.PageURL), WidgetVersion: orNull(in.WidgetVersion),
			FirstSeenAt: in.FirstSeenAt.UTC(), LastSeenAt: in.LastSeenAt.UTC(),
		}
	})}, nil
}
