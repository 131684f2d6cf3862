package api

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// RecordVisits stores pages that a visitor opened, if the site tracks visitors.
func (s *server) RecordVisits(ctx context.Context, in RecordVisitsRequestObject) (RecordVisitsResponseObject, error) {
	tracked := trackedBy(ctx, in.Params.XVisitorID, in.Body.Consent)
	for i, v := range in.Body.Visits {
		page := chat.CleanPageURL(v.PageURL)
		if page == "" {
			return nil, invalidField(fmt.Sprintf("visits.%d.page_url", i), "must be the address of a web page")
		}
		visit := chat.Visit{
			ID: v.ID, PageURL: page, Title: strings.TrimSpace(deref(v.Title)), Referrer: chat.CleanPageURL(deref(v.Referrer)),
			StartedAt: time.Now(), Seconds: deref(v.Seconds),
		}
		if v.StartedAt != nil {
			visit.StartedAt = *v.StartedAt
		}
		tracked.Visits = append(tracked.Visits, visit)
	}
	return RecordVisits204Response{}, s.Store.Track(ctx, tracked)
}

// RecordConversion stores something that the visitor did, if the site tracks
// visitors.
func (s *server) RecordConversion(ctx context.Context, in RecordConversionRequestObject) (RecordConversionResponseObject, error) {
	if (in.Body.Value == nil) != (in.Body.Currency == nil) {
		return nil, invalidField("currency", "goes with a value")
	}
	tracked := trackedBy(ctx, in.Params.XVisitorID, in.Body.Consent)
	tracked.Conversions = []chat.Conversion{{
		ID: in.Body.ID, Name: in.Body.Name, Value: in.Body.Value, Currency: deref(in.Body.Currency),
		PageURL: chat.CleanPageURL(deref(in.Body.PageURL)),
	}}
	return RecordConversion204Response{}, s.Store.Track(ctx, tracked)
}

func trackedBy(ctx context.Context, visitorID string, consent *bool) store.Tracked {
	return store.Tracked{
		SiteID: requestOf(ctx).site.ID, VisitorID: strings.ToLower(visitorID), Consent: deref(consent),
		From: visitorAddress(ctx.(*gin.Context)),
	}
}

// noteVisitor keeps when a visitor was last seen. Every call of a chat may carry
// the visitor's id.
func (s *server) noteVisitor(c *gin.Context) error {
	id := c.GetHeader("X-Visitor-ID")
	if id == "" {
		return nil
	}
	ctx := c.Request.Context()
	return s.Store.SawVisitor(ctx, requestOf(ctx).site.ID, id)
}
