package api

import (
	"context"
	"runtime/debug"
	"sync"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/workflows"
)

// GetOperations tells how the installation does.
func (s *server) GetOperations(ctx context.Context, _ GetOperationsRequestObject) (GetOperationsResponseObject, error) {
	backlog, err := s.Store.FindBacklog(ctx, s.EmbeddingsModel)
	if err != nil {
		return nil, err
	}
	out := GetOperations200JSONResponse{
		Build:    build(),
		Services: lookAtAll(ctx, s.probes),
		Backlog: Backlog{
			Messages: backlog.Messages, Waiting: backlog.Waiting, QueuedMails: backlog.QueuedMails,
			FailedMails: backlog.FailedMails, Chunks: backlog.Chunks,
		},
	}
	within, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	if queue, err := s.Queues.Find(within); err == nil { // otherwise the state of Temporal says it
		out.TaskQueue = queueView(queue)
	}
	return out, nil
}

// ListModelStates tells how the models of sites did.
func (s *server) ListModelStates(ctx context.Context, in ListModelStatesRequestObject) (ListModelStatesResponseObject, error) {
	found, next, err := s.Store.ListModelStates(ctx, deref(in.Params.After), limitOf(in.Params.Limit))
	if err != nil {
		return nil, err
	}
	return ListModelStates200JSONResponse{Data: views(found, modelStateView), NextCursor: orNull(next)}, nil
}

// build describes this program.
var build = sync.OnceValue(func() Build {
	out := Build{Version: "(devel)"}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return out
	}
	if info.Main.Version != "" {
		out.Version = info.Main.Version
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			out.Revision = orNull(setting.Value)
		}
	}
	return out
})

func queueView(in workflows.QueueState) *TaskQueue {
	return &TaskQueue{
		Workflows:  Tasks{Tasks: in.Workflows.Count, OldestSeconds: in.Workflows.Age.Seconds()},
		Activities: Tasks{Tasks: in.Activities.Count, OldestSeconds: in.Activities.Age.Seconds()},
		Workers: views(in.Workers, func(w workflows.WorkerSeen) WorkerSeen {
			return WorkerSeen{Identity: w.Identity, LastSeenAt: w.LastSeenAt.UTC()}
		}),
	}
}

func modelStateView(in chat.ModelState) ModelState {
	out := ModelState{
		Site:        SiteName{ID: in.SiteID, Name: in.SiteName},
		Provider:    string(in.Provider),
		State:       ModelStateStateUnknown,
		Model:       orNull(in.Model),
		SucceededAt: utc(in.SucceededAt),
		FailedAt:    utc(in.FailedAt),
		Failure:     orNull(in.Failure),
	}
	if in.SucceededAt != nil {
		millis := in.Took.Milliseconds()
		out.Milliseconds, out.State = &millis, ModelStateStateOk
	}
	if in.FailedAt != nil && (in.SucceededAt == nil || in.FailedAt.After(*in.SucceededAt)) {
		out.State = ModelStateStateFailing
	}
	return out
}
