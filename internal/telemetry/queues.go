package telemetry

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// WatchQueues reports how much work waits, by the name of its queue, each time
// that metrics are read.
func (t *Telemetry) WatchQueues(depths func(context.Context) (map[string]int64, error)) error {
	_, err := otel.Meter("innconnect").Int64ObservableGauge("innconnect_queue_depth",
		metric.WithDescription("Work that waits: messages without an answer, conversations without a person, mails that are not sent."),
		metric.WithInt64Callback(func(ctx context.Context, o metric.Int64Observer) error {
			ctx, cancel := context.WithTimeout(ctx, scrapeTimeout)
			defer cancel()
			waiting, err := depths(ctx)
			for name, depth := range waiting {
				o.Observe(depth, metric.WithAttributes(attribute.String("queue", name)))
			}
			return err
		}))
	if err != nil {
		return fmt.Errorf("watch queues: %w", err)
	}
	return nil
}
