package store

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// Identification says who a visitor is.
type Identification struct {
	SiteID    string
	VisitorID string // as the visitor's client sent it
	SessionID string // one of the visitor's; "" for a signed identity that is meant for sessions to come
	Identity  chat.Identity

	From           netip.Addr // the client's; the zero address is not limited
	IdempotencyKey IdempotencyKey
}

// Identify keeps who a visitor is. A signed identity links the visitor, the
// session and the visitor's later sessions to the site's customer. A typed one
// counts for its session alone: it says where to write to, and may link a
// customer, but changes nothing that was signed. Errors: chat.ErrNotFound,
// chat.ErrSessionClosed, CodeIdentityRequired and CodeTooManyRequests.
func (s *Store) Identify(ctx context.Context, in Identification) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		_, err := once(ctx, tx, in.SiteID, "identify", in.IdempotencyKey, func() (struct{}, error) {
			if err := lockCustomers(ctx, tx, in.SiteID); err != nil {
				return struct{}{}, err
			}
			if in.Identity.Verified {
				return struct{}{}, identifySigned(ctx, tx, in)
			}
			if err := takeTypedIdentity(ctx, tx, in.SiteID, networkHash(in.From)); err != nil {
				return struct{}{}, err
			}
			return struct{}{}, identifyTyped(ctx, tx, in.SiteID, in.SessionID, in.Identity)
		})
		return err
	})
}

func identifySigned(ctx context.Context, tx pgx.Tx, in Identification) error {
	customerID, err := signedCustomer(ctx, tx, in.SiteID, in.Identity)
	if err != nil {
		return err
	}
	const visitor = `
		insert into visitors (site_id, id, sends_id, customer_id) values ($1, $2, true, $3)
		on conflict (site_id, id) do update set last_seen_at = now(), sends_id = true, customer_id = excluded.customer_id`
	if _, err := tx.Exec(ctx, visitor, in.SiteID, in.VisitorID, customerID); err != nil {
		return fmt.Errorf("link visitor to customer: %w", err)
	}
	if in.SessionID == "" {
		return nil
	}
	if _, err := lockOpenSession(ctx, tx, in.SiteID, in.SessionID); err != nil {
		return err
	}
	const session = `
		update sessions set customer_id = $3, identity_verified = true, visitor_email = $4, visitor_name = $5
		where site_id = $1 and id = $2`
	if _, err := tx.Exec(ctx, session, in.SiteID, in.SessionID, customerID, in.Identity.Email, in.Identity.Name); err != nil {
		return fmt.Errorf("link session to customer: %w", err)
	}
	return nil
}

// identifyTyped is the one rule for a name and an address that nobody signed.
func identifyTyped(ctx context.Context, tx pgx.Tx, siteID, sessionID string, who chat.Identity) error {
	verified, err := lockOpenSession(ctx, tx, siteID, sessionID)
	if err != nil {
		return err
	}
	if verified {
		return chat.Errorf(chat.CodeIdentityRequired, "This conversation has a signed identity; only another token changes it.")
	}
	customerID, err := typedCustomer(ctx, tx, siteID, who)
	if err != nil {
		return err
	}
	const session = `
		update sessions set
		    visitor_name = coalesce(nullif($3, ''), visitor_name), visitor_email = coalesce(nullif($4, ''), visitor_email),
		    customer_id = coalesce($5, customer_id)
		where site_id = $1 and id = $2`
	if _, err := tx.Exec(ctx, session, siteID, sessionID, who.Name, who.Email, customerID); err != nil {
		return fmt.Errorf("keep what the visitor typed: %w", err)
	}
	return nil
}

// addressIdentitiesHourly is how many names and addresses may be typed at one
// address of the network in an hour. Each may make a customer.
const addressIdentitiesHourly = 60

func takeTypedIdentity(ctx context.Context, tx pgx.Tx, siteID string, network []byte) error {
	if network == nil {
		return nil
	}
	l := limit{kind: usedIdentities, subject: network, window: time.Hour, most: addressIdentitiesHourly}
	return take(ctx, tx, siteID, l, 1, "Many names and addresses came from your network. Please wait a while.")
}

// lockOpenSession holds a session's row and tells whether its identity is
// signed. It returns chat.ErrNotFound or chat.ErrSessionClosed.
func lockOpenSession(ctx context.Context, tx pgx.Tx, siteID, sessionID string) (verified bool, err error) {
	var status chat.Status
	const query = `select status, identity_verified from sessions where site_id = $1 and id = $2 for update`
	if err := tx.QueryRow(ctx, query, siteID, sessionID).Scan(&status, &verified); err != nil {
		return false, notFound("lock session", err)
	}
	if status == chat.StatusClosed {
		return false, chat.ErrSessionClosed
	}
	return verified, nil
}

// MakeIdentitySecret gives a site a new secret to sign identities with and
// returns it; it cannot be read again. Tokens under the old one are refused from
// now on. It returns chat.ErrNotFound for an unknown site and CodeNotConfigured
// where nothing can be sealed.
func (s *Store) MakeIdentitySecret(ctx context.Context, by, siteID string) (string, error) {
	secret := "isk_" + randomText(40)
	sealed, err := s.seal.Seal(secret)
	if err != nil {
		return "", fmt.Errorf("seal identity secret: %w", err)
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		const query = `update site_settings set identity_secret_sealed = $2, updated_at = now() where site_id = $1`
		tag, err := tx.Exec(ctx, query, siteID, sealed)
		if err != nil {
			return fmt.Errorf("keep identity secret: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return chat.ErrNotFound
		}
		return addAudit(ctx, tx, chat.AuditEntry{Action: chat.ActionSecretMade, UserID: by, SiteID: siteID})
	})
	if err != nil {
		return "", err
	}
	return secret, nil
}

// FindIdentitySecret returns the secret that a site signs identities with, or
// chat.ErrNotFound when it has none.
func (s *Store) FindIdentitySecret(ctx context.Context, siteID string) (string, error) {
	var sealed []byte
	const query = `select identity_secret_sealed from site_settings where site_id = $1`
	if err := s.pool.QueryRow(ctx, query, siteID).Scan(&sealed); err != nil {
		return "", notFound("find identity secret", err)
	}
	if sealed == nil {
		return "", chat.ErrNotFound
	}
	secret, err := s.seal.Open(sealed)
	if err != nil {
		return "", fmt.Errorf("read identity secret: %w", err)
	}
	return secret, nil
}
