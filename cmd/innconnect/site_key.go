package main

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

type siteKeyCmd struct {
	List   siteKeyListCmd   `cmd:"" help:"List a site's keys, newest first. Server keys themselves are not shown."`
	Create siteKeyCreateCmd `cmd:"" help:"Make a key. A server key is shown once."`
	Rotate siteKeyRotateCmd `cmd:"" help:"Make a key in another one's place, which works on for a while."`
	Revoke siteKeyRevokeCmd `cmd:"" help:"End a key at once."`
}

// keyOutput is what the commands print for one key.
type keyOutput struct {
	ID        string        `json:"id"`
	Kind      store.KeyKind `json:"kind"`
	Name      string        `json:"name"`
	Key       string        `json:"key,omitempty"`
	CreatedAt time.Time     `json:"created_at"`
	ExpiresAt *time.Time    `json:"expires_at,omitempty"`
	RevokedAt *time.Time    `json:"revoked_at,omitempty"`
}

type siteKeyListCmd struct {
	ID string `required:"" help:"The site's id."`
}

func (cmd siteKeyListCmd) Run(e *environment) error {
	return e.withSite(cmd.ID, func(ctx context.Context, s *store.Store, site chat.Site) error {
		keys, err := s.ListKeys(ctx, site.ID)
		if err != nil {
			return err
		}
		out := make([]keyOutput, 0, len(keys))
		for _, key := range keys {
			out = append(out, keyOutput(key))
		}
		return e.print(out)
	})
}

type siteKeyCreateCmd struct {
	ID     string `required:"" help:"The site's id."`
	Name   string `required:"" help:"What the key is for."`
	Server bool   `help:"Make a secret key, for programs that are no browser."`
}

func (cmd siteKeyCreateCmd) Run(e *environment) error {
	return e.withSite(cmd.ID, func(ctx context.Context, s *store.Store, site chat.Site) error {
		kind := store.PublicKey
		if cmd.Server {
			kind = store.ServerKey
		}
		key, err := s.CreateKey(ctx, store.NewKey{SiteID: site.ID, Kind: kind, Name: cmd.Name})
		if err != nil {
			return err
		}
		return e.print(keyOutput(key))
	})
}

type siteKeyRotateCmd struct {
	ID      string        `required:"" help:"The site's id."`
	Key     uuid.UUID     `required:"" help:"The key's id."`
	Overlap time.Duration `default:"168h" help:"How long the old key works on."`
}

func (cmd siteKeyRotateCmd) Run(e *environment) error {
	return e.withSite(cmd.ID, func(ctx context.Context, s *store.Store, site chat.Site) error {
		key, err := s.RotateKey(ctx, store.KeyRotation{SiteID: site.ID, KeyID: cmd.Key.String(), Overlap: cmd.Overlap})
		if err != nil {
			return fmt.Errorf("key %s: %w", cmd.Key, err)
		}
		return e.print(keyOutput(key))
	})
}

type siteKeyRevokeCmd struct {
	ID  string    `required:"" help:"The site's id."`
	Key uuid.UUID `required:"" help:"The key's id."`
}

func (cmd siteKeyRevokeCmd) Run(e *environment) error {
	return e.withSite(cmd.ID, func(ctx context.Context, s *store.Store, site chat.Site) error {
		if err := s.RevokeKey(ctx, "", site.ID, cmd.Key.String()); err != nil {
			return fmt.Errorf("key %s: %w", cmd.Key, err)
		}
		return e.print(map[string]any{"id": cmd.Key, "revoked": true})
	})
}
