package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// NewSite is what a site starts with.
type NewSite struct {
	By       string   // the user who creates it; "" for the command line
	Name     string   // 1 to 200 characters
	Language string   // BCP 47 primary tag; "en" when empty
	Origins  []string // as chat.ParseOriginEntry takes them
}

// firstKeyName is the name of the key that a site begins with.
const firstKeyName = "Website"

// CreateSite stores a site with its first public key, which it returns. Errors
// of the input have CodeInvalid.
func (s *Store) CreateSite(ctx context.Context, in NewSite) (site chat.Site, key string, err error) {
	if in.Language == "" {
		in.Language = "en"
	}
	if err := checkSite(in.Name, in.Language); err != nil {
		return chat.Site{}, "", err
	}
	origins, err := parseOrigins(in.Origins)
	if err != nil {
		return chat.Site{}, "", err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		const insert = `
			insert into sites (id, name, language) values ($1, $2, $3)
			returning id, name, language, created_at`
		rows, err := tx.Query(ctx, insert, uuid.NewString(), in.Name, in.Language)
		if err != nil {
			return err
		}
		if site, err = pgx.CollectExactlyOneRow(rows, scanSite); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `insert into site_settings (site_id) values ($1)`, site.ID); err != nil {
			return err
		}
		first, err := insertKey(ctx, tx, NewKey{SiteID: site.ID, Kind: PublicKey, Name: firstKeyName})
		if err != nil {
			return err
		}
		key = first.Key
		if err := insertOrigins(ctx, tx, site.ID, origins); err != nil {
			return err
		}
		return addAudit(ctx, tx, chat.AuditEntry{
			Action: chat.ActionSiteCreated, UserID: in.By, SiteID: site.ID, Details: map[string]string{"name": site.Name},
		})
	})
	if err != nil {
		return chat.Site{}, "", fmt.Errorf("create site: %w", err)
	}
	return site, key, nil
}

// FindSite returns a site, or chat.ErrNotFound.
func (s *Store) FindSite(ctx context.Context, siteID string) (chat.Site, error) {
	const query = `select id, name, language, created_at from sites where id = $1`
	rows, err := s.pool.Query(ctx, query, siteID)
	if err != nil {
		return chat.Site{}, fmt.Errorf("find site: %w", err)
	}
	site, err := pgx.CollectExactlyOneRow(rows, scanSite)
	return site, notFound("find site", err)
}

// SiteListing is a site with what its owner puts into a web page.
type SiteListing struct {
	chat.Site
	Keys    []string // public keys that work, oldest first
	Origins []string
}

const siteListings = `
	select s.id, s.name, s.language, s.created_at,
	       array(select key from site_keys k where k.site_id = s.id and ` + keyWorks + ` order by k.created_at, key),
	       array(select origin from site_origins o where o.site_id = s.id order by origin)
	from sites s `

func scanSiteListing(row pgx.CollectableRow) (l SiteListing, err error) {
	return l, row.Scan(&l.ID, &l.Name, &l.Language, &l.CreatedAt, &l.Keys, &l.Origins)
}

// ListSites returns all sites, oldest first.
func (s *Store) ListSites(ctx context.Context) ([]SiteListing, error) {
	rows, err := s.pool.Query(ctx, siteListings+`order by s.created_at, s.id`)
	if err != nil {
		return nil, fmt.Errorf("list sites: %w", err)
	}
	out, err := pgx.CollectRows(rows, scanSiteListing)
	if err != nil {
		return nil, fmt.Errorf("list sites: %w", err)
	}
	return out, nil
}

// FindSiteListing returns a site with its keys and origins, or chat.ErrNotFound.
func (s *Store) FindSiteListing(ctx context.Context, siteID string) (SiteListing, error) {
	rows, err := s.pool.Query(ctx, siteListings+`where s.id = $1`, siteID)
	if err != nil {
		return SiteListing{}, fmt.Errorf("find site: %w", err)
	}
	out, err := pgx.CollectExactlyOneRow(rows, scanSiteListing)
	return out, notFound("find site", err)
}

// SiteChange says what is changed of a site. Nil leaves as it is.
type SiteChange struct {
	By       string // the user who changes it; "" for the command line
	SiteID   string
	Name     *string
	Language *string
}

// UpdateSite changes a site's name or language. It returns chat.ErrNotFound for
// an unknown site, and CodeInvalid.
func (s *Store) UpdateSite(ctx context.Context, in SiteChange) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `select id, name, language, created_at from sites where id = $1 for update`, in.SiteID)
		if err != nil {
			return fmt.Errorf("find site: %w", err)
		}
		site, err := pgx.CollectExactlyOneRow(rows, scanSite)
		if err != nil {
			return notFound("find site", err)
		}
		changed := map[string]string{}
		if in.Name != nil && *in.Name != site.Name {
			site.Name, changed["name"] = *in.Name, *in.Name
		}
		if in.Language != nil && *in.Language != site.Language {
			site.Language, changed["language"] = *in.Language, *in.Language
		}
		if err := checkSite(site.Name, site.Language); err != nil || len(changed) == 0 {
			return err
		}
		if _, err := tx.Exec(ctx, `update sites set name = $2, language = $3 where id = $1`, site.ID, site.Name, site.Language); err != nil {
			return fmt.Errorf("update site: %w", err)
		}
		return addAudit(ctx, tx, chat.AuditEntry{Action: chat.ActionSiteChanged, UserID: in.By, SiteID: site.ID, Details: changed})
	})
}

func checkSite(name, language string) error {
	if n := len([]rune(name)); n < 1 || n > 200 {
		return chat.Errorf(chat.CodeInvalid, "A site's name has 1 to 200 characters.")
	}
	if !primaryTag.MatchString(language) {
		return chat.Errorf(chat.CodeInvalid, "A site's language is a two or three letter code such as nl.")
	}
	return nil
}

func scanSite(row pgx.CollectableRow) (site chat.Site, err error) {
	return site, row.Scan(&site.ID, &site.Name, &site.Language, &site.CreatedAt)
}
