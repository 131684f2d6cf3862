package main

import (
	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/llm"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/telemetry"
	"github.com/innconnect/innconnect/worker"
)

// steps returns the steps of the answer pipeline.
func (e *environment) steps(st *store.Store) *activities.Activities {
	return &activities.Activities{
		Transcript: st,
		Sites:      st,
		Budgets:    st,
		ModelCalls: st,
		Retriever:  e.retrieval(st),
		Alerts:     st,
		Models: worker.Models{
			MistralAPIKey:  e.Config.MistralAPIKey,
			MistralBaseURL: e.Config.MistralBaseURL,
			MistralModel:   e.Config.MistralModel,
			Transport:      telemetry.Outgoing(llm.NewTransport(nil)),
		},
		Log: e.Log,
	}
}
