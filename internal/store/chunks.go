package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"github.com/innconnect/innconnect/internal/chat"
)

// reindex makes the index rows of an article match it: none unless it is
// published, and new ones when what they derive from has changed.
func reindex(ctx context.Context, tx pgx.Tx, a, old chat.Article, index chat.ArticleIndex) error {
	version, language, oldTerms, err := indexed(ctx, tx, a)
	if err != nil {
		return err
	}
	present, wanted := version != 0, a.Status == chat.ArticlePublished
	if present && wanted && version == index.Version && a.Revision == old.Revision && a.Language == old.Language || !present && !wanted {
		return nil
	}
	var newTerms []int32
	if wanted {
		for id := range index.Terms {
			newTerms = append(newTerms, id)
		}
		slices.Sort(newTerms)
	}
	if present {
		const query = `delete from article_index where site_id = $1 and article_id = $2`
		if _, err := tx.Exec(ctx, query, a.SiteID, a.ID); err != nil {
			return fmt.Errorf("remove index: %w", err)
		}
		if err := countLanguage(ctx, tx, a.SiteID, language, -1); err != nil {
			return err
		}
	}
	if wanted {
		if err := insertIndex(ctx, tx, a, index); err != nil {
			return err
		}
		if err := countLanguage(ctx, tx, a.SiteID, a.Language, 1); err != nil {
			return err
		}
	}
	return countTerms(ctx, tx, a.SiteID, without(newTerms, oldTerms), without(oldTerms, newTerms))
}

// indexed returns what is indexed of an article, version 0 if nothing is.
func indexed(ctx context.Context, tx pgx.Tx, a chat.Article) (version int, language string, terms []int32, err error) {
	const query = `select version, language, terms from article_index where site_id = $1 and article_id = $2`
	var v pgvector.SparseVector
	err = tx.QueryRow(ctx, query, a.SiteID, a.ID).Scan(&version, &language, &v)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, "", nil, nil
	}
	if err != nil {
		return 0, "", nil, fmt.Errorf("read index: %w", err)
	}
	return version, language, v.Indices(), nil
}

func insertIndex(ctx context.Context, tx pgx.Tx, a chat.Article, index chat.ArticleIndex) error {
	const article = `
		insert into article_index (site_id, article_id, language, version, terms, opening) values ($1, $2, $3, $4, $5, $6)`
	const chunk = `
		insert into chunks (site_id, article_id, revision, ordinal, heading, body, terms) values ($1, $2, $3, $4, $5, $6, $7)`
	var batch pgx.Batch
	batch.Queue(article, a.SiteID, a.ID, a.Language, index.Version, sparse(index.Terms), index.Opening)
	for i, c := range index.Chunks {
		batch.Queue(chunk, a.SiteID, a.ID, a.Revision, i+1, c.Heading, c.Text, sparse(c.Terms))
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("write index: %w", err)
	}
	return nil
}

func sparse(w chat.TermWeights) pgvector.SparseVector {
	return pgvector.NewSparseVectorFromMap(w, chat.TermSpace)
}

func countLanguage(ctx context.Context, tx pgx.Tx, siteID, language string, by int) error {
	const query = `
		insert into language_sizes (site_id, language, articles) values ($1, $2, $3)
		on conflict (site_id, language) do update set articles = language_sizes.articles + excluded.articles`
	if _, err := tx.Exec(ctx, query, siteID, language, by); err != nil {
		return fmt.Errorf("count articles: %w", err)
	}
	return nil
}

// countTerms adds one article to the counts of some terms and takes one from
// those of others.
func countTerms(ctx context.Context, tx pgx.Tx, siteID string, more, fewer []int32) error {
	const add = `
		insert into term_frequencies (site_id, term, articles) select $1, unnest($2::integer[]), 1
		on conflict (site_id, term) do update set articles = term_frequencies.articles + 1`
	const subtract = `update term_frequencies set articles = articles - 1 where site_id = $1 and term = any($2)`
	const clean = `delete from term_frequencies where site_id = $1 and term = any($2) and articles <= 0`
	var batch pgx.Batch
	if len(more) > 0 {
		batch.Queue(add, siteID, more)
	}
	if len(fewer) > 0 {
		batch.Queue(subtract, siteID, fewer)
		batch.Queue(clean, siteID, fewer)
	}
	if batch.Len() == 0 {
		return nil
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("count terms: %w", err)
	}
	return nil
}

