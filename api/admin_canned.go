package api

import (
	"context"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// ListCannedReplies returns a page of a site's canned replies.
func (s *server) ListCannedReplies(ctx context.Context, in ListCannedRepliesRequestObject) (ListCannedRepliesResponseObject, error) {
	found, next, err := s.Store.ListCannedReplies(ctx, store.CannedFilter{
		UserID: requestOf(ctx).user.ID, SiteID: in.ID,
		Search: deref(in.Params.Search), After: deref(in.Params.After), Limit: limitOf(in.Params.Limit),
	})
	return ListCannedReplies200JSONResponse{Data: views(found, cannedView), NextCursor: orNull(next)}, err
}

// CreateCannedReply adds one.
func (s *server) CreateCannedReply(ctx context.Context, in CreateCannedReplyRequestObject) (CreateCannedReplyResponseObject, error) {
	made, err := s.Store.CreateCannedReply(ctx, store.CannedChange{
		By: requestOf(ctx).user.ID, SiteID: in.ID, Shortcut: in.Body.Shortcut, Content: in.Body.Content,
	})
	return CreateCannedReply201JSONResponse(cannedView(made)), err
}

// UpdateCannedReply changes one.
func (s *server) UpdateCannedReply(ctx context.Context, in UpdateCannedReplyRequestObject) (UpdateCannedReplyResponseObject, error) {
	changed, err := s.Store.UpdateCannedReply(ctx, store.CannedChange{
		By: requestOf(ctx).user.ID, SiteID: in.ID, ID: in.ReplyID, Shortcut: in.Body.Shortcut, Content: in.Body.Content,
	})
	return UpdateCannedReply200JSONResponse(cannedView(changed)), err
}

// RemoveCannedReply removes one.
func (s *server) RemoveCannedReply(ctx context.Context, in RemoveCannedReplyRequestObject) (RemoveCannedReplyResponseObject, error) {
	return RemoveCannedReply204Response{}, s.Store.RemoveCannedReply(ctx, requestOf(ctx).user.ID, in.ID, in.ReplyID)
}

func cannedView(in chat.CannedReply) CannedReply {
	return CannedReply{ID: in.ID, Shortcut: in.Shortcut, Content: in.Content, UpdatedAt: in.UpdatedAt.UTC()}
}
