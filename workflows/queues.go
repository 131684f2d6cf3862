package workflows

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/taskqueue/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
)

// Queues tells operators what waits in Temporal and who works on it.
type Queues struct {
	temporal  client.Client
	namespace string
}

// NewQueues uses an open connection to Temporal.
func NewQueues(temporal client.Client, namespace string) *Queues {
	return &Queues{temporal: temporal, namespace: namespace}
}

// QueueState is what waits in the product's task queue.
type QueueState struct {
	Workflows  Tasks
	Activities Tasks
	Workers    []WorkerSeen // by identity; within the last five minutes
}

// Tasks are those of one kind that no worker has taken yet.
type Tasks struct {
	Count int64         // approximate
	Age   time.Duration // of the oldest
}

// WorkerSeen is a worker process that asked for tasks.
type WorkerSeen struct {
	Identity   string // process id and host name
	LastSeenAt time.Time
}

// Find asks Temporal.
func (q *Queues) Find(ctx context.Context) (QueueState, error) {
	seen := map[string]time.Time{}
	describe := func(kind enumspb.TaskQueueType) (Tasks, error) {
		r, err := q.temporal.WorkflowService().DescribeTaskQueue(ctx, &workflowservice.DescribeTaskQueueRequest{
			Namespace:     q.namespace,
			TaskQueue:     &taskqueue.TaskQueue{Name: TaskQueue, Kind: enumspb.TASK_QUEUE_KIND_NORMAL},
			TaskQueueType: kind,
			ReportStats:   true,
		})
		if err != nil {
			return Tasks{}, fmt.Errorf("describe task queue: %w", err)
		}
		for _, p := range r.GetPollers() {
			if at := p.GetLastAccessTime().AsTime(); at.After(seen[p.GetIdentity()]) {
				seen[p.GetIdentity()] = at
			}
		}
		return Tasks{Count: r.GetStats().GetApproximateBacklogCount(), Age: r.GetStats().GetApproximateBacklogAge().AsDuration()}, nil
	}
	var out QueueState
	var err error
	if out.Workflows, err = describe(enumspb.TASK_QUEUE_TYPE_WORKFLOW); err != nil {
		return QueueState{}, err
	}
	if out.Activities, err = describe(enumspb.TASK_QUEUE_TYPE_ACTIVITY); err != nil {
		return QueueState{}, err
	}
	for identity, at := range seen {
		out.Workers = append(out.Workers, WorkerSeen{Identity: strings.TrimRight(identity, "@"), LastSeenAt: at})
	}
	slices.SortFunc(out.Workers, func(a, b WorkerSeen) int { return strings.Compare(a.Identity, b.Identity) })
	return out, nil
}
