package chat

// TermWeights is a sparse lexical vector: the weight of each term by its id.
// Ids are hashes, from 0 up to below TermSpace.
type TermWeights map[int32]float32

// TermSpace is the number of possible term ids. It is so large that two of a
// site's terms hardly ever share an id, and within what pgvector can hold.
const TermSpace = 1 << 29

// ArticleIndex is what search needs of one article. It is derived from the
// article alone and stored with it in one transaction.
type ArticleIndex struct {
	Version int         // of the code that made it; another version is made anew
	Terms   TermWeights // of the whole article; its ids are the article's vocabulary
	Opening string      // its first words, which tend to name the topic
	Chunks  []ChunkIndex
}

// ChunkIndex is one passage of an article.
type ChunkIndex struct {
	Heading string // the headings above the text, joined by " › "
	Text    string // Markdown
	Terms   TermWeights
}

// LanguageSize counts a site's published articles in one language.
type LanguageSize struct {
	Language string
	Articles int
}

// CandidateQuery asks for the chunks of a site's published articles that may
// answer a question.
type CandidateQuery struct {
	SiteID    string
	Terms     TermWeights // inverse document frequencies of the question's terms
	Embedding []float32   // of the question; nil for a lexical search
	Model     string      // of the embedding; chunks of other models have no cosine
	Limit     int         // best chunks of each arm
}

// Candidate is a chunk that may answer a question, with the scores that the
// database gives.
type Candidate struct {
	Passage
	Opening      string   // of its article
	ArticleWords float64  // inner product of the article's and the query's terms
	ChunkWords   float64  // inner product of the chunk's and the query's terms
	Cosine       *float64 // nil without a vector of the query's model
}

// PendingChunk is a chunk that lacks a vector of the current model.
type PendingChunk struct {
	ID      int64
	Title   string
	Heading string
	Text    string
}

// IndexProgress counts a site's searchable chunks.
type IndexProgress struct {
	Total int // chunks of published articles
	Done  int // of them with a vector of the current model
}

// SaveOutcome says what saving an article did.
type SaveOutcome string

// The outcomes of saving an article.
const (
	SaveCreated   SaveOutcome = "created"
	SaveUpdated   SaveOutcome = "updated"
	SaveUnchanged SaveOutcome = "unchanged"
)
