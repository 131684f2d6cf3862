package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"regexp"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// KeyKind tells a site's keys apart.
type KeyKind string

// The kinds of keys.
const (
	PublicKey KeyKind = "public" // stands in web pages; stored readable
	ServerKey KeyKind = "server" // secret, for programs that are no browser; stored as a hash
)

// keyForms say how each kind of key looks and where it is stored.
var keyForms = map[KeyKind]struct {
	prefix string
	length int // of the random part
	form   *regexp.Regexp
	table  string
	column string // where the key, or its hash, is
}{
	PublicKey: {"sk_", 32, regexp.MustCompile(`^sk_[A-Za-z0-9]{32}$`), "site_keys", "key"},
	ServerKey: {"ssk_", 40, regexp.MustCompile(`^ssk_[A-Za-z0-9]{40}$`), "site_server_keys", "key_hash"},
}

// allKeys are the keys of both kinds, as a list shows them.
const allKeys = `(
	select site_id, id, 'public' as kind, name, key, created_at, expires_at, revoked_at from site_keys
	union all
	select site_id, id, 'server', name, '', created_at, expires_at, revoked_at from site_server_keys) k`

// Limits of keys.
const (
	maxWorkingKeys = 20                  // of a kind, for one site
	MaxKeyOverlap  = 90 * 24 * time.Hour // how long a rotated key may go on working
)

// keyWorks is the one rule for whether a key, a row k, opens anything.
const keyWorks = `k.revoked_at is null and (k.expires_at is null or k.expires_at > now())`

// SiteAccess is what a key opens.
type SiteAccess struct {
	Site          chat.Site
	ServerKey     bool // the key is a secret server key
	PreviewKey    bool // the key is the preview's: for our own pages alone
	OriginAllowed bool // one of the given entries is registered for the site
}

// FindSiteByKey returns the site that a public, server or preview key belongs to, and
// whether it registered one of the origin entries, which chat.OriginCandidates
// made. It returns chat.ErrNotFound for a key that is unknown, expired, revoked
// or no key at all. It reads the database each time, so changes act at once.
func (s *Store) FindSiteByKey(ctx context.Context, key string, origins []string) (SiteAccess, error) {
	var lookup string
	var arg any
	switch {
	case keyForms[PublicKey].form.MatchString(key):
		lookup, arg = `(
			select site_id, false as preview from site_keys k where k.key = $1 and `+keyWorks+`
			union all
			select site_id, true from (`+previewKeys+`) p) k on k.site_id = s.id`, key
	case keyForms[ServerKey].form.MatchString(key):
		lookup, arg = `(
			select site_id, false as preview from site_server_keys k where k.key_hash = $1 and `+keyWorks+`) k on k.site_id = s.id`, hashKey(key)
	default:
		return SiteAccess{}, chat.ErrNotFound
	}
	query := `
		select s.id, s.name, s.language, s.created_at, k.preview,
		       exists (select from site_origins o where o.site_id = s.id and o.origin = any($2))
		from sites s join ` + lookup
	out := SiteAccess{ServerKey: keyForms[ServerKey].form.MatchString(key)}
	err := s.pool.QueryRow(ctx, query, arg, origins).Scan(
		&out.Site.ID, &out.Site.Name, &out.Site.Language, &out.Site.CreatedAt, &out.PreviewKey, &out.OriginAllowed)
	if err != nil {
		return SiteAccess{}, notFound("find site by key", err)
	}
	return out, nil
}

// Key is a key of a site as its owner sees it.
type Key struct {
	ID        string
	Kind      KeyKind
	Name      string // what it is for
	Key       string // "" for a server key, but in the answer that made it
	CreatedAt time.Time
	ExpiresAt *time.Time // it was rotated and works until then
	RevokedAt *time.Time
}

// MaxKeysListed is how many of a site's keys are listed: those that work, and the
// newest of the others.
const MaxKeysListed = 200

// ListKeys returns a site's keys, newest first, those that no longer work too; at
// most MaxKeysListed.
func (s *Store) ListKeys(ctx context.Context, siteID string) ([]Key, error) {
	const query = `
		select id, kind, name, key, created_at, expires_at, revoked_at from (
		    select * from ` + allKeys + ` where site_id = $1
		    order by ` + keyWorks + ` desc, created_at desc, id limit $2) k
		order by created_at desc, id`
	rows, err := s.pool.Query(ctx, query, siteID, MaxKeysListed)
	if err != nil {
		return nil, fmt.Errorf("list keys: %w", err)
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (k Key, err error) {
		return k, row.Scan(&k.ID, &k.Kind, &k.Name, &k.Key, &k.CreatedAt, &k.ExpiresAt, &k.RevokedAt)
	})
	if err != nil {
		return nil, fmt.Errorf("list keys: %w", err)
	}
	return out, nil
}

// NewKey is a key that a site gets.
type NewKey struct {
	By     string // the user who makes it; "" for the command line
	SiteID string
	Kind   KeyKind
	Name   string // what it is for, 1 to 200 characters
}

// CreateKey makes a key for a site. The text of a server key cannot be read
// again. Errors of the input have CodeInvalid; an unknown site is
// chat.ErrNotFound.
func (s *Store) CreateKey(ctx context.Context, in NewKey) (out Key, err error) {
	if _, known := keyForms[in.Kind]; !known {
		return Key{}, chat.Errorf(chat.CodeInvalid, "A key is public or server.")
	}
	if n := len([]rune(in.Name)); n < 1 || n > 200 {
		return Key{}, chat.Errorf(chat.CodeInvalid, "A key's name has 1 to 200 characters.")
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if err := lockSite(ctx, tx, in.SiteID); err != nil {
			return err
		}
		if out, err = insertKey(ctx, tx, in); err != nil {
			return err
		}
		return addAudit(ctx, tx, chat.AuditEntry{
			Action: chat.ActionKeyCreated, UserID: in.By, SiteID: in.SiteID, SubjectID: out.ID,
			Details: map[string]string{"kind": string(in.Kind), "name": in.Name},
		})
	})
	return out, err
}

