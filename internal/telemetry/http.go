package telemetry

import (
	"context"
	"net/http"
	"strings"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.40.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/innconnect/innconnect/internal/ratinglink"
)

// Incoming measures and traces the requests that a handler serves. Event
// streams, which last as long as their reader stays, are left out, and rating
// pages, whose addresses hold a token.
func Incoming(next http.Handler) http.Handler {
	return otelhttp.NewHandler(next, "request",
		otelhttp.WithFilter(func(r *http.Request) bool {
			return !strings.HasSuffix(r.URL.Path, "/events") && !strings.HasPrefix(r.URL.Path, ratinglink.Path)
		}),
		// A trace begins here: anybody may send us headers.
		otelhttp.WithPublicEndpointFn(func(*http.Request) bool { return true }))
}

// NameRoute tells the measurement of a request which route it took. Addresses
// themselves hold ids and would make a series each.
func NameRoute(ctx context.Context, method, route string) {
	if labels, ok := otelhttp.LabelerFromContext(ctx); ok {
		labels.Add(semconv.HTTPRoute(route))
	}
	trace.SpanFromContext(ctx).SetName(method + " " + route)
}

// Outgoing measures and traces calls of other services. They are not told
// about it: our ids are not theirs to know.
func Outgoing(next http.RoundTripper) http.RoundTripper {
	return otelhttp.NewTransport(next, otelhttp.WithPropagators(propagation.NewCompositeTextMapPropagator()))
}
