package api

import (
	"context"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// ListMails returns a page of the mails of the user's sites.
func (s *server) ListMails(ctx context.Context, in ListMailsRequestObject) (ListMailsResponseObject, error) {
	mails, next, err := s.Store.ListMails(ctx, requestOf(ctx).user.ID, store.MailFilter{
		SiteID:    deref(in.Params.Site),
		Kind:      chat.MailKind(deref(in.Params.Kind)),
		Status:    chat.MailStatus(deref(in.Params.Status)),
		SessionID: deref(in.Params.Conversation),
		After:     deref(in.Params.After),
		Limit:     limitOf(in.Params.Limit),
	})
	if err != nil {
		return nil, err
	}
	out := ListMails200JSONResponse{Data: []Mail{}, NextCursor: orNull(next)}
	for _, m := range mails {
		out.Data = append(out.Data, mailView(m))
	}
	return out, nil
}

// RetryMail has a failed mail sent again.
func (s *server) RetryMail(ctx context.Context, in RetryMailRequestObject) (RetryMailResponseObject, error) {
	m, err := s.Store.RetryMail(ctx, requestOf(ctx).user.ID, in.ID)
	if err != nil {
		return nil, err
	}
	return RetryMail200JSONResponse(mailView(m)), nil
}

func mailView(in chat.Mail) Mail {
	return Mail{
		ID:             in.ID,
		SiteID:         orNull(in.SiteID),
		Kind:           MailKind(in.Kind),
		ConversationID: orNull(in.SessionID),
		UserID:         orNull(in.UserID),
		Recipient:      in.Recipient,
		Subject:        in.Subject,
		Status:         MailStatus(in.Status),
		Attempts:       in.Attempts,
		LastError:      orNull(in.LastError),
		CreatedAt:      in.CreatedAt.UTC(),
		SentAt:         utc(in.SentAt),
	}
}
