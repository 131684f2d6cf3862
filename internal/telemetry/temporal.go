package telemetry

import (
	"fmt"

	"go.opentelemetry.io/otel"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/opentelemetry"
	"go.temporal.io/sdk/interceptor"
)

// Observe has a Temporal client, and the workers on it, report metrics and
// continue traces.
func (t *Telemetry) Observe(o *client.Options) error {
	o.MetricsHandler = opentelemetry.NewMetricsHandler(opentelemetry.MetricsHandlerOptions{
		Meter:                otel.Meter("temporal-sdk-go"),
		UseMonotonicCounters: true,
	})
	if !t.tracing {
		return nil
	}
	tracing, err := opentelemetry.NewTracingInterceptor(opentelemetry.TracerOptions{DisableQueryTracing: true})
	if err != nil {
		return fmt.Errorf("trace workflows: %w", err)
	}
	o.Interceptors = append(o.Interceptors, tracing.(interceptor.ClientInterceptor))
	return nil
}
