package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// previewKeyWorksFor is how long a key of the preview opens anything.
const previewKeyWorksFor = time.Hour

// previewKeys are the sites v that a key of the preview, $1, opens: while it
// lasts and its user may see the site.
const previewKeys = `
	select p.site_id from site_preview_keys p
	join sites v on v.id = p.site_id join users u on u.id = p.user_id
	where p.key_hash = sha256(convert_to($1, 'UTF8')) and p.expires_at > now() and ` + maySee

// MakePreviewKey makes a key with which the admin panel shows a site's widget to
// a user, and returns when it ends. It looks like a public key, because the
// widget wants one, but works on our own pages alone. It returns
// chat.ErrNotFound for an unknown site.
func (s *Store) MakePreviewKey(ctx context.Context, userID, siteID string) (key string, expiresAt time.Time, err error) {
	form := keyForms[PublicKey]
	key = form.prefix + randomText(form.length)
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		const insert = `
			insert into site_preview_keys (site_id, key_hash, user_id, expires_at)
			select id, $2, $3, now() + $4::interval from sites where id = $1
			returning expires_at`
		err := tx.QueryRow(ctx, insert, siteID, hashKey(key), userID, previewKeyWorksFor).Scan(&expiresAt)
		if err != nil {
			return notFound("make preview key", err)
		}
		return addAudit(ctx, tx, chat.AuditEntry{Action: chat.ActionPreviewOpened, UserID: userID, SiteID: siteID})
	})
	if err != nil {
		return "", time.Time{}, fmt.Errorf("make preview key: %w", err)
	}
	return key, expiresAt, nil
}
