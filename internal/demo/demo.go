// Package demo sets up the demo site: a small hotel group with a knowledge base
// in English and Dutch, and an administrator.
package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/kbfile"
	"github.com/innconnect/innconnect/internal/retrieval"
	"github.com/innconnect/innconnect/internal/store"
)

const (
	siteName   = "Havenlicht Hotels"
	adminEmail = "admin@havenlicht.example"
	adminName  = "Robin"
)

// Site is what a person needs to try the demo site.
type Site struct {
	ID            string `json:"site_id"`
	Key           string `json:"api_key"` // public
	AdminEmail    string `json:"admin_email"`
	AdminPassword string `json:"admin_password"`
}

// Store is where the demo site lives.
type Store interface {
	retrieval.Articles
	FindSite(ctx context.Context, siteID string) (chat.Site, error)
	CreateSite(ctx context.Context, in store.NewSite) (chat.Site, string, error)
	UpdateSettings(ctx context.Context, change store.SettingsChange) error
	SetOrigins(ctx context.Context, by, siteID string, origins []string) error
	CreateUser(ctx context.Context, in store.NewUser) (chat.User, error)
}

// EnsureSite creates the demo site and its administrator unless the file, which
// keeps their key and password, names a site that exists. The origins become
// the site's.
func EnsureSite(ctx context.Context, st Store, file string, origins []string) (Site, error) {
	var site Site
	data, err := os.ReadFile(file)
	switch {
	case errors.Is(err, os.ErrNotExist):
	case err != nil:
		return Site{}, fmt.Errorf("read the demo site's file: %w", err)
	default:
		if err := json.Unmarshal(data, &site); err != nil {
			return Site{}, fmt.Errorf("read %s: %w (delete it to make a new demo site)", file, err)
		}
		_, err := st.FindSite(ctx, site.ID)
		if err == nil {
			return site, st.SetOrigins(ctx, "", site.ID, origins)
		}
		if !errors.Is(err, chat.ErrNotFound) {
			return Site{}, err
		}
	}
	created, key, err := st.CreateSite(ctx, store.NewSite{Name: siteName, Language: "en", Origins: origins})
	if err != nil {
		return Site{}, err
	}
	err = st.UpdateSettings(ctx, store.SettingsChange{SiteID: created.ID, Change: func(s *chat.Settings) {
		s.Suggestions = []string{"Can I bring my dog?", "Where can I park?", "Hoe laat kan ik inchecken?"}
		s.PageSuggestions = []chat.PageSuggestion{{
			ID: "rooms", URLPattern: "/demo*", Text: "Looking for a family room?", Message: "Do you have family rooms?",
			Triggers: chat.Triggers{AfterSeconds: new(5), Element: "#rooms"},
		}}
	}})
	if err != nil {
		return Site{}, err
	}
	site = Site{ID: created.ID, Key: key, AdminEmail: adminEmail, AdminPassword: store.NewPassword()}
	if _, err := st.CreateUser(ctx, store.NewUser{Email: site.AdminEmail, Name: adminName, Password: site.AdminPassword, Role: chat.UserAdmin}); err != nil {
		return Site{}, err
	}
	data, err = json.MarshalIndent(site, "", "  ")
	if err != nil {
		return Site{}, err
	}
	if err := os.WriteFile(file, append(data, '\n'), 0o600); err != nil {
		return Site{}, fmt.Errorf("keep the demo site's key: %w", err)
	}
	return site, nil
}

// ImportArticles saves the demo articles that are new or changed. root is the
// folder of the checkout.
func ImportArticles(ctx context.Context, st Store, root, siteID string) error {
	var folders []string
	for _, language := range []string{"en", "nl"} {
		folders = append(folders, filepath.Join(root, "internal", "demo", "kb", language))
	}
	articles, err := kbfile.Read(folders, "en")
	if err != nil {
		return fmt.Errorf("read the demo articles: %w", err)
	}
	catalog := retrieval.Catalog{Articles: st}
	for _, a := range articles {
		a.SiteID = siteID
		if _, _, err := catalog.Save(ctx, a); err != nil {
			return fmt.Errorf("save demo article %s: %w", a.ExternalID, err)
		}
	}
	return nil
}
