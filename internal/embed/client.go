// Package embed makes dense vectors of texts by any OpenAI-compatible
// /v1/embeddings endpoint.
package embed

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/sony/gobreaker/v2"

	"github.com/innconnect/innconnect/internal/chat"
)

// MaxBatch is the most texts in one request; containers take no more.
const MaxBatch = 32

const (
	passageTimeout = 60 * time.Second // for a batch, on a small machine that is busy
	maxResponse    = 16 << 20         // bytes
	maxRetryAfter  = time.Minute      // a service that asks for longer is asked sooner

	// After tripAfter failures in a row questions do without vectors for
	// openFor, so that a dead service does not cost each of them its time-out.
	tripAfter = 2
	openFor   = 10 * time.Second
)

// ErrResting says that the service failed a moment ago and is left alone.
var ErrResting = errors.New("embedding service failed a moment ago")

// Options names the endpoint.
type Options struct {
	BaseURL    string // ends in /v1
	Model      string
	Dimensions int // of the model's vectors
	APIKey     string
	Transport  http.RoundTripper // nil for the default one
	Log        *slog.Logger      // nil for none
}

// Client asks one endpoint. It is safe for concurrent use.
type Client struct {
	embeddings openai.EmbeddingService
	model      string
	dimensions int
	prefixes   bool
	breaker    *gobreaker.CircuitBreaker[[]float32]
}

// New returns a Client. It does no I/O.
func New(o Options) *Client {
	if o.Transport == nil {
		o.Transport = http.DefaultTransport
	}
	options := []option.RequestOption{
		option.WithBaseURL(o.BaseURL),
		option.WithHTTPClient(&http.Client{
			Transport:     bounded{o.Transport},
			CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("redirect refused") },
		}),
		option.WithMaxRetries(0),
		option.WithHeader("User-Agent", "InnConnect"),
	}
	if o.APIKey != "" {
		options = append(options, option.WithAPIKey(o.APIKey))
	}
	c := &Client{
		// Not openai.NewClient, which would take keys from the environment.
		embeddings: openai.NewEmbeddingService(options...),
		model:      o.Model,
		dimensions: o.Dimensions,
		// E5 models are trained on these prefixes; no server adds them.
		prefixes: strings.Contains(strings.ToLower(o.Model), "e5"),
	}
	c.breaker = gobreaker.NewCircuitBreaker[[]float32](gobreaker.Settings{
		Name:        "embeddings",
		Timeout:     openFor,
		ReadyToTrip: func(n gobreaker.Counts) bool { return n.ConsecutiveFailures >= tripAfter },
		// A visitor who goes away says nothing about the service.
		IsExcluded: func(err error) bool { return errors.Is(err, context.Canceled) },
		OnStateChange: func(_ string, _, to gobreaker.State) {
			if o.Log != nil {
				o.Log.Warn("embedding service for questions", "breaker", to.String())
			}
		},
	})
	return c
}

// Model names the model; vectors of different models must not be compared.
func (c *Client) Model() string { return c.model }

// EmbedQuery returns the vector of a question. The caller sets the time-out.
// Errors are ErrResting, a *chat.ProviderError or a cancelled ctx's.
func (c *Client) EmbedQuery(ctx context.Context, text string) ([]float32, error) {
	v, err := c.breaker.Execute(func() ([]float32, error) {
		vs, err := c.embed(ctx, "query: ", []string{text})
		if err != nil {
			return nil, err
		}
		return vs[0], nil
	})
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		return nil, ErrResting
	}
	return v, err
}

// EmbedPassages returns the vectors of 1 to MaxBatch texts that are not blank,
// in their order. Errors are a *chat.ProviderError or a cancelled ctx's.
func (c *Client) EmbedPassages(ctx context.Context, texts []string) ([][]float32, error) {
	ctx, cancel := context.WithTimeout(ctx, passageTimeout)
	defer cancel()
	return c.embed(ctx, "passage: ", texts)
}

func (c *Client) embed(ctx context.Context, prefix string, texts []string) ([][]float32, error) {
	input := texts
	if c.prefixes {
		input = make([]string, len(texts))
		for i, t := range texts {
			input[i] = prefix + t
		}
	}
	var resp *http.Response
	out, err := c.embeddings.New(ctx, openai.EmbeddingNewParams{
		Model: c.model,
		Input: openai.EmbeddingNewParamsInputUnion{OfArrayOfStrings: input},
	}, option.WithResponseInto(&resp))
	if err != nil {
		return nil, failure(ctx, resp)
	}
	vectors := make([][]float32, len(texts))
	for _, d := range out.Data {
		if d.Index < 0 || int(d.Index) >= len(texts) {
			return nil, incomplete()
		}
		if len(d.Embedding) != c.dimensions {
			return nil, fmt.Errorf("the model's vectors have %d dimensions, EMBEDDINGS_DIMENSIONS says %d: %w",
				len(d.Embedding), c.dimensions, &chat.ProviderError{Kind: chat.ProviderRejected})
		}
		v := make([]float32, len(d.Embedding))
		for i, x := range d.Embedding {
			v[i] = float32(x)
		}
		vectors[d.Index] = v
	}
	for _, v := range vectors {
		if v == nil {
			return nil, incomplete()
		}
	}
	return vectors, nil
}

func incomplete() error {
	return &chat.ProviderError{Kind: chat.ProviderIncomplete, Status: http.StatusOK}
}

// failure maps a failed request. The SDK's error is dropped: it names the
// address and may quote the text.
func failure(ctx context.Context, resp *http.Response) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	p := &chat.ProviderError{Kind: chat.ProviderUnavailable}
	if resp != nil && ctx.Err() == nil {
		p.Status = resp.StatusCode
		switch {
		case p.Status == http.StatusTooManyRequests:
			p.Kind = chat.ProviderRateLimited
			p.RetryAfter = chat.ParseRetryAfter(resp.Header.Get("Retry-After"), time.Now(), maxRetryAfter)
		case p.Status < http.StatusBadRequest:
			p.Kind = chat.ProviderIncomplete
		case p.Status < http.StatusInternalServerError && p.Status != http.StatusRequestTimeout:
			p.Kind = chat.ProviderRejected
		}
	}
	return p
}

// bounded caps the size of responses.
type bounded struct{ next http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.next.RoundTrip(r)
	if err == nil {
		resp.Body = http.MaxBytesReader(nil, resp.Body, maxResponse)
	}
	return resp, err
}
