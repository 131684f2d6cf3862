package main

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/panellink"
	"github.com/innconnect/innconnect/internal/store"
)

type setupCmd struct{}

// Help is shown by --help.
func (setupCmd) Help() string {
	return "The link works once, within an hour, and only while there is no user. It begins with PUBLIC_URL. " +
		"Another call ends an earlier link."
}

func (setupCmd) Run(e *environment) error {
	return e.withStore(func(ctx context.Context, s *store.Store) error {
		token, expiresAt, err := s.CreateSetupLink(ctx)
		if err != nil {
			return err
		}
		public := cmp.Or(e.Config.PublicURL, fmt.Sprintf("http://localhost:%d", e.Config.Port))
		return e.print(map[string]any{
			"url": panellink.Address(public, chat.LinkSetup, token), "expires_at": expiresAt.UTC().Format(time.RFC3339),
		})
	})
}
