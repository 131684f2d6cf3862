package api

import (
	"context"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// ListNotifications returns a page of what the user was told.
func (s *server) ListNotifications(ctx context.Context, in ListNotificationsRequestObject) (ListNotificationsResponseObject, error) {
	page, next, unread, err := s.Store.ListNotifications(ctx, requestOf(ctx).user.ID, store.NotificationFilter{
		Unread: deref(in.Params.Unread) == 1,
		After:  deref(in.Params.After),
		Limit:  limitOf(in.Params.Limit),
	})
	if err != nil {
		return nil, err
	}
	out := ListNotifications200JSONResponse{Data: []Notification{}, NextCursor: orNull(next), Unread: unread}
	for _, n := range page {
		out.Data = append(out.Data, Notification{
			ID:               n.ID,
			Kind:             NotificationKind(n.Step),
			Site:             SiteName{ID: n.SiteID, Name: n.SiteName},
			ConversationID:   n.SessionID,
			EscalationReason: orNull(EscalationReason(n.Reason)),
			CreatedAt:        n.CreatedAt.UTC(),
			ReadAt:           utc(n.ReadAt),
		})
	}
	return out, nil
}

// ReadNotifications marks what the user has read.
func (s *server) ReadNotifications(ctx context.Context, in ReadNotificationsRequestObject) (ReadNotificationsResponseObject, error) {
	userID := requestOf(ctx).user.ID
	if err := s.Store.MarkRead(ctx, userID, deref(in.Body.Ids)); err != nil {
		return nil, err
	}
	unread, err := s.Store.CountUnread(ctx, userID)
	return ReadNotifications200JSONResponse{Unread: unread}, err
}

// GetPreferences returns how the user is told of alerts.
func (s *server) GetPreferences(ctx context.Context, _ GetPreferencesRequestObject) (GetPreferencesResponseObject, error) {
	out, err := s.preferences(ctx)
	return GetPreferences200JSONResponse(out), err
}

// SetPreferences changes how the user is told of alerts.
func (s *server) SetPreferences(ctx context.Context, in SetPreferencesRequestObject) (SetPreferencesResponseObject, error) {
	var change []chat.NotificationPreference
	for _, p := range in.Body.Notifications {
		change = append(change, chat.NotificationPreference{Step: chat.AlertStep(p.Kind), InApp: p.InApp, ByMail: p.Email})
	}
	if err := s.Store.SetPreferences(ctx, requestOf(ctx).user.ID, change); err != nil {
		return nil, err
	}
	out, err := s.preferences(ctx)
	return SetPreferences200JSONResponse(out), err
}

func (s *server) preferences(ctx context.Context) (Preferences, error) {
	found, err := s.Store.ListPreferences(ctx, requestOf(ctx).user.ID)
	var out Preferences
	for _, p := range found {
		out.Notifications = append(out.Notifications, NotificationPreference{Kind: NotificationKind(p.Step), InApp: p.InApp, Email: p.ByMail})
	}
	return out, err
}
