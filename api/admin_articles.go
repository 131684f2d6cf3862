package api

import (
	"context"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/retrieval"
	"github.com/innconnect/innconnect/internal/sanitize"
	"github.com/innconnect/innconnect/internal/store"
)

// checkSite returns chat.ErrNotFound for a site that the caller may not see.
func (s *server) checkSite(ctx context.Context, siteID string) error {
	return s.Store.CheckVisible(ctx, requestOf(ctx).user.ID, siteID)
}

// GetKnowledgeBase sums up a site's articles.
func (s *server) GetKnowledgeBase(ctx context.Context, in GetKnowledgeBaseRequestObject) (GetKnowledgeBaseResponseObject, error) {
	if err := s.checkSite(ctx, in.ID); err != nil {
		return nil, err
	}
	found, err := s.Store.FindKnowledgeBase(ctx, in.ID, s.EmbeddingsModel)
	if err != nil {
		return nil, err
	}
	out := GetKnowledgeBase200JSONResponse{
		Languages: views(found.Languages, labelView),
		Tags:      views(found.Tags, labelView),
		Index:     KnowledgeBaseIndex{Chunks: found.Index.Total, Embedded: found.Index.Done, Embeddings: s.EmbeddingsModel != ""},
	}
	for _, status := range found.Statuses {
		switch chat.ArticleStatus(status.Label) {
		case chat.ArticleDraft:
			out.Statuses.Draft = int(status.Articles)
		case chat.ArticlePublished:
			out.Statuses.Published = int(status.Articles)
		case chat.ArticleArchived:
			out.Statuses.Archived = int(status.Articles)
		}
	}
	return out, nil
}

// ListArticles returns a page of a site's articles.
func (s *server) ListArticles(ctx context.Context, in ListArticlesRequestObject) (ListArticlesResponseObject, error) {
	if err := s.checkSite(ctx, in.ID); err != nil {
		return nil, err
	}
	found, next, err := s.Store.ListArticles(ctx, store.ArticleFilter{
		SiteID:   in.ID,
		Status:   chat.ArticleStatus(deref(in.Params.Status)),
		Language: deref(in.Params.Language),
		Tag:      deref(in.Params.Tag),
		Words:    deref(in.Params.Words),
		Model:    s.EmbeddingsModel,
		After:    deref(in.Params.After),
		Limit:    limitOf(in.Params.Limit),
	})
	if err != nil {
		return nil, err
	}
	return ListArticles200JSONResponse{Data: views(found, articleView), NextCursor: orNull(next)}, nil
}

// CreateArticle stores an article that the caller wrote.
func (s *server) CreateArticle(ctx context.Context, in CreateArticleRequestObject) (CreateArticleResponseObject, error) {
	if err := s.checkSite(ctx, in.ID); err != nil {
		return nil, err
	}
	a := chat.Article{
		SiteID: in.ID, ID: in.Body.ID, Title: in.Body.Title, Body: in.Body.Body, Language: in.Body.Language,
		Tags: deref(in.Body.Tags), URL: deref(in.Body.URL), Status: chat.ArticleDraft, UpdatedBy: requestOf(ctx).user.ID,
	}
	if in.Body.Status != nil {
		a.Status = chat.ArticleStatus(*in.Body.Status)
	}
	if _, err := s.catalog().Create(ctx, a); err != nil {
		return nil, err
	}
	out, err := s.indexed(ctx, in.ID, in.Body.ID)
	return CreateArticle201JSONResponse(out), err
}

// GetArticle returns one article.
func (s *server) GetArticle(ctx context.Context, in GetArticleRequestObject) (GetArticleResponseObject, error) {
	if err := s.checkSite(ctx, in.ID); err != nil {
		return nil, err
	}
	out, err := s.article(ctx, in.ID, in.ArticleID)
	return GetArticle200JSONResponse(out), err
}

// UpdateArticle changes what the caller names of an article.
func (s *server) UpdateArticle(ctx context.Context, in UpdateArticleRequestObject) (UpdateArticleResponseObject, error) {
	out, err := s.changeArticle(ctx, in.ID, in.ArticleID, in.Body.Version, func(change *chat.ArticleChange) error {
		setTo(&change.Title, in.Body.Title)
		setTo(&change.Body, in.Body.Body)
		setTo(&change.Language, in.Body.Language)
		setTo(&change.Tags, in.Body.Tags)
		setTo(&change.URL, in.Body.URL)
		setTo(&change.Status, (*chat.ArticleStatus)(in.Body.Status))
		return nil
	})
	return UpdateArticle200JSONResponse(out), err
}

// DeleteArticle removes an archived article for good.
func (s *server) DeleteArticle(ctx context.Context, in DeleteArticleRequestObject) (DeleteArticleResponseObject, error) {
	if err := s.checkSite(ctx, in.ID); err != nil {
		return nil, err
	}
	err := s.Store.DeleteArticle(ctx, store.ArticleKey{
		By: requestOf(ctx).user.ID, SiteID: in.ID, ArticleID: in.ArticleID, Version: in.Params.Version,
	})
	return DeleteArticle204Response{}, err
}