// without returns the elements of a that are not in b; both are sorted.
func without(a, b []int32) []int32 {
	var out []int32
	for _, x := range a {
		if _, found := slices.BinarySearch(b, x); !found {
			out = append(out, x)
		}
	}
	return out
}

// ListPending returns up to limit chunks of the site, in the order of their
// ids, that come after the id and have no vector of the model.
func (s *Store) ListPending(ctx context.Context, siteID, model string, after int64, limit int) ([]chat.PendingChunk, error) {
	const query = `
		select c.id, a.title, c.heading, c.body as text
		from chunks c
		join articles a on a.site_id = c.site_id and a.id = c.article_id and a.status = 'published'
		where c.site_id = $1 and c.id > $3 and not exists (
		    select from chunk_embeddings e where e.site_id = c.site_id and e.chunk_id = c.id and e.model = $2)
		order by c.id limit $4`
	rows, err := s.pool.Query(ctx, query, siteID, model, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list pending chunks: %w", err)
	}
	chunks, err := pgx.CollectRows(rows, pgx.RowToStructByName[chat.PendingChunk])
	if err != nil {
		return nil, fmt.Errorf("list pending chunks: %w", err)
	}
	return chunks, nil
}

// SaveEmbeddings stores the model's vectors of the chunks with the ids. Chunks
// that are gone by now, because their article changed or was withdrawn, are
// passed over.
func (s *Store) SaveEmbeddings(ctx context.Context, siteID, model string, ids []int64, vectors [][]float32) error {
	// The lock holds off a concurrent removal until these vectors can go with it.
	const query = `
		insert into chunk_embeddings (site_id, chunk_id, model, dimensions, embedding)
		select c.site_id, c.id, $3, vector_dims($4::vector), $4
		from (select site_id, id from chunks where site_id = $1 and id = $2 for key share) c
		on conflict (site_id, chunk_id) do update set
		    model = excluded.model, dimensions = excluded.dimensions, embedding = excluded.embedding`
	return s.inTx(ctx, func(tx pgx.Tx) error {
		var batch pgx.Batch
		for i, id := range ids {
			batch.Queue(query, siteID, id, model, pgvector.NewVector(vectors[i]))
		}
		if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
			return fmt.Errorf("save embeddings: %w", err)
		}
		return nil
	})
}

// IndexProgress counts the site's chunks and those with a vector of the model.
func (s *Store) IndexProgress(ctx context.Context, siteID, model string) (chat.IndexProgress, error) {
	const query = `
		select (select count(*) from chunks where site_id = $1),
		       (select count(*) from chunk_embeddings where site_id = $1 and model = $2)`
	var p chat.IndexProgress
	if err := s.pool.QueryRow(ctx, query, siteID, model).Scan(&p.Total, &p.Done); err != nil {
		return chat.IndexProgress{}, fmt.Errorf("count chunks: %w", err)
	}
	return p, nil
}

// ListSitesToIndex returns the sites with published articles that another
// version of the program indexed, or with chunks that lack a vector of the
// model. model is "" for lexical search.
func (s *Store) ListSitesToIndex(ctx context.Context, version int, model string) ([]string, error) {
	const query = `
		select site_id from article_index where version <> $1
		union
		select c.site_id from chunks c
		where $2 <> '' and not exists (
		    select from chunk_embeddings e where e.site_id = c.site_id and e.chunk_id = c.id and e.model = $2)`
	rows, err := s.pool.Query(ctx, query, version, model)
	if err != nil {
		return nil, fmt.Errorf("list sites to index: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list sites to index: %w", err)
	}
	return ids, nil
}
