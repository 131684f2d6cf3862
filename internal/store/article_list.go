package store

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// ArticleFilter picks a site's articles. Zero values pick all.
type ArticleFilter struct {
	SiteID   string
	Status   chat.ArticleStatus
	Language string
	Tag      string
	Words    string // each of them begins a word of the article
	Model    string // of the embeddings that count; "" for lexical search
	After    string // the next page's cursor, as the page before gave it
	Limit    int    // 1 to MaxPage
}

// ArticleListing is an article as staff see it.
type ArticleListing struct {
	chat.Article                     // its Body is "" in lists
	Editor       string              // the name of the user who changed it last; "" for the command line
	Index        *chat.IndexProgress // of its chunks; nil unless search finds it
}

// An article's listing is of an article a, for the embeddings' model $1.
const (
	listedIndex = `
		i.article_id is not null,
		(select count(*) from chunks c where c.site_id = a.site_id and c.article_id = a.id),
		(select count(*) from chunks c
		 join chunk_embeddings e on e.site_id = c.site_id and e.chunk_id = c.id and e.model = $1
		 where c.site_id = a.site_id and c.article_id = a.id)`
	listedJoins = `
		left join users u on u.id = a.updated_by
		left join article_index i on i.site_id = a.site_id and i.article_id = a.id`
)

// ListArticles returns a page of a site's articles, the last changed first, and
// the cursor of the page that follows, "" at the end. It returns CodeInvalid
// for an After that no page returned.
func (s *Store) ListArticles(ctx context.Context, f ArticleFilter) ([]ArticleListing, string, error) {
	after, err := parseCursor(f.After, newestFirst())
	if err != nil {
		return nil, "", err
	}
	limit := min(max(f.Limit, 1), MaxPage)
	w := where{args: []any{f.Model}}
	w.and("a.site_id = %s", f.SiteID)
	if f.Status != "" {
		w.and("a.status = %s", f.Status)
	}
	if f.Language != "" {
		w.and("a.language = %s", f.Language)
	}
	if f.Tag != "" {
		w.and("%s = any(a.tags)", f.Tag)
	}
	if words := wordsOf(f.Words); words != "" {
		// Looked up first: the planner cannot tell how many words begin so, and
		// along the list it would read the words of every article.
		w.and("a.id = any(array(select m.id from articles m where m.site_id = %s and m.words @@ to_tsquery('simple', %s)))", f.SiteID, words)
	}
	w.and("(a.updated_at, a.id) < (%s, %s)", after.at, after.id)
	const order = ` order by a.updated_at desc, a.id desc`
	query := `
		select ` + articleMetadata + `, coalesce(u.name, ''), ` + listedIndex + `
		from (select * from articles a where ` + w.String() + order + ` limit ` + w.arg(limit+1) + `) a` + listedJoins + order
	rows, err := s.pool.Query(ctx, query, w.args...)
	if err != nil {
		return nil, "", fmt.Errorf("list articles: %w", err)
	}
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (ArticleListing, error) { return scanArticleListing(row) })
	if err != nil {
		return nil, "", fmt.Errorf("list articles: %w", err)
	}
	page, next := pageOf(found, limit, func(a ArticleListing) cursor { return cursor{a.UpdatedAt, a.ID} })
	return page, next, nil
}

// wordsOf makes a query of what somebody typed, which asks for articles that
// have words with these beginnings; "" for no words.
func wordsOf(text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.In(r, unicode.L, unicode.N, unicode.M) })
	for i, word := range words {
		words[i] = "'" + word + "':*"
	}
	return strings.Join(words, " & ")
}

// scanArticleListing reads a listing, and after it what else the row has.
func scanArticleListing(row pgx.CollectableRow, more ...any) (l ArticleListing, err error) {
	var indexed bool
	var index chat.IndexProgress
	places := append(metadataOf(&l.Article), &l.Editor, &indexed, &index.Total, &index.Done)
	if err := row.Scan(append(places, more...)...); err != nil {
		return ArticleListing{}, err
	}
	if indexed {
		l.Index = &index
	}
	return l, nil
}

// FindArticle returns a site's article with its body, or chat.ErrNotFound. model
// is the one of the embeddings that count.
func (s *Store) FindArticle(ctx context.Context, siteID, articleID, model string) (ArticleListing, error) {
	const query = `
		select ` + articleMetadata + `, coalesce(u.name, ''), ` + listedIndex + `, a.body
		from articles a` + listedJoins + ` where a.site_id = $2 and a.id = $3`
	rows, err := s.pool.Query(ctx, query, model, siteID, articleID)
	if err != nil {
		return ArticleListing{}, fmt.Errorf("find article: %w", err)
	}
	found, err := pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (ArticleListing, error) {
		var body string
		l, err := scanArticleListing(row, &body)
		l.Body = body
		return l, err
	})
	return found, notFound("find article", err)
}

// LabelCount is how many of a site's articles have something.
type LabelCount struct {
	Label    string
	Articles int64
}

// KnowledgeBase is a site's articles in sum.
type KnowledgeBase struct {
	Statuses  []LabelCount
	Tags      []LabelCount // by name; at most MaxLabels, those of the most articles
	Languages []LabelCount
	Index     chat.IndexProgress // of all chunks
}

// MaxLabels is how many of a site's tags are listed.
const MaxLabels = 500

// FindKnowledgeBase sums up a site's articles. model is the one of the
// embeddings that count.
func (s *Store) FindKnowledgeBase(ctx context.Context, siteID, model string) (out KnowledgeBase, err error) {
	for _, part := range []struct {
		labels *[]LabelCount
		query  string
	}{
		{&out.Statuses, `select status, count(*) from articles where site_id = $1 group by 1 order by 1 limit $2`},
		{&out.Languages, `select language, count(*) from articles where site_id = $1 group by 1 order by 1 limit $2`},
		{&out.Tags, `select * from (
			select t, count(*) from articles, unnest(tags) t where site_id = $1 group by t order by count(*) desc, t limit $2) most
			order by t`},
	} {
		rows, err := s.pool.Query(ctx, part.query, siteID, MaxLabels)
		if err != nil {
			return KnowledgeBase{}, fmt.Errorf("count articles: %w", err)
		}
		if *part.labels, err = pgx.CollectRows(rows, pgx.RowToStructByPos[LabelCount]); err != nil {
			return KnowledgeBase{}, fmt.Errorf("count articles: %w", err)
		}
	}
	out.Index, err = s.IndexProgress(ctx, siteID, model)
	return out, err
}
