package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/sync/errgroup"
	"golang.org/x/term"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/kbfile"
	"github.com/innconnect/innconnect/internal/retrieval"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/workflows"
)

type kbCmd struct {
	Import kbImportCmd `cmd:"" help:"Create and change articles from Markdown or JSONL files."`
	Search kbSearchCmd `cmd:"" help:"Show what a question finds."`
}

type kbImportCmd struct {
	Site  string   `required:"" help:"The site's id."`
	Paths []string `arg:"" name:"path" help:"Markdown files or folders, or JSONL files."`
}

// imported is what the command prints.
type imported struct {
	Articles   int    `json:"articles"`
	Created    int    `json:"created"`
	Updated    int    `json:"updated"`
	Unchanged  int    `json:"unchanged"`
	Chunks     int    `json:"chunks"`   // searchable, of the whole site
	Embedded   int    `json:"embedded"` // of them with a vector
	Embeddings string `json:"embeddings"`
}

// Run reads and checks everything before it writes anything.
func (c *kbImportCmd) Run(e *environment) error {
	st, err := e.OpenStore(e)
	if err != nil {
		return err
	}
	defer st.Close()
	site, err := findSite(e, st, c.Site)
	if err != nil {
		return err
	}
	articles, err := kbfile.Read(c.Paths, site.Language)
	if err != nil {
		return fmt.Errorf("nothing was imported:\n%w", err)
	}
	out := imported{Articles: len(articles)}
	bar := newBar(e.Stderr, "saving articles", len(articles))
	catalog := retrieval.Catalog{Articles: st}
	for _, a := range articles {
		a.SiteID = site.ID
		_, outcome, err := catalog.Save(e, a)
		if err != nil {
			return fmt.Errorf("save article %s (those before it are saved; import again to go on): %w", a.ExternalID, err)
		}
		switch outcome {
		case chat.SaveCreated:
			out.Created++
		case chat.SaveUpdated:
			out.Updated++
		default:
			out.Unchanged++
		}
		bar.add(1)
	}
	bar.finish()
	if err := embedArticles(e, st, site.ID, &out); err != nil {
		return err
	}
	return json.NewEncoder(e.Stdout).Encode(out)
}

const (
	progressInterval = 500 * time.Millisecond
	workerPatience   = 15 * time.Second
)

// embedArticles waits for the vectors. Words find the articles already, so an
// absent embedding service is only said.
func embedArticles(e *environment, st *store.Store, siteID string, out *imported) error {
	client := e.embedder()
	if client == nil {
		out.Embeddings = "off: no embedding service is set"
		progress, err := st.IndexProgress(e, siteID, "")
		out.Chunks, out.Embedded = progress.Total, progress.Done
		return err
	}
	temporal, err := e.Temporal(e)
	if err != nil {
		return fmt.Errorf("the articles are saved and words find them, but their vectors are not made: %w", err)
	}
	defer temporal.Close()
	indexer := workflows.NewIndexer(temporal)
	if err := indexer.Start(e, siteID); err != nil {
		return err
	}
	hint := time.AfterFunc(workerPatience, func() {
		fmt.Fprintln(e.Stderr, "still waiting: is a worker running (`innconnect worker`)?")
	})
	defer hint.Stop()
	var shown *bar
	done, err := indexer.Wait(e, siteID, progressInterval, func(p workflows.IndexingProgress) {
		hint.Stop()
		if shown == nil {
			shown = newBar(e.Stderr, "embedding chunks", p.Total)
		}
		shown.set(p.Done, p.Total)
	})
	if err != nil {
		return err
	}
	shown.finish()
	out.Embeddings = done.Embeddings
	progress, err := st.IndexProgress(e, siteID, client.Model())
	out.Chunks, out.Embedded = progress.Total, progress.Done
	return err
}

// bar is a progress bar that only a person sees. A nil bar shows nothing.
type bar struct{ *progressbar.ProgressBar }

