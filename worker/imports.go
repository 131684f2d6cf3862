package worker

import (
	"context"
	"log/slog"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
)

// WaitingImports lists imports that have no workflow.
type WaitingImports interface {
	ListImportsToHand(ctx context.Context, age time.Duration, limit int) ([]chat.Import, error)
	MarkImportHanded(ctx context.Context, siteID, importID string) error
}

// Importer has an import done. Doing it again while it is being done changes
// nothing.
type Importer interface {
	Start(ctx context.Context, in chat.Import) error
}

const (
	importsEvery   = time.Second
	importsMost    = 20
	importsTimeout = 10 * time.Second
	// An import whose workflow was started longer ago and that has not ended is
	// handed over again: its workflow may have been terminated.
	importsAgain = time.Hour
)

// KeepImporting hands imports to their workflows until ctx ends. Whoever wants
// one writes a row and nothing else. Any number of processes may do it.
func KeepImporting(ctx context.Context, from WaitingImports, to Importer, log *slog.Logger) {
	repeat(ctx, importsEvery, func() {
		if err := HandImports(ctx, from, to); err != nil && ctx.Err() == nil {
			log.Warn("hand over imports", "error", err)
		}
	})
}

// HandImports hands over those that wait now.
func HandImports(ctx context.Context, from WaitingImports, to Importer) error {
	ctx, cancel := context.WithTimeout(ctx, importsTimeout)
	defer cancel()
	waiting, err := from.ListImportsToHand(ctx, importsAgain, importsMost)
	if err != nil {
		return err
	}
	for _, i := range waiting {
		if err := to.Start(ctx, i); err != nil {
			return err
		}
		if err := from.MarkImportHanded(ctx, i.SiteID, i.ID); err != nil {
			return err
		}
	}
	return nil
}
