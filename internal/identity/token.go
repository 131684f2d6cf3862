// Package identity reads the tokens with which a site's own backend signs who a
// visitor is.
package identity

import (
	"errors"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// Limits of a token.
const (
	MaxTokenBytes = 4096
	MaxLifetime   = time.Hour   // from when it is read until it expires
	leeway        = time.Minute // for clocks that differ
)

type claims struct {
	jwt.RegisteredClaims
	Email string `json:"email"`
	Name  string `json:"name"`
}

// Verify returns who a token says that the visitor is. The token is a JWT signed
// with HS256 and the site's secret. Any other token gives an error with
// CodeIdentityInvalid that says what is wrong, but nothing about the secret.
func Verify(token, secret string, now time.Time) (chat.Identity, error) {
	if len(token) > MaxTokenBytes {
		return refuse("is too long")
	}
	var c claims
	parsed, err := jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}),
		jwt.WithExpirationRequired(),
		jwt.WithLeeway(leeway),
		jwt.WithTimeFunc(func() time.Time { return now }),
		jwt.WithStrictDecoding(),
	).ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return []byte(secret), nil })
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return refuse("has expired")
	case errors.Is(err, jwt.ErrTokenNotValidYet):
		return refuse("is not valid yet")
	case errors.Is(err, jwt.ErrTokenRequiredClaimMissing):
		return refuse("needs an expiry (exp)")
	case errors.Is(err, jwt.ErrTokenMalformed):
		return refuse("is not a JWT, or a claim is not of the right type (sub, email and name are texts, exp is a number)")
	case err != nil:
		return refuse("is not signed with HS256 and the site's secret")
	}
	if _, critical := parsed.Header["crit"]; critical {
		return refuse("has critical headers, which are not known here")
	}
	if c.ExpiresAt.After(now.Add(MaxLifetime + leeway)) {
		return refuse("is valid for more than an hour")
	}
	who, err := chat.ParseIdentity(chat.Identity{Verified: true, ExternalID: c.Subject, Email: c.Email, Name: c.Name})
	if err != nil {
		return refuse("names nobody: it needs an e-mail address (email) or a user's id (sub), and may have a name")
	}
	return who, nil
}

func refuse(why string) (chat.Identity, error) {
	return chat.Identity{}, chat.Errorf(chat.CodeIdentityInvalid, "The identity token %s.", why)
}
