package main

import (
	"fmt"

	"github.com/innconnect/innconnect/internal/mail"
	"github.com/innconnect/innconnect/worker"
	"github.com/innconnect/innconnect/workflows"
)

type workerCmd struct{}

func (workerCmd) Run(e *environment) error {
	stopWatching, err := e.watch("innconnect-worker")
	if err != nil {
		return err
	}
	defer stopWatching()
	st, err := e.OpenStore(e)
	if err != nil {
		return err
	}
	defer st.Close()
	if err := e.Watch.WatchQueues(st.QueueDepths); err != nil {
		return err
	}
	temporal, err := e.Temporal(e)
	if err != nil {
		return err
	}
	defer temporal.Close()
	mailing, err := e.mailing(st)
	if err != nil {
		return err
	}
	if err := workflows.EnsureSearchAttributes(e, temporal, e.Config.TemporalNamespace); err != nil {
		return err
	}
	importing, err := e.importing(st, temporal)
	if err != nil {
		return err
	}
	w := worker.New(worker.Options{
		Temporal:  temporal,
		Steps:     e.steps(st),
		Indexing:  e.indexing(st),
		Mailing:   mailing,
		Importing: importing,
	})
	if err := w.Start(); err != nil {
		return fmt.Errorf("start worker: %w", err)
	}
	e.Log.Info("worker is ready", "temporal", e.Config.TemporalAddress)
	gaps := worker.GapKeeper{Gaps: st, Log: e.Log}
	if c := e.embedder(); c != nil {
		gaps.Embedder = c
	}
	go gaps.Run(e)
	go worker.KeepImporting(e, st, workflows.NewImporter(temporal), e.Log)
	go worker.KeepIndexed(e, st, workflows.NewIndexer(temporal), e.embeddingsModel(), e.Log)
	go worker.Expire(e, st, e.Log)
	go worker.Count(e, st, e.Log)
	if dir := e.Config.MailOutboxDir; dir != "" {
		go worker.KeepOutboxShort(e, mail.Outbox{Dir: dir}, e.Log)
	}
	go worker.Mailroom{
		Mails: st, Post: workflows.NewPost(temporal), PublicURL: e.Config.PublicURL, TellUsers: e.Config.SendsMail(), Log: e.Log,
	}.Run(e)
	worker.Sweep(e, st, workflows.NewConversations(temporal, e.Config.TurnsPerRun), e.Log)
	w.Stop()
	return nil
}
