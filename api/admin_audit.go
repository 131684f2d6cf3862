package api

import (
	"context"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// ListAudit returns a page of the audit log.
func (s *server) ListAudit(ctx context.Context, in ListAuditRequestObject) (ListAuditResponseObject, error) {
	entries, next, err := s.Store.ListAudit(ctx, store.AuditFilter{
		SiteID:    deref(in.Params.Site),
		UserID:    deref(in.Params.User),
		Action:    chat.Action(deref(in.Params.Action)),
		SessionID: deref(in.Params.Conversation),
		After:     deref(in.Params.After),
		Limit:     limitOf(in.Params.Limit),
	})
	if err != nil {
		return nil, err
	}
	return ListAudit200JSONResponse{Data: views(entries, auditView), NextCursor: orNull(next)}, nil
}

func auditView(in chat.AuditEntry) AuditEntry {
	out := AuditEntry{
		ID:             in.ID,
		Action:         AuditAction(in.Action),
		SiteID:         orNull(in.SiteID),
		ConversationID: orNull(in.SessionID),
		SubjectID:      orNull(in.SubjectID),
		Details:        in.Details,
		CreatedAt:      in.CreatedAt.UTC(),
	}
	if in.UserID != "" {
		out.User = &AuditUser{ID: in.UserID, Email: in.UserEmail}
	}
	return out
}
