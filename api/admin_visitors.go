package api

import (
	"context"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// errNoVisitor is the one answer for a visitor who is not there or on a site
// that the user may not see.
var errNoVisitor = chat.Errorf(chat.CodeNotFound, "There is no such visitor on your sites.")

// ListVisitors returns a page of the visitors of the user's sites.
func (s *server) ListVisitors(ctx context.Context, in ListVisitorsRequestObject) (ListVisitorsResponseObject, error) {
	found, next, err := s.Store.ListVisitors(ctx, requestOf(ctx).user.ID, store.VisitorFilter{
		SiteID:     deref(in.Params.Site),
		Identified: deref(in.Params.Identified) == 1,
		Converted:  deref(in.Params.Converted) == 1,
		Page:       deref(in.Params.Page),
		After:      deref(in.Params.After),
		Limit:      limitOf(in.Params.Limit),
	})
	if err != nil {
		return nil, err
	}
	return ListVisitors200JSONResponse{Data: views(found, visitorView), NextCursor: orNull(next)}, nil
}

// GetVisitor returns what is known of one visitor.
func (s *server) GetVisitor(ctx context.Context, in GetVisitorRequestObject) (GetVisitorResponseObject, error) {
	days, err := openDays(in.Params.Site, in.Params.From, in.Params.To)
	if err != nil {
		return nil, err
	}
	found, err := s.Store.FindVisitor(ctx, requestOf(ctx).user.ID, in.ID, days)
	if chat.CodeOf(err) == chat.CodeNotFound {
		return nil, errNoVisitor
	}
	if err != nil {
		return nil, err
	}
	return GetVisitor200JSONResponse{
		Visitor: visitorView(found.VisitorListing),
		Pages: views(found.Pages, func(p store.PageFrequency) PageFrequency {
			return PageFrequency{PageURL: p.PageURL, Title: p.Title, Visits: p.Visits, Seconds: p.Seconds, LastAt: p.LastAt.UTC()}
		}),
		Interests: views(found.Interests, func(i store.Interest) Interest {
			return Interest{Topic: i.Topic, Count: i.Count, LastAt: i.LastAt.UTC()}
		}),
		Visits: views(found.Visits, visitView),
		Conversions: views(found.Conversions, func(c chat.Conversion) Conversion {
			return Conversion{ID: c.ID, Name: c.Name, Value: c.Value, Currency: orNull(c.Currency), PageURL: orNull(c.PageURL), CreatedAt: c.CreatedAt.UTC()}
		}),
		Conversations: views(found.Sessions, func(v store.VisitorSession) VisitorConversation {
			return VisitorConversation{ID: v.ID, Status: SessionStatus(v.Status), CreatedAt: v.CreatedAt.UTC()}
		}),
	}, nil
}

func visitorView(in store.VisitorListing) VisitorListing {
	return VisitorListing{
		ID:            in.ID,
		Site:          SiteName{ID: in.SiteID, Name: in.SiteName},
		Name:          orNull(in.Name),
		Email:         orNull(in.Email),
		Verified:      in.Verified,
		FirstSeenAt:   in.FirstSeenAt.UTC(),
		LastSeenAt:    in.LastSeenAt.UTC(),
		LastPage:      orNull(in.LastPage),
		Conversations: in.SessionCount,
		Visits:        in.VisitCount,
		Conversions:   in.ConversionCount,
	}
}

func visitView(in chat.Visit) Visit {
	return Visit{
		ID: in.ID, PageURL: in.PageURL, Title: in.Title, Referrer: orNull(in.Referrer), StartedAt: in.StartedAt.UTC(), Seconds: in.Seconds,
	}
}
