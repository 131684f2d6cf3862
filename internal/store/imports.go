package store

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// maxImports is how many imports of a site may wait or run.
const maxImports = 20

// importWait is when trying again may help who has as many.
const importWait = time.Minute

// CreateImport stores what a user wants imported; a worker begins with it
// shortly. It returns chat.ErrNotFound for a site that the user may not see and
// CodeTooManyRequests where as many of its imports as may have not ended.
func (s *Store) CreateImport(ctx context.Context, in chat.NewImport) (chat.Import, error) {
	if err := s.CheckVisible(ctx, in.By, in.SiteID); err != nil {
		return chat.Import{}, err
	}
	id := uuid.NewString()
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if err := countImports(ctx, tx, in.SiteID); err != nil {
			return err
		}
		const insert = `
			insert into imports (site_id, id, user_id, source, address, article_status) values ($1, $2, $3, $4, $5, $6)`
		if _, err := tx.Exec(ctx, insert, in.SiteID, id, in.By, in.Source, in.Address, in.Status); err != nil {
			return fmt.Errorf("create import: %w", err)
		}
		names, contents := []string{}, [][]byte{}
		for _, f := range in.Files {
			names, contents = append(names, f.Name), append(contents, f.Content)
		}
		if in.Source == chat.ImportURL {
			names, contents = []string{in.Address}, [][]byte{nil}
		}
		if err := addDocuments(ctx, tx, in.SiteID, id, names, contents); err != nil {
			return err
		}
		return addAudit(ctx, tx, chat.AuditEntry{
			Action: chat.ActionImportStarted, UserID: in.By, SiteID: in.SiteID, SubjectID: id, Details: map[string]string{"source": string(in.Source)},
		})
	})
	if err != nil {
		return chat.Import{}, err
	}
	return s.FindImport(ctx, in.By, in.SiteID, id)
}

// countImports refuses one more import where as many as may have not ended.
// Imports of one site are begun one after the other, so that none pass it
// together.
func countImports(ctx context.Context, tx pgx.Tx, siteID string) error {
	if err := lockNamed(ctx, tx, "imports "+siteID); err != nil {
		return err
	}
	var n int
	const count = `select count(*) from imports where site_id = $1 and state in ('queued', 'running')`
	if err := tx.QueryRow(ctx, count, siteID).Scan(&n); err != nil {
		return fmt.Errorf("count imports: %w", err)
	}
	if n < maxImports {
		return nil
	}
	out := chat.Errorf(chat.CodeTooManyRequests, "%d imports of this site wait or run. Wait for one to end, or stop one.", n)
	out.RetryAfter = importWait
	return out
}

func addDocuments(ctx context.Context, tx pgx.Tx, siteID, importID string, names []string, contents [][]byte) error {
	const insert = `
		insert into import_documents (site_id, import_id, number, name, content)
		select $1, $2, d.number, d.name, d.content from unnest($3::text[], $4::bytea[]) with ordinality as d (name, content, number)
		on conflict do nothing`
	if _, err := tx.Exec(ctx, insert, siteID, importID, names, contents); err != nil {
		return fmt.Errorf("add documents: %w", err)
	}
	const count = `
		update imports i set documents = (select count(*) from import_documents d where d.site_id = i.site_id and d.import_id = i.id)
		where i.site_id = $1 and i.id = $2`
	if _, err := tx.Exec(ctx, count, siteID, importID); err != nil {
		return fmt.Errorf("count documents: %w", err)
	}
	return nil
}

const importColumns = `i.id, i.site_id, coalesce(i.user_id::text, ''), coalesce(u.name, ''), i.source, i.address, i.article_status, i.state,
	i.problem, i.detail, i.more, i.documents, i.created, i.updated, i.unchanged, i.refused, i.created_at, i.finished_at
	from imports i left join users u on u.id = i.user_id`

func scanImport(row pgx.CollectableRow) (chat.Import, error) {
	var i chat.Import
	var created, updated, unchanged, refused int
	err := row.Scan(&i.ID, &i.SiteID, &i.UserID, &i.UserName, &i.Source, &i.Address, &i.Status, &i.State,
		&i.Problem, &i.Detail, &i.More, &i.Documents, &created, &updated, &unchanged, &refused, &i.CreatedAt, &i.FinishedAt)
	i.Outcomes = map[chat.ImportOutcome]int{
		chat.OutcomeCreated: created, chat.OutcomeUpdated: updated, chat.OutcomeUnchanged: unchanged, chat.OutcomeRefused: refused,
	}
	return i, err
}

// FindImport returns an import of a site that the user may see, or
// chat.ErrNotFound.
func (s *Store) FindImport(ctx context.Context, userID, siteID, importID string) (chat.Import, error) {
	const query = `select ` + importColumns + ` where i.site_id in ` + visibleSites + ` and i.site_id = $2 and i.id = $3`
	rows, err := s.pool.Query(ctx, query, userID, siteID, importID)
	if err != nil {
		return chat.Import{}, fmt.Errorf("find import: %w", err)
	}
	found, err := pgx.CollectExactlyOneRow(rows, scanImport)
	return found, notFound("find import", err)
}

