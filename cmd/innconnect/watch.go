package main

import (
	"context"
	"net"
	"strconv"
	"time"

	"github.com/innconnect/innconnect/internal/telemetry"
)

const lastExport = 5 * time.Second // for traces that are not sent yet

// watch makes this process visible as a service, and serves its metrics where
// a port is set. The function that it returns ends that.
func (e *environment) watch(service string) (stop func(), err error) {
	if e.Watch, err = telemetry.Start(e, service, e.Config.Tracing()); err != nil {
		return nil, err
	}
	if e.Config.MetricsPort != 0 {
		address := net.JoinHostPort(e.Config.Bind, strconv.Itoa(e.Config.MetricsPort))
		if err := e.Watch.Serve(e, address); err != nil {
			return nil, err
		}
	}
	return func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(e), lastExport)
		defer cancel()
		if err := e.Watch.Stop(ctx); err != nil {
			e.Log.Warn("send the last metrics and traces", "error", err)
		}
	}, nil
}