// ListRevisions returns a page of what an article said.
func (s *server) ListRevisions(ctx context.Context, in ListRevisionsRequestObject) (ListRevisionsResponseObject, error) {
	if err := s.checkSite(ctx, in.ID); err != nil {
		return nil, err
	}
	found, next, err := s.Store.ListRevisions(ctx, in.ID, in.ArticleID, deref(in.Params.After), limitOf(in.Params.Limit))
	if err != nil {
		return nil, err
	}
	return ListRevisions200JSONResponse{Data: views(found, revisionView), NextCursor: orNull(next)}, nil
}

// GetRevision returns one revision.
func (s *server) GetRevision(ctx context.Context, in GetRevisionRequestObject) (GetRevisionResponseObject, error) {
	if err := s.checkSite(ctx, in.ID); err != nil {
		return nil, err
	}
	found, err := s.Store.FindRevision(ctx, in.ID, in.ArticleID, in.Revision)
	if err != nil {
		return nil, err
	}
	return GetRevision200JSONResponse{Revision: revisionView(found), Body: found.Body}, nil
}

// RestoreRevision makes an article say again what a revision says.
func (s *server) RestoreRevision(ctx context.Context, in RestoreRevisionRequestObject) (RestoreRevisionResponseObject, error) {
	out, err := s.changeArticle(ctx, in.ID, in.ArticleID, in.Body.Version, func(change *chat.ArticleChange) error {
		found, err := s.Store.FindRevision(ctx, in.ID, in.ArticleID, in.Revision)
		change.Title, change.Body, change.Restored = found.Title, found.Body, found.Number
		return err
	})
	return RestoreRevision200JSONResponse(out), err
}

// RenderMarkdown shows Markdown as visitors see it, with links to anywhere: the
// hosts that an article names are allowed where an answer repeats it.
func (s *server) RenderMarkdown(_ context.Context, in RenderMarkdownRequestObject) (RenderMarkdownResponseObject, error) {
	_, html := sanitize.Output(in.Body.Markdown, func(string) bool { return true })
	return RenderMarkdown200JSONResponse{HTML: html, Cut: len(in.Body.Markdown) > chat.MaxAnswerBytes}, nil
}

// changeArticle changes an article from the version that the caller saw.
func (s *server) changeArticle(ctx context.Context, siteID, articleID string, version int, change func(*chat.ArticleChange) error) (ArticleDocument, error) {
	if err := s.checkSite(ctx, siteID); err != nil {
		return ArticleDocument{}, err
	}
	found, err := s.Store.FindArticle(ctx, siteID, articleID, s.EmbeddingsModel)
	if err != nil {
		return ArticleDocument{}, err
	}
	next := chat.ArticleChange{Article: found.Article}
	if err := change(&next); err != nil {
		return ArticleDocument{}, err
	}
	next.Version, next.UpdatedBy = version, requestOf(ctx).user.ID
	if _, err := s.catalog().Change(ctx, next); err != nil {
		return ArticleDocument{}, err
	}
	return s.indexed(ctx, siteID, articleID)
}

func (s *server) catalog() retrieval.Catalog { return retrieval.Catalog{Articles: s.Store} }

// indexed has vectors made for a site's articles and returns one of them. Where
// that cannot begin now, workers begin it later: words find the article anyway.
func (s *server) indexed(ctx context.Context, siteID, articleID string) (ArticleDocument, error) {
	if err := s.Indexer.Start(ctx, siteID); err != nil {
		s.Log.WarnContext(ctx, "start indexing", "site_id", siteID, "error", err)
	}
	return s.article(ctx, siteID, articleID)
}

func (s *server) article(ctx context.Context, siteID, articleID string) (ArticleDocument, error) {
	found, err := s.Store.FindArticle(ctx, siteID, articleID, s.EmbeddingsModel)
	if err != nil {
		return ArticleDocument{}, err
	}
	return ArticleDocument{Article: articleView(found), Body: found.Body}, nil
}

// setTo changes a field to what a request names.
func setTo[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

func articleView(in store.ArticleListing) Article {
	out := Article{
		ID: in.ID, ExternalID: in.ExternalID, Title: in.Title, Language: in.Language, Tags: list(in.Tags), URL: orNull(in.URL),
		Status: ArticleStatus(in.Status), Revision: in.Revision, Version: in.Version,
		UpdatedAt: in.UpdatedAt.UTC(), UpdatedBy: orNull(in.Editor),
	}
	if in.Index != nil {
		out.Index = &ArticleIndex{Chunks: in.Index.Total, Embedded: in.Index.Done}
	}
	return out
}

func labelView(in store.LabelCount) LabelCount {
	return LabelCount{Label: in.Label, Articles: int(in.Articles)}
}

func revisionView(in chat.Revision) Revision {
	return Revision{Revision: in.Number, Title: in.Title, Author: orNull(in.Author), CreatedAt: in.CreatedAt.UTC()}
}
