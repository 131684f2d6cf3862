package telemetry

import (
	"context"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
)

var openStreams, _ = otel.Meter("innconnect").Int64UpDownCounter("innconnect_open_streams",
	metric.WithDescription("Event streams of sessions that are open."))

// StreamOpened counts an event stream until the function that it returns is
// called.
func StreamOpened() (closed func()) {
	openStreams.Add(context.Background(), 1)
	return func() { openStreams.Add(context.Background(), -1) }
}