// ListImports returns a page of a site's imports, newest first, and the cursor of
// the page that follows, "" at the end. It returns chat.ErrNotFound for a site
// that the user may not see and CodeInvalid for an after that no page returned.
func (s *Store) ListImports(ctx context.Context, userID, siteID, after string, limit int) ([]chat.Import, string, error) {
	if err := s.CheckVisible(ctx, userID, siteID); err != nil {
		return nil, "", err
	}
	from, err := parseCursor(after, newestFirst())
	if err != nil {
		return nil, "", err
	}
	limit = min(max(limit, 1), MaxPage)
	const query = `select ` + importColumns + `
		where i.site_id = $1 and (i.created_at, i.id) < ($2, $3) order by i.created_at desc, i.id desc limit $4`
	rows, err := s.pool.Query(ctx, query, siteID, from.at, from.id, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("list imports: %w", err)
	}
	found, err := pgx.CollectRows(rows, scanImport)
	if err != nil {
		return nil, "", fmt.Errorf("list imports: %w", err)
	}
	page, next := pageOf(found, limit, func(i chat.Import) cursor { return cursor{i.CreatedAt, i.ID} })
	return page, next, nil
}

// ImportDocumentFilter picks documents of an import.
type ImportDocumentFilter struct {
	SiteID   string
	ImportID string
	Outcome  chat.ImportOutcome // "" for all
	After    string             // the next page's cursor, as the page before gave it
	Limit    int                // 1 to MaxPage
}

// ListImportDocuments returns a page of an import's documents in their order,
// without their contents, and the cursor of the page that follows, "" at the
// end. It returns chat.ErrNotFound for an import that is not on the user's sites
// and CodeInvalid for an After that no page returned.
func (s *Store) ListImportDocuments(ctx context.Context, userID string, f ImportDocumentFilter) ([]chat.ImportDocument, string, error) {
	if _, err := s.FindImport(ctx, userID, f.SiteID, f.ImportID); err != nil {
		return nil, "", err
	}
	after, err := parsePlace(f.After)
	if err != nil {
		return nil, "", err
	}
	limit := min(max(f.Limit, 1), MaxPage)
	var w where
	w.and("d.site_id = %s", f.SiteID)
	w.and("d.import_id = %s", f.ImportID)
	w.and("d.number > %s", after)
	if f.Outcome != "" {
		w.and("d.outcome = %s", f.Outcome)
	}
	query := `
		select d.number, d.name, coalesce(d.outcome, ''), d.problem, d.detail, coalesce(a.id::text, ''), d.title, d.finished_at
		from import_documents d left join articles a on a.site_id = d.site_id and a.id = d.article_id where ` + w.String() + ` order by d.number limit ` + w.arg(limit+1)
	rows, err := s.pool.Query(ctx, query, w.args...)
	if err != nil {
		return nil, "", fmt.Errorf("list documents: %w", err)
	}
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (d chat.ImportDocument, err error) {
		return d, row.Scan(&d.Number, &d.Name, &d.Outcome, &d.Problem, &d.Detail, &d.ArticleID, &d.Title, &d.Finished)
	})
	if err != nil {
		return nil, "", fmt.Errorf("list documents: %w", err)
	}
	if len(found) <= limit {
		return found, "", nil
	}
	return found[:limit], fmt.Sprintf("%d_%s", found[limit-1].Number, f.ImportID), nil
}

// parsePlace reads the cursor of a list that is sorted by a number.
func parsePlace(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	number, _, err := parseCountCursor(text)
	return number, err
}

// StopImport ends an import before its next document. One that has ended stays
// as it is. It returns chat.ErrNotFound for one that is not on the user's sites.
func (s *Store) StopImport(ctx context.Context, userID, siteID, importID string) (chat.Import, error) {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		const stop = `
			update imports set state = 'stopped', finished_at = now()
			where site_id in ` + visibleSites + ` and site_id = $2 and id = $3 and finished_at is null`
		tag, err := tx.Exec(ctx, stop, userID, siteID, importID)
		if err != nil {
			return fmt.Errorf("stop import: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return nil
		}
		if err := dropContents(ctx, tx, siteID, importID); err != nil {
			return err
		}
		return addAudit(ctx, tx, chat.AuditEntry{Action: chat.ActionImportStopped, UserID: userID, SiteID: siteID, SubjectID: importID})
	})
	if err != nil {
		return chat.Import{}, err
	}
	return s.FindImport(ctx, userID, siteID, importID)
}

func dropContents(ctx context.Context, tx pgx.Tx, siteID, importID string) error {
	const query = `update import_documents set content = null where site_id = $1 and import_id = $2 and content is not null`
	if _, err := tx.Exec(ctx, query, siteID, importID); err != nil {
		return fmt.Errorf("drop contents: %w", err)
	}
	return nil
}

// ListImportsToHand returns imports without a workflow, and those whose workflow
// was started longer ago than age and that have not ended: it may have been
// terminated.
func (s *Store) ListImportsToHand(ctx context.Context, age time.Duration, limit int) ([]chat.Import, error) {
	const query = `select ` + importColumns + `
		where i.state in ('queued', 'running') and coalesce(i.handed_at, '-infinity') < now() - $1::interval
		order by coalesce(i.handed_at, '-infinity') limit $2`
	rows, err := s.pool.Query(ctx, query, age, limit)
	if err != nil {
		return nil, fmt.Errorf("list imports to hand over: %w", err)
	}
	out, err := pgx.CollectRows(rows, scanImport)
	if err != nil {
		return nil, fmt.Errorf("list imports to hand over: %w", err)
	}
	return out, nil
}

// MarkImportHanded notes that an import has a workflow now.
func (s *Store) MarkImportHanded(ctx context.Context, siteID, importID string) error {
	if _, err := s.pool.Exec(ctx, `update imports set handed_at = now() where site_id = $1 and id = $2`, siteID, importID); err != nil {
		return fmt.Errorf("mark import as handed over: %w", err)
	}
	return nil
}
