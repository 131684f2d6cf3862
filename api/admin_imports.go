package api

import (
	"context"
	"net/url"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// ListImports returns a page of a site's imports.
func (s *server) ListImports(ctx context.Context, in ListImportsRequestObject) (ListImportsResponseObject, error) {
	imports, next, err := s.Store.ListImports(ctx, requestOf(ctx).user.ID, in.ID, deref(in.Params.After), limitOf(in.Params.Limit))
	if err != nil {
		return nil, err
	}
	return ListImports200JSONResponse{Data: views(imports, importView), NextCursor: orNull(next)}, nil
}

// ImportFromWeb has a page or the pages of a sitemap imported. Whether the
// address may be fetched turns out when it is.
func (s *server) ImportFromWeb(ctx context.Context, in ImportFromWebRequestObject) (ImportFromWebResponseObject, error) {
	address, err := url.Parse(in.Body.Address)
	if err != nil || address.Host == "" {
		return nil, invalidField("address", "must be a web address")
	}
	address.Fragment, address.RawFragment = "", ""
	created, err := s.Store.CreateImport(ctx, chat.NewImport{
		By: requestOf(ctx).user.ID, SiteID: in.ID, Source: chat.ImportSource(in.Body.Source), Address: address.String(),
		Status: chat.ArticleStatus(in.Body.ArticleStatus),
	})
	if err != nil {
		return nil, err
	}
	return ImportFromWeb201JSONResponse(importView(created)), nil
}

// ImportFiles has files imported.
func (s *server) ImportFiles(ctx context.Context, in ImportFilesRequestObject) (ImportFilesResponseObject, error) {
	files := make([]chat.ImportFile, len(in.Body.Files))
	names := map[string]bool{}
	for i, f := range in.Body.Files {
		if names[f.Name] {
			return nil, invalidField("files", "has the same name twice")
		}
		names[f.Name] = true
		files[i] = chat.ImportFile{Name: f.Name, Content: f.Content}
	}
	created, err := s.Store.CreateImport(ctx, chat.NewImport{
		By: requestOf(ctx).user.ID, SiteID: in.ID, Source: chat.ImportFiles, Status: chat.ArticleStatus(in.Body.ArticleStatus), Files: files,
	})
	if err != nil {
		return nil, err
	}
	return ImportFiles201JSONResponse(importView(created)), nil
}

// GetImport returns how far an import is.
func (s *server) GetImport(ctx context.Context, in GetImportRequestObject) (GetImportResponseObject, error) {
	found, err := s.Store.FindImport(ctx, requestOf(ctx).user.ID, in.ID, in.ImportID)
	if err != nil {
		return nil, err
	}
	return GetImport200JSONResponse(importView(found)), nil
}

// StopImport ends an import before its next document.
func (s *server) StopImport(ctx context.Context, in StopImportRequestObject) (StopImportResponseObject, error) {
	stopped, err := s.Store.StopImport(ctx, requestOf(ctx).user.ID, in.ID, in.ImportID)
	if err != nil {
		return nil, err
	}
	return StopImport200JSONResponse(importView(stopped)), nil
}

// ListImportDocuments returns a page of an import's report.
func (s *server) ListImportDocuments(ctx context.Context, in ListImportDocumentsRequestObject) (ListImportDocumentsResponseObject, error) {
	documents, next, err := s.Store.ListImportDocuments(ctx, requestOf(ctx).user.ID, store.ImportDocumentFilter{
		SiteID: in.ID, ImportID: in.ImportID, Outcome: chat.ImportOutcome(deref(in.Params.Outcome)),
		After: deref(in.Params.After), Limit: limitOf(in.Params.Limit),
	})
	if err != nil {
		return nil, err
	}
	return ListImportDocuments200JSONResponse{Data: views(documents, importDocumentView), NextCursor: orNull(next)}, nil
}

func importView(in chat.Import) Import {
	out := Import{
		ID:            in.ID,
		SiteID:        in.SiteID,
		Source:        ImportSource(in.Source),
		Address:       orNull(in.Address),
		ArticleStatus: ImportedStatus(in.Status),
		State:         ImportState(in.State),
		Problem:       orNull(ImportProblem(in.Problem)),
		Detail:        orNull(in.Detail),
		More:          in.More,
		Documents:     in.Documents,
		Outcomes: ImportOutcomes{
			Created: in.Outcomes[chat.OutcomeCreated], Updated: in.Outcomes[chat.OutcomeUpdated],
			Unchanged: in.Outcomes[chat.OutcomeUnchanged], Refused: in.Outcomes[chat.OutcomeRefused],
		},
		CreatedAt:  in.CreatedAt.UTC(),
		FinishedAt: utc(in.FinishedAt),
	}
	if in.UserID != "" {
		out.User = &Colleague{ID: in.UserID, Name: in.UserName}
	}
	return out
}

func importDocumentView(in chat.ImportDocument) ImportDocument {
	return ImportDocument{
		Number:     in.Number,
		Name:       in.Name,
		Outcome:    orNull(ImportOutcome(in.Outcome)),
		Problem:    orNull(ImportProblem(in.Problem)),
		Detail:     orNull(in.Detail),
		ArticleID:  orNull(in.ArticleID),
		Title:      orNull(in.Title),
		FinishedAt: utc(in.Finished),
	}
}
