package retrieval

import (
	"strings"

	"github.com/innconnect/innconnect/internal/chat"
)

// IndexVersion names the way in which articles are cut and weighted. Articles
// indexed by another version are indexed anew.
const IndexVersion = 1

// IndexArticle derives what search needs from an article.
func IndexArticle(a chat.Article) chat.ArticleIndex {
	title := stems(a.Title, a.Language)
	body := stems(a.Body, a.Language)
	out := chat.ArticleIndex{Version: IndexVersion, Terms: chat.TermWeights{}}
	addField(out.Terms, append(append([]int32{}, title...), body...), articlePivot)
	addField(out.Terms, title, titlePivot)
	addField(out.Terms, body[:min(len(body), openingWords)], openingPivot)
	opening := strings.Fields(plain(a.Body))
	out.Opening = strings.Join(opening[:min(len(opening), openingWords)], " ")
	for _, c := range cut(a.Body) {
		c.Terms = chat.TermWeights{}
		field := append(append([]int32{}, title...), stems(c.Heading, a.Language)...)
		addField(c.Terms, append(field, stems(c.Text, a.Language)...), chunkPivot)
		out.Chunks = append(out.Chunks, c)
	}
	return out
}

// EmbeddingText is what the vector of a chunk is made of.
func EmbeddingText(c chat.PendingChunk) string {
	parts := []string{c.Title}
	if c.Heading != "" {
		parts = append(parts, c.Heading)
	}
	return strings.Join(append(parts, plain(c.Text)), "\n")
}
