package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// CreateArticle stores an article that a user wrote, under an id of the user's
// making, and what search knows of it. The same article again returns the first
// one; another one under the same id is CodeConflict.
func (s *Store) CreateArticle(ctx context.Context, a chat.Article, index chat.ArticleIndex) (chat.Article, error) {
	a.ExternalID = a.ID
	if err := a.Check(); err != nil {
		return chat.Article{}, err
	}
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if err := lockSite(ctx, tx, a.SiteID); err != nil {
			return err
		}
		old, err := findArticle(ctx, tx, `a.id = $2`, a.SiteID, a.ID)
		if err == nil {
			if old.Title != a.Title || old.Body != a.Body || !sameMetadata(a, old) {
				return chat.Errorf(chat.CodeConflict, "This id was already used for another article.")
			}
			a = old
			return nil
		}
		if !errors.Is(err, chat.ErrNotFound) {
			return err
		}
		if err := insertArticle(ctx, tx, &a, index); err != nil {
			return err
		}
		return addArticleAudit(ctx, tx, chat.ActionArticleCreated, a, map[string]string{"status": string(a.Status)})
	})
	return a, err
}

// ChangeArticle makes an article what a user wants it to be, and what search
// knows of it, in one transaction. It returns CodeArticleChanged when the
// article is not the version any more that the user saw, and chat.ErrNotFound.
func (s *Store) ChangeArticle(ctx context.Context, in chat.ArticleChange, index chat.ArticleIndex) (chat.Article, error) {
	a := in.Article
	if err := a.Check(); err != nil {
		return chat.Article{}, err
	}
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if err := lockSite(ctx, tx, a.SiteID); err != nil {
			return err
		}
		old, err := findArticle(ctx, tx, `a.id = $2`, a.SiteID, a.ID)
		if err != nil {
			return err
		}
		if old.Version != in.Version {
			return articleChanged(ctx, tx, old)
		}
		changed, err := replaceArticle(ctx, tx, &a, old, index)
		if err != nil || !changed {
			return err
		}
		details := changesOf(a, old)
		if in.Restored != 0 {
			details["restored"] = strconv.Itoa(in.Restored)
		}
		return addArticleAudit(ctx, tx, chat.ActionArticleChanged, a, details)
	})
	return a, err
}

// ArticleKey names a version of an article, and the user who acts on it.
type ArticleKey struct {
	By        string // the user's id
	SiteID    string
	ArticleID string
	Version   int // the one that the user saw
}

// DeleteArticle removes an archived article for good, with its revisions. What
// cited it keeps its own words. It returns CodeNotArchived,
// CodeArticleChanged when the article is not the version any more that the user
// saw, and chat.ErrNotFound.
func (s *Store) DeleteArticle(ctx context.Context, in ArticleKey) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		if err := lockSite(ctx, tx, in.SiteID); err != nil {
			return err
		}
		a, err := findArticle(ctx, tx, `a.id = $2`, in.SiteID, in.ArticleID)
		if err != nil {
			return err
		}
		if a.Version != in.Version {
			return articleChanged(ctx, tx, a)
		}
		if a.Status != chat.ArticleArchived {
			return chat.Errorf(chat.CodeNotArchived, "Only an archived article can be deleted. Archive it first.")
		}
		const remove = `delete from articles where site_id = $1 and id = $2`
		if _, err := tx.Exec(ctx, remove, in.SiteID, in.ArticleID); err != nil {
			return fmt.Errorf("delete article: %w", err)
		}
		a.UpdatedBy = in.By
		return addArticleAudit(ctx, tx, chat.ActionArticleDeleted, a, map[string]string{"title": a.Title, "revision": strconv.Itoa(a.Revision)})
	})
}

// articleChanged says who was faster.
func articleChanged(ctx context.Context, tx pgx.Tx, a chat.Article) error {
	if a.UpdatedBy == "" {
		return chat.Errorf(chat.CodeArticleChanged, "The article was imported again meanwhile.")
	}
	user, err := selectUser(ctx, tx, ``, `where u.id = $1`, a.UpdatedBy)
	if err != nil {
		return err
	}
	return chat.Errorf(chat.CodeArticleChanged, "%s has changed the article meanwhile.", user.Name)
}

// changesOf names the fields of an article that have changed, and its new status
// and revision.
func changesOf(a, old chat.Article) map[string]string {
	details, fields := map[string]string{}, []string{}
	for _, f := range []struct {
		name    string
		changed bool
	}{
		{"title", a.Title != old.Title},
		{"body", a.Body != old.Body},
		{"language", a.Language != old.Language},
		{"tags", strings.Join(a.Tags, "\x00") != strings.Join(old.Tags, "\x00")},
		{"url", a.URL != old.URL},
	} {
		if f.changed {
			fields = append(fields, f.name)
		}
	}
	if len(fields) > 0 {
		details["fields"] = strings.Join(fields, ", ")
	}
	if a.Status != old.Status {
		details["status"] = string(a.Status)
	}
	if a.Revision != old.Revision {
		details["revision"] = strconv.Itoa(a.Revision)
	}
	return details
}

func addArticleAudit(ctx context.Context, tx pgx.Tx, action chat.Action, a chat.Article, details map[string]string) error {
	return addAudit(ctx, tx, chat.AuditEntry{Action: action, UserID: a.UpdatedBy, SiteID: a.SiteID, SubjectID: a.ID, Details: details})
}
