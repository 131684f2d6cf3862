package llm

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
)

// maxRetryAfter caps how long a provider can make a turn wait.
const maxRetryAfter = 60 * time.Second

var errIdle = errors.New("the provider went silent")

// fail returns a ProviderError under a fixed phrase.
func fail(kind chat.ProviderFailure, status int, phrase string) error {
	return fmt.Errorf("%s: %w", phrase, &chat.ProviderError{Kind: kind, Status: status})
}

// requestFailure maps an error of the SDK. The error itself is dropped: it
// names the address, and may quote the provider. resp is nil when none came.
func requestFailure(ctx context.Context, err error, resp *http.Response) error {
	status := 0
	if resp != nil {
		status = resp.StatusCode
	}
	if cause := context.Cause(ctx); cause != nil {
		switch {
		case errors.Is(cause, errIdle):
			return fail(chat.ProviderUnavailable, status, "no data from the provider in time")
		case errors.Is(cause, context.DeadlineExceeded):
			return fail(chat.ProviderUnavailable, status, "the answer took too long")
		default:
			return cause // cancelled by the caller
		}
	}
	switch {
	case status >= http.StatusBadRequest:
		return refusal(resp)
	case errors.Is(err, errRedirect):
		return fail(chat.ProviderRejected, 0, "the provider's address redirects")
	case errors.Is(err, errTooLong):
		return fail(chat.ProviderIncomplete, status, "the response is too long")
	case status != 0: // broken off, or not the protocol
		return fail(chat.ProviderIncomplete, status, "the response is not a complete answer")
	default:
		return fail(chat.ProviderUnavailable, 0, "no connection to the provider")
	}
}

// refusal maps an HTTP status of 400 or more.
func refusal(resp *http.Response) error {
	status := resp.StatusCode
	p := &chat.ProviderError{Status: status, RetryAfter: chat.ParseRetryAfter(resp.Header.Get("Retry-After"), time.Now(), maxRetryAfter)}
	switch {
	case status == http.StatusTooManyRequests:
		p.Kind = chat.ProviderRateLimited
	case status >= http.StatusInternalServerError, status == http.StatusRequestTimeout:
		p.Kind = chat.ProviderUnavailable
	default:
		p.Kind = chat.ProviderRejected
	}
	return fmt.Errorf("the provider refused: %w", p)
}
