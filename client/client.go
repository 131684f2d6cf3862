package client

import (
	"context"
	"fmt"
	"net/http"
)

// New returns a client of the API at baseURL that sends a site's key with every
// call. An http.Client without a time-out suits it: answers take as long as a
// model does. Bound calls by their context.
func New(baseURL, apiKey string, options ...ClientOption) (*ClientWithResponses, error) {
	return NewClientWithResponses(baseURL, append(options, WithRequestEditorFn(header("X-API-Key", apiKey)))...)
}

// WithVisitor sends the visitor's id, a UUID that the caller made and keeps. Use
// it for one call or, by WithRequestEditorFn, for all calls of a client.
func WithVisitor(id string) RequestEditorFn { return header("X-Visitor-ID", id) }

// WithOrigin names the web page that a call is made for. A public key needs one
// that is registered for the site.
func WithOrigin(origin string) RequestEditorFn { return header("Origin", origin) }

// AcceptEvents asks for server-sent events where a call offers them. Use it with
// the calls that return an *http.Response, and read its body with ReadEvents.
func AcceptEvents(_ context.Context, r *http.Request) error {
	r.Header.Set("Accept", "text/event-stream")
	return nil
}

func header(name, value string) RequestEditorFn {
	return func(_ context.Context, r *http.Request) error {
		r.Header.Set(name, value)
		return nil
	}
}

// Error says what went wrong, with the code and the id to report.
func (p *Problem) Error() string {
	return fmt.Sprintf("%s (%s, request %s)", p.Detail, p.Code, p.RequestID)
}

// Result is what every ...WithResponse call returns.
type Result interface {
	StatusCode() int
	GetApplicationProblemJSONDefault() *Problem
}

// Check goes around a ...WithResponse call, and turns an answer that is not the
// one asked for into an error: a *Problem, unless something between answered in
// the API's place.
func Check[R Result](result R, err error) (R, error) {
	if err != nil {
		return result, err
	}
	if p := result.GetApplicationProblemJSONDefault(); p != nil {
		return result, p
	}
	if status := result.StatusCode(); status >= http.StatusBadRequest {
		return result, fmt.Errorf("status %d without a problem document", status)
	}
	return result, nil
}
