package api

import (
	"context"
	"strings"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// errNoCustomer is the one answer for a customer who is not there or on a site
// that the user may not see.
var errNoCustomer = chat.Errorf(chat.CodeNotFound, "There is no such customer on your sites.")

// ofCustomer says of which thing it is that there is none.
func ofCustomer(err error) error {
	if chat.CodeOf(err) == chat.CodeNotFound {
		return errNoCustomer
	}
	return err
}

func customerKey(ctx context.Context, id string) store.CustomerKey {
	return store.CustomerKey{UserID: requestOf(ctx).user.ID, CustomerID: id}
}

// ListCustomers returns a page of the customers of the user's sites.
func (s *server) ListCustomers(ctx context.Context, in ListCustomersRequestObject) (ListCustomersResponseObject, error) {
	found, next, err := s.Store.ListCustomers(ctx, requestOf(ctx).user.ID, store.CustomerFilter{
		SiteID:   deref(in.Params.Site),
		Words:    deref(in.Params.Q),
		Verified: deref(in.Params.Verified) == 1,
		After:    deref(in.Params.After),
		Limit:    limitOf(in.Params.Limit),
	})
	if err != nil {
		return nil, err
	}
	return ListCustomers200JSONResponse{Data: views(found, customerView), NextCursor: orNull(next)}, nil
}

// GetCustomer returns what is known of one customer.
func (s *server) GetCustomer(ctx context.Context, in GetCustomerRequestObject) (GetCustomerResponseObject, error) {
	found, err := s.Store.FindCustomer(ctx, requestOf(ctx).user.ID, in.ID)
	if err != nil {
		return nil, ofCustomer(err)
	}
	return GetCustomer200JSONResponse(customerProfileView(found)), nil
}

// AddCustomerNote writes a note about a customer.
func (s *server) AddCustomerNote(ctx context.Context, in AddCustomerNoteRequestObject) (AddCustomerNoteResponseObject, error) {
	if strings.TrimSpace(in.Body.Content) == "" {
		return nil, errMessageEmpty
	}
	note, err := s.Store.AddCustomerNote(ctx, store.NewCustomerNote{
		CustomerKey: customerKey(ctx, in.ID), ID: in.Body.ID, Content: in.Body.Content,
	})
	if err != nil {
		return nil, ofCustomer(err)
	}
	return AddCustomerNote201JSONResponse(customerNoteView(note)), nil
}

// MergeCustomers makes two customers one.
func (s *server) MergeCustomers(ctx context.Context, in MergeCustomersRequestObject) (MergeCustomersResponseObject, error) {
	if err := s.Store.MergeCustomers(ctx, customerKey(ctx, in.ID), in.Body.From); err != nil {
		return nil, ofCustomer(err)
	}
	found, err := s.Store.FindCustomer(ctx, requestOf(ctx).user.ID, in.ID)
	if err != nil {
		return nil, ofCustomer(err)
	}
	return MergeCustomers200JSONResponse(customerProfileView(found)), nil
}

// ExportCustomer returns all that is kept of a person.
func (s *server) ExportCustomer(ctx context.Context, in ExportCustomerRequestObject) (ExportCustomerResponseObject, error) {
	found, err := s.Store.ExportCustomer(ctx, customerKey(ctx, in.ID))
	if err != nil {
		return nil, ofCustomer(err)
	}
	row := func(r store.Record) KeptRow { return KeptRow(r) }
	return ExportCustomer200JSONResponse{
		Headers: ExportCustomer200ResponseHeaders{ContentDisposition: attachment("customer-" + in.ID + ".json")},
		Body: CustomerExport{
			ExportedAt:    found.At.UTC(),
			SiteID:        found.SiteID,
			Customer:      row(found.Customer),
			Addresses:     list(found.Addresses),
			Notes:         views(found.Notes, row),
			Visitors:      views(found.Visitors, row),
			Visits:        views(found.Visits, row),
			Conversions:   views(found.Conversions, row),
			Conversations: views(found.Conversations, row),
			Mails:         views(found.Mails, row),
		},
	}, nil
}

// EraseCustomer erases all that is kept of a person. Open conversations end
// first, so that their workflows do, and nothing is written to them any more.
func (s *server) EraseCustomer(ctx context.Context, in EraseCustomerRequestObject) (EraseCustomerResponseObject, error) {
	key := customerKey(ctx, in.ID)
	open, err := s.Store.ListOpenSessionsOfCustomer(ctx, key)
	if err != nil {
		return nil, ofCustomer(err)
	}
	for _, ending := range open {
		if err := s.Conversations.End(ctx, ending); err != nil {
			return nil, err
		}
	}
	if err := s.Store.EraseCustomer(ctx, key); err != nil {
		return nil, ofCustomer(err)
	}
	return EraseCustomer204Response{}, nil
}

func customerView(in store.CustomerListing) CustomerListing {
	return CustomerListing{
		ID:            in.ID,
		Site:          SiteName{ID: in.SiteID, Name: in.SiteName},
		Email:         orNull(in.Email),
		Name:          orNull(in.Name),
		ExternalID:    orNull(in.ExternalID),
		Verified:      in.Verified,
		CreatedAt:     in.CreatedAt.UTC(),
		LastSeenAt:    in.LastSeenAt.UTC(),
		Conversations: in.SessionCount,
		Notes:         in.NoteCount,
	}
}

func customerProfileView(in store.CustomerProfile) CustomerProfile {
	return CustomerProfile{
		Customer: customerView(in.CustomerListing),
		Emails:   list(in.Emails),
		Conversations: views(in.Sessions, func(c store.CustomerSession) CustomerConversation {
			return CustomerConversation{
				ID: c.ID, VisitorID: c.VisitorID, Status: SessionStatus(c.Status), EscalationReason: orNull(EscalationReason(c.EscalationReason)),
				FirstWords: c.FirstWords, Stars: orNull(c.Stars), CreatedAt: c.CreatedAt.UTC(),
			}
		}),
		Browsers: views(in.Browsers, func(b store.CustomerBrowser) CustomerBrowser {
			return CustomerBrowser{
				VisitorID: b.VisitorID, FirstSeenAt: b.FirstSeenAt.UTC(), LastSeenAt: b.LastSeenAt.UTC(), LastPage: orNull(b.LastPage),
			}
		}),
		Notes: views(in.Notes, customerNoteView),
	}
}

func customerNoteView(in store.CustomerNote) CustomerNote {
	out := CustomerNote{ID: in.ID, Content: in.Content, CreatedAt: in.CreatedAt.UTC()}
	if in.UserID != "" {
		out.Author = &Colleague{ID: in.UserID, Name: in.UserName}
	}
	return out
}
