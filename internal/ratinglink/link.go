// Package ratinglink makes the addresses at which visitors rate a conversation
// from a mail.
//
// A token is good for one thing: rating the one conversation that it names,
// until it expires. It opens neither the conversation nor anything else of the
// visitor. This is the product's one token in an address, which a mail cannot do
// without; rating pages therefore send no Referer and are not stored.
package ratinglink

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/url"
	"time"

	"github.com/google/uuid"

	"github.com/innconnect/innconnect/internal/chat"
)

// Lifetime is how long a link works.
const Lifetime = 14 * 24 * time.Hour

// Path is where the rating page is, before the token.
const Path = "/rating/"

// Link is what a token says.
type Link struct {
	SiteID    string
	SessionID string
	Expires   time.Time // to the second
}

// Signer makes and checks tokens.
type Signer struct{ key []byte }

// NewSigner derives the signing key from the program's encryption key.
func NewSigner(secret []byte) (*Signer, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, "innconnect rating link v1", sha256.Size)
	if err != nil {
		return nil, err
	}
	return &Signer{key: key}, nil
}

const (
	idBytes   = 16
	bodyBytes = 2*idBytes + 8 // the site, the session and the seconds of the expiry
)

var encoding = base64.RawURLEncoding.Strict()

// Token signs a link, whose ids are UUIDs.
func (s *Signer) Token(l Link) string {
	site, session := uuid.MustParse(l.SiteID), uuid.MustParse(l.SessionID)
	body := make([]byte, 0, bodyBytes+sha256.Size)
	body = append(append(body, site[:]...), session[:]...)
	body = binary.BigEndian.AppendUint64(body, uint64(l.Expires.Unix()))
	return encoding.EncodeToString(append(body, s.sign(body)...))
}

// Read returns what a token says, or chat.ErrNotFound for one that this program
// did not sign or that has expired.
func (s *Signer) Read(token string, now time.Time) (Link, error) {
	raw, err := encoding.DecodeString(token)
	if err != nil || len(raw) != bodyBytes+sha256.Size || !hmac.Equal(raw[bodyBytes:], s.sign(raw[:bodyBytes])) {
		return Link{}, chat.ErrNotFound
	}
	out := Link{
		SiteID:    uuid.UUID(raw[:idBytes]).String(),
		SessionID: uuid.UUID(raw[idBytes : 2*idBytes]).String(),
		Expires:   time.Unix(int64(binary.BigEndian.Uint64(raw[2*idBytes:bodyBytes])), 0).UTC(),
	}
	if !now.Before(out.Expires) {
		return Link{}, chat.ErrNotFound
	}
	return out, nil
}

func (s *Signer) sign(body []byte) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write(body)
	return mac.Sum(nil)
}

// Addresses makes the addresses of rating pages.
type Addresses struct {
	Public string  // where people reach the API; "" when that is not known
	Signer *Signer // nil without an encryption key
}

// For returns the address at which a session can be rated until Lifetime has
// passed, "" when there can be none.
func (a Addresses) For(siteID, sessionID string, now time.Time) string {
	base, err := url.Parse(a.Public)
	if a.Public == "" || a.Signer == nil || err != nil {
		return ""
	}
	return base.JoinPath(Path, a.Signer.Token(Link{SiteID: siteID, SessionID: sessionID, Expires: now.Add(Lifetime)})).String()
}
