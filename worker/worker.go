// Package worker registers the product's workflows and activities and bounds
// what one process works on at a time.
package worker

import (
	"time"

	"go.temporal.io/sdk/client"
	sdkworker "go.temporal.io/sdk/worker"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/workflows"
)

// Options is what a worker needs.
type Options struct {
	Temporal client.Client
	Steps    *activities.Activities
	Indexing *activities.Indexing
	Mailing  *activities.Mailing

	Importing *activities.Importing
}

// Limits of one process. Answers wait for the model most of the time, so many
// run at once; local steps work on the database, whose pool bounds them anyway.
const (
	maxGenerations = 200
	maxLocalSteps  = 64
	cachedSessions = 2000

	// The SDK would send a heartbeat only after four fifths of its time-out,
	// which a busy machine easily misses.
	heartbeatThrottle = time.Second
	// A conversation whose worker died waits this long for it before another
	// one reads its history. The SDK's 5 s would be longer than most answers.
	stickyTimeout = 2 * time.Second
	// Answers that are being written when a worker is told to stop may finish.
	stopTimeout = 10 * time.Second
)

// New makes a worker. Start it with Run, or with Start and Stop, once
// workflows.EnsureSearchAttributes has been called.
func New(o Options) sdkworker.Worker {
	sdkworker.SetStickyWorkflowCacheSize(cachedSessions)
	w := sdkworker.New(o.Temporal, workflows.TaskQueue, sdkworker.Options{
		MaxConcurrentActivityExecutionSize:      maxGenerations,
		MaxConcurrentLocalActivityExecutionSize: maxLocalSteps,
		MaxHeartbeatThrottleInterval:            heartbeatThrottle,
		DefaultHeartbeatThrottleInterval:        heartbeatThrottle,
		StickyScheduleToStartTimeout:            stickyTimeout,
		WorkerStopTimeout:                       stopTimeout,
	})
	w.RegisterWorkflow(workflows.Session)
	w.RegisterWorkflow(workflows.Indexing)
	w.RegisterWorkflow(workflows.Mail)
	w.RegisterActivity(o.Steps)
	w.RegisterActivity(o.Indexing)
	w.RegisterActivity(o.Mailing)
	w.RegisterWorkflow(workflows.Import)
	w.RegisterActivity(o.Importing)
	return w
}
