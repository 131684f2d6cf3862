package retrieval

import (
	"context"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// randomVectors answers every question with some vector at once, so that only
// the search is measured.
type randomVectors struct{}

func (randomVectors) Model() string { return testModel }

func (randomVectors) EmbedQuery(context.Context, string) ([]float32, error) {
	return randomVector(), nil
}

func randomVector() []float32 {
	v := make([]float32, testDimensions)
	sum := 0.0
	for i := range v {
		v[i] = float32(rand.NormFloat64())
		sum += float64(v[i] * v[i])
	}
	for i := range v {
		v[i] /= float32(math.Sqrt(sum))
	}
	return v
}

// zipfText is text of n words that are as common, as long and as unlike each
// other as those of a language.
func zipfText(z *rand.Zipf, n int) string {
	const letters = "etaoinshrdlcumwfgypbvk"
	ws := make([]string, n)
	for i := range ws {
		rank := z.Uint64()
		word := rand.New(rand.NewPCG(rank, 0))
		b := make([]byte, 2+bits.Len64(rank)/2+word.IntN(3))
		for k := range b {
			b[k] = letters[word.IntN(len(letters))]
		}
		ws[i] = string(b)
		if i%12 == 11 {
			ws[i] += "."
		}
	}
	return strings.Join(ws, " ")
}

// analyse does what the server does by itself after a minute.
func analyse(b *testing.B, url string) {
	b.Helper()
	conn, err := pgx.Connect(context.Background(), url)
	require.NoError(b, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(context.Background(), "analyze articles, article_index, chunks, chunk_embeddings")
	require.NoError(b, err)
}

// BenchmarkSearch measures one search over a site with articles of two chunks
// of 150 words, the embedding of the question not counted:
//
//	go test ./internal/retrieval -run '^$' -bench Search -benchtime 500x
func BenchmarkSearch(b *testing.B) {
	for _, chunks := range []int{1000, 10000} {
		ctx := context.Background()
		url := storetest.URL(b)
		s, err := store.Open(ctx, url, 4, storetest.Sealer(b))
		require.NoError(b, err)
		b.Cleanup(s.Close)
		site := storetest.Site(b, s).ID
		z := rand.NewZipf(rand.New(rand.NewPCG(1, 2)), 1.1, 3, 20000)
		for i := range chunks / 2 {
			_, _, err := Catalog{Articles: s}.Save(ctx, chat.Article{
				SiteID: site, ExternalID: fmt.Sprint(i), Title: zipfText(z, 6), Language: "en", Status: chat.ArticlePublished,
				Body: zipfText(z, 150) + "\n\n" + zipfText(z, 150),
			})
			require.NoError(b, err)
		}
		pending, err := s.ListPending(ctx, site, testModel, 0, 2*chunks)
		require.NoError(b, err)
		require.Len(b, pending, chunks)
		for page := range slices.Chunk(pending, 500) {
			var ids []int64
			var vectors [][]float32
			for _, c := range page {
				ids, vectors = append(ids, c.ID), append(vectors, randomVector())
			}
			require.NoError(b, s.SaveEmbeddings(ctx, site, testModel, ids, vectors))
		}
		analyse(b, url)
		for name, embedder := range map[string]Embedder{"words": nil, "vectors": randomVectors{}} {
			engine := Engine{Index: s, Embedder: embedder}
			b.Run(fmt.Sprintf("%s/%d", name, chunks), func(b *testing.B) {
				var times []float64
				stages := map[string]float64{}
				for range b.N {
					text := zipfText(z, 8)
					start := time.Now()
					r, err := engine.Search(ctx, site, text)
					require.NoError(b, err)
					times = append(times, time.Since(start).Seconds()*1000)
					for k, v := range r.Trace.Millis {
						stages[k] += v / float64(b.N)
					}
				}
				slices.Sort(times)
				b.ReportMetric(times[len(times)/2], "p50-ms")
				b.ReportMetric(times[len(times)*95/100], "p95-ms")
				for k, v := range stages {
					b.ReportMetric(v, k+"-ms")
				}
			})
		}
	}
}
