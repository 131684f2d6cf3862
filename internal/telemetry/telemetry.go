// Package telemetry makes what a process does visible to those who run it:
// metrics for Prometheus and, where the standard OTEL_* variables name a place
// for them, traces. It sets OpenTelemetry's global providers, which the rest of
// the program and its libraries use.
package telemetry

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/contrib/exporters/autoexport"
	"go.opentelemetry.io/otel"
	otelprometheus "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.40.0"
)

// Telemetry is a process's metrics and traces.
type Telemetry struct {
	metrics  http.Handler
	tracing  bool
	shutdown []func(context.Context) error
}

// seconds are the bounds of histograms of durations: from a step on the
// database to the longest answer.
var seconds = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 90}

// Start sets up metrics and, where it is wanted, tracing for a process, such as
// "innconnect-api". Where traces go is read from the standard OTEL_* variables
// by OpenTelemetry itself.
func Start(ctx context.Context, service string, tracing bool) (*Telemetry, error) {
	about, err := resource.New(ctx,
		resource.WithAttributes(semconv.ServiceName(service)),
		resource.WithFromEnv(), resource.WithTelemetrySDK())
	if err != nil {
		return nil, fmt.Errorf("describe the process: %w", err)
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	exporter, err := otelprometheus.New(otelprometheus.WithRegisterer(registry), otelprometheus.WithoutScopeInfo())
	if err != nil {
		return nil, fmt.Errorf("export metrics: %w", err)
	}
	meters := metric.NewMeterProvider(metric.WithResource(about), metric.WithReader(exporter), metric.WithView(
		metric.NewView(metric.Instrument{Kind: metric.InstrumentKindHistogram, Unit: "s"},
			metric.Stream{Aggregation: metric.AggregationExplicitBucketHistogram{Boundaries: seconds}})))
	otel.SetMeterProvider(meters)
	t := &Telemetry{
		metrics:  promhttp.HandlerFor(registry, promhttp.HandlerOpts{}),
		shutdown: []func(context.Context) error{meters.Shutdown},
	}
	if !tracing {
		return t, nil
	}
	spans, err := autoexport.NewSpanExporter(ctx)
	if err != nil {
		return nil, fmt.Errorf("export traces: %w", err)
	}
	tracers := trace.NewTracerProvider(trace.WithResource(about), trace.WithBatcher(spans))
	otel.SetTracerProvider(tracers)
	otel.SetTextMapPropagator(propagation.TraceContext{})
	t.tracing = true
	t.shutdown = append(t.shutdown, tracers.Shutdown)
	return t, nil
}

// Handler serves the metrics in Prometheus's format.
func (t *Telemetry) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", t.metrics)
	return mux
}

const scrapeTimeout = 10 * time.Second

// Serve serves /metrics at an address until ctx ends. It returns once the port
// is open.
func (t *Telemetry) Serve(ctx context.Context, address string) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("serve metrics: %w (set METRICS_PORT to another port)", err)
	}
	server := &http.Server{Handler: t.Handler(), ReadHeaderTimeout: scrapeTimeout, WriteTimeout: scrapeTimeout}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	go func() { _ = server.Serve(listener) }() // ends with ctx
	return nil
}

// Stop sends what is not sent yet. It takes no longer than ctx allows.
func (t *Telemetry) Stop(ctx context.Context) error {
	var failed error
	for _, stop := range t.shutdown {
		failed = errors.Join(failed, stop(ctx))
	}
	return failed
}