// KeyRotation asks for a key in another one's place.
type KeyRotation struct {
	By      string // the user who asks; "" for the command line
	SiteID  string
	KeyID   string
	Overlap time.Duration // how long the old key works on, at most MaxKeyOverlap
}

// RotateKey makes a key of the same kind and name in a key's place. The old one
// works on for the overlap, unless it would have expired before. It returns
// chat.ErrNotFound for an unknown key and CodeInvalid for one that no longer
// works.
func (s *Store) RotateKey(ctx context.Context, in KeyRotation) (out Key, err error) {
	if in.Overlap < 0 || in.Overlap > MaxKeyOverlap {
		return Key{}, chat.Errorf(chat.CodeInvalid, "A rotated key works on for 0 to %d days.", MaxKeyOverlap/(24*time.Hour))
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if err := lockSite(ctx, tx, in.SiteID); err != nil {
			return err
		}
		new := NewKey{SiteID: in.SiteID}
		var works bool
		const find = `select kind, name, ` + keyWorks + ` from ` + allKeys + ` where site_id = $1 and id = $2`
		if err := tx.QueryRow(ctx, find, in.SiteID, in.KeyID).Scan(&new.Kind, &new.Name, &works); err != nil {
			return notFound("find key", err)
		}
		if !works {
			return chat.Errorf(chat.CodeInvalid, "This key no longer works; create a new one.")
		}
		if out, err = insertKey(ctx, tx, new); err != nil {
			return err
		}
		expire := `
			update ` + keyForms[new.Kind].table + ` set expires_at = least(expires_at, now() + $3::interval)
			where site_id = $1 and id = $2`
		if _, err := tx.Exec(ctx, expire, in.SiteID, in.KeyID, in.Overlap); err != nil {
			return fmt.Errorf("let key expire: %w", err)
		}
		return addAudit(ctx, tx, chat.AuditEntry{
			Action: chat.ActionKeyRotated, UserID: in.By, SiteID: in.SiteID, SubjectID: in.KeyID,
			Details: map[string]string{"new_key": out.ID, "overlap": in.Overlap.String()},
		})
	})
	return out, err
}

// RevokeKey ends a key at once, on behalf of a user or, for "", of the command
// line. It is idempotent and returns chat.ErrNotFound for an unknown key.
func (s *Store) RevokeKey(ctx context.Context, by, siteID, keyID string) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		var kind KeyKind
		var revoked bool
		const find = `select kind, revoked_at is not null from ` + allKeys + ` where site_id = $1 and id = $2`
		if err := tx.QueryRow(ctx, find, siteID, keyID).Scan(&kind, &revoked); err != nil || revoked {
			return notFound("find key", err)
		}
		revoke := `update ` + keyForms[kind].table + ` set revoked_at = now() where site_id = $1 and id = $2`
		if _, err := tx.Exec(ctx, revoke, siteID, keyID); err != nil {
			return fmt.Errorf("revoke key: %w", err)
		}
		return addAudit(ctx, tx, chat.AuditEntry{Action: chat.ActionKeyRevoked, UserID: by, SiteID: siteID, SubjectID: keyID})
	})
}

// insertKey stores a new key of a site whose row the transaction holds.
func insertKey(ctx context.Context, tx pgx.Tx, in NewKey) (Key, error) {
	form := keyForms[in.Kind]
	var working int
	count := `select count(*) from ` + form.table + ` k where k.site_id = $1 and ` + keyWorks
	if err := tx.QueryRow(ctx, count, in.SiteID).Scan(&working); err != nil {
		return Key{}, fmt.Errorf("count keys: %w", err)
	}
	if working >= maxWorkingKeys {
		return Key{}, chat.Errorf(chat.CodeInvalid, "A site has at most %d keys of a kind that work; revoke one first.", maxWorkingKeys)
	}
	out := Key{ID: uuid.NewString(), Kind: in.Kind, Name: in.Name, Key: form.prefix + randomText(form.length)}
	var stored any = out.Key
	if in.Kind == ServerKey {
		stored = hashKey(out.Key)
	}
	insert := `insert into ` + form.table + ` (site_id, id, name, ` + form.column + `) values ($1, $2, $3, $4) returning created_at`
	if err := tx.QueryRow(ctx, insert, in.SiteID, out.ID, in.Name, stored).Scan(&out.CreatedAt); err != nil {
		return Key{}, fmt.Errorf("insert key: %w", err)
	}
	return out, nil
}

func hashKey(key string) []byte {
	sum := sha256.Sum256([]byte(key))
	return sum[:]
}

// randomText returns n random characters of A-Z, a-z and 0-9, each as likely.
func randomText(n int) string {
	return randomOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", n)
}

// randomOf returns n random characters of an alphabet, each as likely.
func randomOf(alphabet string, n int) string {
	even := 256 - 256%len(alphabet) // bytes from here on would favour the first letters
	out := make([]byte, 0, n)
	buf := make([]byte, 2*n)
	for {
		_, _ = rand.Read(buf) // never fails
		for _, b := range buf {
			if int(b) < even {
				if out = append(out, alphabet[int(b)%len(alphabet)]); len(out) == n {
					return string(out)
				}
			}
		}
	}
}
