package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"github.com/innconnect/innconnect/internal/chat"
)

// ListLanguages counts the site's published articles by language.
func (s *Store) ListLanguages(ctx context.Context, siteID string) ([]chat.LanguageSize, error) {
	const query = `select language, articles from language_sizes where site_id = $1 and articles > 0 order by language`
	rows, err := s.pool.Query(ctx, query, siteID)
	if err != nil {
		return nil, fmt.Errorf("list languages: %w", err)
	}
	sizes, err := pgx.CollectRows(rows, pgx.RowToStructByName[chat.LanguageSize])
	if err != nil {
		return nil, fmt.Errorf("list languages: %w", err)
	}
	return sizes, nil
}

// DocumentFrequencies counts the site's published articles that have each of
// the terms. Terms that none has are left out.
func (s *Store) DocumentFrequencies(ctx context.Context, siteID string, ids []int32) (map[int32]int, error) {
	const query = `select term, articles from term_frequencies where site_id = $1 and term = any($2)`
	rows, err := s.pool.Query(ctx, query, siteID, ids)
	if err != nil {
		return nil, fmt.Errorf("read document frequencies: %w", err)
	}
	out := make(map[int32]int, len(ids))
	var term int32
	var articles int
	_, err = pgx.ForEachRow(rows, []any{&term, &articles}, func() error {
		out[term] = articles
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read document frequencies: %w", err)
	}
	return out, nil
}

// FindCandidates returns the chunks of published articles whose terms match the
// query's best, and those nearest to its embedding, each with all scores. Both
// are exact scans of the site's rows.
func (s *Store) FindCandidates(ctx context.Context, q chat.CandidateQuery) ([]chat.Candidate, error) {
	// Each step is fenced off: joined freely, the planner takes the candidates
	// for one row and nests loops over all of the site's chunks.
	const query = `
		with by_words as materialized (
		    select id from chunks where site_id = $1 order by terms <#> $2, id limit $5
		), by_vector as materialized (
		    select chunk_id as id from chunk_embeddings
		    where site_id = $1 and $3::vector is not null and model = $4 and dimensions = vector_dims($3::vector)
		    order by embedding <=> $3 limit $5
		), keys as materialized (
		    select id from by_words union select id from by_vector
		)
		select found.* from keys cross join lateral (
		    select c.id, c.article_id, a.external_id, a.title, c.heading, c.body, a.url, a.language, i.opening,
		           -(i.terms <#> $2), -(c.terms <#> $2), 1 - (e.embedding <=> $3)
		    from chunks c
		    join articles a on a.site_id = c.site_id and a.id = c.article_id and a.status = 'published'
		    join article_index i on i.site_id = c.site_id and i.article_id = c.article_id
		    left join chunk_embeddings e on e.site_id = c.site_id and e.chunk_id = c.id
		         and e.model = $4 and e.dimensions = vector_dims($3::vector)
		    where c.site_id = $1 and c.id = keys.id
		    offset 0
		) found`
	var vector *pgvector.Vector
	if q.Embedding != nil {
		v := pgvector.NewVector(q.Embedding)
		vector = &v
	}
	rows, err := s.pool.Query(ctx, query, q.SiteID, sparse(q.Terms), vector, q.Model, q.Limit)
	if err != nil {
		return nil, fmt.Errorf("find candidates: %w", err)
	}
	found, err := pgx.CollectRows(rows, scanCandidate)
	if err != nil {
		return nil, fmt.Errorf("find candidates: %w", err)
	}
	return found, nil
}

func scanCandidate(row pgx.CollectableRow) (chat.Candidate, error) {
	var c chat.Candidate
	err := row.Scan(&c.ChunkID, &c.ArticleID, &c.ExternalID, &c.Title, &c.Heading, &c.Text, &c.URL, &c.Language, &c.Opening,
		&c.ArticleWords, &c.ChunkWords, &c.Cosine)
	return c, err
}