func newBar(w io.Writer, what string, total int) *bar {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || total == 0 {
		return nil
	}
	return &bar{progressbar.NewOptions(total, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true), progressbar.OptionFullWidth(),
		progressbar.OptionOnCompletion(func() { fmt.Fprintln(w) }))}
}

func (b *bar) add(n int) {
	if b != nil {
		_ = b.Add(n) // a terminal that went away is no failure of the import
	}
}

func (b *bar) set(done, total int) {
	if b != nil {
		b.ChangeMax(total)
		_ = b.Set(done)
	}
}

func (b *bar) finish() {
	if b != nil {
		_ = b.Finish()
	}
}

type kbSearchCmd struct {
	Site     string   `required:"" help:"The site's id."`
	Batch    bool     `help:"Read rows {\"id\",\"text\"} from standard input and write rows {\"q\",\"ranked\",\"score\"}."`
	Question []string `arg:"" optional:"" help:"The question."`
}

// Run searches once, or once for each row.
func (c *kbSearchCmd) Run(e *environment) error {
	question := strings.TrimSpace(strings.Join(c.Question, " "))
	if c.Batch == (question != "") {
		return errors.New("give either a question or --batch")
	}
	st, err := e.OpenStore(e)
	if err != nil {
		return err
	}
	defer st.Close()
	site, err := findSite(e, st, c.Site)
	if err != nil {
		return err
	}
	engine := e.retrieval(st)
	if c.Batch {
		return searchBatch(e, engine, site.ID, e.Stdin, e.Stdout)
	}
	found, err := engine.Search(e, site.ID, question)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(e.Stdout)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		Question      string                    `json:"question"`
		Answerability float64                   `json:"answerability"`
		Articles      []retrieval.RankedArticle `json:"articles"`
		Trace         retrieval.Trace           `json:"trace"`
	}{question, found.Answerability, append([]retrieval.RankedArticle{}, found.Articles...), found.Trace})
}

type batchIn struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

type batchOut struct {
	Q      string   `json:"q"`
	Ranked []string `json:"ranked"`
	Score  float64  `json:"score"`
}

const batchParallel = 4

// searchBatch searches a few rows at once and writes them in their order.
func searchBatch(ctx context.Context, engine *retrieval.Engine, siteID string, in io.Reader, out io.Writer) error {
	group, ctx := errgroup.WithContext(ctx)
	rows := make(chan chan batchOut, batchParallel)
	group.Go(func() error {
		defer close(rows)
		work, ctx := errgroup.WithContext(ctx)
		work.SetLimit(batchParallel)
		err := readBatch(in, func(row batchIn) error {
			result := make(chan batchOut, 1)
			select {
			case rows <- result:
			case <-ctx.Done():
				return ctx.Err()
			}
			work.Go(func() error {
				found, err := engine.Search(ctx, siteID, row.Text)
				if err != nil {
					return fmt.Errorf("search for row %s: %w", row.ID, err)
				}
				o := batchOut{Q: row.ID, Ranked: []string{}, Score: found.Answerability}
				for _, a := range found.Articles {
					o.Ranked = append(o.Ranked, a.ExternalID)
				}
				result <- o
				return nil
			})
			return nil
		})
		if failed := work.Wait(); failed != nil {
			return failed
		}
		return err
	})
	group.Go(func() error {
		buffered := bufio.NewWriter(out)
		enc := json.NewEncoder(buffered)
		enc.SetEscapeHTML(false)
		for result := range rows {
			select {
			case row := <-result:
				if err := enc.Encode(row); err != nil {
					return err
				}
			case <-ctx.Done():
				return nil // the other side has the error
			}
		}
		return buffered.Flush()
	})
	return group.Wait()
}

func readBatch(in io.Reader, visit func(batchIn) error) error {
	lines := bufio.NewReader(in)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if len(strings.TrimSpace(string(line))) > 0 {
			var row batchIn
			if err := json.Unmarshal(line, &row); err != nil || row.ID == "" {
				return fmt.Errorf("standard input, line %d: want {\"id\":…,\"text\":…}", n)
			}
			if err := visit(row); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read standard input: %w", err)
		}
	}
}
