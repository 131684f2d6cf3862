package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"regexp"

	"github.com/google/uuid"

	"github.com/innconnect/innconnect/internal/chat"
)

// Keys of a site. A public key stands in web pages; a server key is secret.
const (
	publicKeyPrefix = "sk_"
	publicKeyLength = 32
	serverKeyPrefix = "ssk_"
	serverKeyLength = 40
)

var (
	publicKeyForm = regexp.MustCompile(fmt.Sprintf(`^%s[A-Za-z0-9]{%d}$`, publicKeyPrefix, publicKeyLength))
	serverKeyForm = regexp.MustCompile(fmt.Sprintf(`^%s[A-Za-z0-9]{%d}$`, serverKeyPrefix, serverKeyLength))
)

// SiteAccess is what a key opens.
type SiteAccess struct {
	Site          chat.Site
	ServerKey     bool // the key is a secret server key
	OriginAllowed bool // one of the given entries is registered for the site
}

// FindSiteByKey returns the site that a public or server key belongs to, and
// whether it registered one of the origin entries, which chat.OriginCandidates
// made. It returns chat.ErrNotFound for a key that is unknown, revoked or no
// key at all. It reads the database each time, so changes act at once.
func (s *Store) FindSiteByKey(ctx context.Context, key string, origins []string) (SiteAccess, error) {
	var lookup string
	var arg any
	switch {
	case publicKeyForm.MatchString(key):
		lookup, arg = `site_keys k on k.site_id = s.id and k.key = $1`, key
	case serverKeyForm.MatchString(key):
		lookup, arg = `site_server_keys k on k.site_id = s.id and k.key_hash = $1`, hashKey(key)
	default:
		return SiteAccess{}, chat.ErrNotFound
	}
	query := `
		select s.id, s.name, s.language, s.created_at,
		       exists (select from site_origins o where o.site_id = s.id and o.origin = any($2))
		from sites s join ` + lookup + ` and k.revoked_at is null`
	out := SiteAccess{ServerKey: serverKeyForm.MatchString(key)}
	err := s.pool.QueryRow(ctx, query, arg, origins).Scan(
		&out.Site.ID, &out.Site.Name, &out.Site.Language, &out.Site.CreatedAt, &out.OriginAllowed)
	if err != nil {
		return SiteAccess{}, notFound("find site by key", err)
	}
	return out, nil
}

// CreateServerKey makes a secret key for a site and returns its id and the key,
// which cannot be read again. name tells the owner what it is for. It returns
// chat.ErrNotFound for an unknown site.
func (s *Store) CreateServerKey(ctx context.Context, siteID, name string) (id, key string, err error) {
	if n := len([]rune(name)); n < 1 || n > 200 {
		return "", "", chat.Errorf(chat.CodeInvalid, "A key's name has 1 to 200 characters.")
	}
	id, key = uuid.NewString(), serverKeyPrefix+randomText(serverKeyLength)
	const query = `insert into site_server_keys (site_id, id, name, key_hash) values ($1, $2, $3, $4)`
	_, err = s.pool.Exec(ctx, query, siteID, id, name, hashKey(key))
	if isCode(err, foreignKeyViolation) {
		return "", "", chat.ErrNotFound
	}
	if err != nil {
		return "", "", fmt.Errorf("create server key: %w", err)
	}
	return id, key, nil
}

func newPublicKey() string { return publicKeyPrefix + randomText(publicKeyLength) }

func hashKey(key string) []byte {
	sum := sha256.Sum256([]byte(key))
	return sum[:]
}

// randomText returns n random characters of A-Z, a-z and 0-9, each as likely.
func randomText(n int) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	const even = 256 - 256%len(alphabet) // bytes from here on would favour the first letters
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
