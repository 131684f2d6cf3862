package llm

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/packages/ssestream"

	"github.com/innconnect/innconnect/internal/chat"
)

// The default time-outs of a Client. Between them and the context's deadline
// every call ends in bounded time.
const (
	DefaultFirstTimeout = 30 * time.Second
	DefaultIdleTimeout  = 20 * time.Second
)

// closingTimeout is how long a complete answer waits for the end of its stream.
const closingTimeout = time.Second

// temperature is low: answers follow the passages, they do not invent.
const temperature = 0.2

// Options configure a Client.
type Options struct {
	BaseURL string // http or https, up to and without "/chat/completions"; for example https://api.mistral.ai/v1
	APIKey  string // "" where the endpoint wants none
	Model   string // for prompts that name none

	FirstTimeout time.Duration // until the first piece of the answer; 0: DefaultFirstTimeout
	IdleTimeout  time.Duration // between two pieces; 0: DefaultIdleTimeout

	// Transport carries the requests; nil makes one for this client alone.
	// Share one from NewTransport so that connections are used again. Whether
	// BaseURL may point into a private network is decided there.
	Transport http.RoundTripper
}

// Client asks one provider. It is safe for concurrent use and cheap to make
// when Options.Transport is shared.
type Client struct {
	completions openai.ChatCompletionService
	model       string
	first, idle time.Duration
	badAddress  bool
}

// New returns a Client. It does no I/O; a BaseURL that is not an http or https
// address is a rejection at the first call.
func New(o Options) *Client {
	if o.Transport == nil {
		o.Transport = NewTransport(nil)
	}
	if o.FirstTimeout == 0 {
		o.FirstTimeout = DefaultFirstTimeout
	}
	if o.IdleTimeout == 0 {
		o.IdleTimeout = DefaultIdleTimeout
	}
	base, err := url.Parse(o.BaseURL)
	options := []option.RequestOption{
		option.WithBaseURL(o.BaseURL),
		option.WithHTTPClient(newHTTPClient(o.Transport)),
		option.WithMaxRetries(0),
		option.WithHeader("User-Agent", "InnConnect"),
		option.WithHeader("Accept", "text/event-stream"),
	}
	if o.APIKey != "" {
		options = append(options, option.WithAPIKey(o.APIKey))
	}
	return &Client{
		// Not openai.NewClient, which would take keys and addresses from the
		// environment.
		completions: openai.NewChatCompletionService(options...),
		model:       o.Model,
		first:       o.FirstTimeout,
		idle:        o.IdleTimeout,
		badAddress:  err != nil || (base.Scheme != "http" && base.Scheme != "https") || base.Host == "",
	}
}

// Stream asks for an answer and hands over each piece as it arrives; the
// pieces joined are the Generation's text. onDelta may be nil; its error stops
// the answer and is returned. Other errors are a *chat.ProviderError, or the
// cause of a cancelled ctx. An answer that does not end with the finish reason
// "stop", that is blank, or that is longer than chat.MaxAnswerBytes is
// incomplete.
func (c *Client) Stream(ctx context.Context, prompt chat.Prompt, onDelta func(text string) error) (chat.Generation, error) {
	if c.badAddress {
		return chat.Generation{}, fail(chat.ProviderRejected, 0, "the provider's address is not valid")
	}
	params, err := c.params(prompt)
	if err != nil {
		return chat.Generation{}, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	silence := time.AfterFunc(c.first, func() { cancel(errIdle) })
	defer silence.Stop()

	// The pieces are decoded here, which costs a third of what the SDK's own
	// type does.
	var resp *http.Response
	_, err = c.completions.New(ctx, params, option.WithJSONSet("stream", true), option.WithResponseBodyInto(&resp))
	if err != nil {
		return chat.Generation{}, requestFailure(ctx, err, resp)
	}
	stream := ssestream.NewStream[chunk](ssestream.NewDecoder(resp), nil)
	defer func() {
		cancel(nil) // before Close, so that it does not wait for the rest
		_ = stream.Close()
	}()

	answer := reader{onDelta: onDelta}
	for stream.Next() {
		if err := answer.add(stream.Current()); err != nil {
			return chat.Generation{}, err
		}
		if answer.complete() {
			silence.Reset(min(c.idle, closingTimeout))
		} else {
			silence.Reset(c.idle)
		}
	}
	if err := stream.Err(); err != nil && !answer.complete() {
		return chat.Generation{}, requestFailure(ctx, err, resp)
	}
	return answer.generation()
}

// params builds the request from fields that Mistral knows: max_tokens is the
// old name at OpenAI, and there is no stream_options.
func (c *Client) params(prompt chat.Prompt) (openai.ChatCompletionNewParams, error) {
	params := openai.ChatCompletionNewParams{
		Model:       prompt.Model,
		Messages:    make([]openai.ChatCompletionMessageParamUnion, 0, len(prompt.Messages)),
		Temperature: openai.Float(temperature),
	}
	if params.Model == "" {
		params.Model = c.model
	}
	if prompt.MaxOutputTokens > 0 {
		params.MaxTokens = openai.Int(int64(prompt.MaxOutputTokens))
	}
	for _, m := range prompt.Messages {
		switch m.Role {
		case "system":
			params.Messages = append(params.Messages, openai.SystemMessage(m.Content))
		case "user":
			params.Messages = append(params.Messages, openai.UserMessage(m.Content))
		case "assistant":
			params.Messages = append(params.Messages, openai.AssistantMessage(m.Content))
		default:
			return params, fmt.Errorf("prompt message with unknown role %q", m.Role)
		}
	}
	return params, nil
}
