package identity

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

const secret = "isk_abcdefghijklmnopqrstuvwxyz0123456789ABCD"

var now = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)

func sign(t testing.TB, method jwt.SigningMethod, key any, claims jwt.MapClaims, headers ...string) string {
	t.Helper()
	token := jwt.NewWithClaims(method, claims)
	for i := 0; i < len(headers); i += 2 {
		token.Header[headers[i]] = headers[i+1]
	}
	text, err := token.SignedString(key)
	require.NoError(t, err)
	return text
}

func TestASignedTokenSaysWhoTheVisitorIs(t *testing.T) {
	for name, c := range map[string]struct {
		claims jwt.MapClaims
		want   chat.Identity
	}{
		"all":     {jwt.MapClaims{"sub": "42", "email": " ana@example.org ", "name": "Ana"}, chat.Identity{Verified: true, ExternalID: "42", Email: "ana@example.org", Name: "Ana"}},
		"address": {jwt.MapClaims{"email": "ana@example.org"}, chat.Identity{Verified: true, Email: "ana@example.org"}},
		"user":    {jwt.MapClaims{"sub": "42"}, chat.Identity{Verified: true, ExternalID: "42"}},
	} {
		for _, life := range []time.Duration{-30 * time.Second, time.Minute, time.Hour} { // clocks differ by up to a minute
			c.claims["exp"] = now.Add(life).Unix()
			got, err := Verify(sign(t, jwt.SigningMethodHS256, []byte(secret), c.claims), secret, now)
			require.NoError(t, err, name)
			require.Equal(t, c.want, got, name)
		}
	}
}

func TestATokenThatIsNotTheSitesOwnIsRefused(t *testing.T) {
	ana := func(more ...any) jwt.MapClaims {
		claims := jwt.MapClaims{"email": "ana@example.org", "exp": now.Add(time.Minute).Unix()}
		for i := 0; i < len(more); i += 2 {
			if claims[more[i].(string)] = more[i+1]; more[i+1] == nil {
				delete(claims, more[i].(string))
			}
		}
		return claims
	}
	good := sign(t, jwt.SigningMethodHS256, []byte(secret), ana())
	parts := strings.Split(good, ".")
	part := func(json string) string { return base64.RawURLEncoding.EncodeToString([]byte(json)) }
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	for name, token := range map[string]string{
		"nothing":             "",
		"no token":            "ana@example.org",
		"another secret":      sign(t, jwt.SigningMethodHS256, []byte(secret+"x"), ana()),
		"no algorithm":        sign(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, ana()),
		"none in capitals":    part(`{"alg":"NONE"}`) + "." + parts[1] + ".",
		"no signature":        parts[0] + "." + parts[1] + ".",
		"another payload":     parts[0] + "." + part(`{"email":"boss@example.org","exp":1772443860}`) + "." + parts[2],
		"HS384":               sign(t, jwt.SigningMethodHS384, []byte(secret), ana()),
		"HS512":               sign(t, jwt.SigningMethodHS512, []byte(secret), ana()),
		"another kind of key": sign(t, jwt.SigningMethodES256, curve, ana()),
		"claims to be RS256":  part(`{"alg":"RS256"}`) + "." + parts[1] + "." + parts[2],
		"critical header":     sign(t, jwt.SigningMethodHS256, []byte(secret), ana(), "crit", "b64"),
		"expired":             sign(t, jwt.SigningMethodHS256, []byte(secret), ana("exp", now.Add(-61*time.Second).Unix())),
		"too long a life":     sign(t, jwt.SigningMethodHS256, []byte(secret), ana("exp", now.Add(time.Hour+2*time.Minute).Unix())),
		"no expiry":           sign(t, jwt.SigningMethodHS256, []byte(secret), ana("exp", nil)),
		"expiry of text":      sign(t, jwt.SigningMethodHS256, []byte(secret), ana("exp", "soon")),
		"not yet valid":       sign(t, jwt.SigningMethodHS256, []byte(secret), ana("nbf", now.Add(2*time.Minute).Unix())),
		"nobody":              sign(t, jwt.SigningMethodHS256, []byte(secret), ana("email", nil)),
		"no address":          sign(t, jwt.SigningMethodHS256, []byte(secret), ana("email", "ana")),
		"address with header": sign(t, jwt.SigningMethodHS256, []byte(secret), ana("email", "ana@example.org\r\nBcc: b@example.org")),
		"address of a number": sign(t, jwt.SigningMethodHS256, []byte(secret), ana("email", 42)),
		"name on two lines":   sign(t, jwt.SigningMethodHS256, []byte(secret), ana("name", "Ana\nBo")),
		"too long":            sign(t, jwt.SigningMethodHS256, []byte(secret), ana("more", strings.Repeat("a", MaxTokenBytes))),
		"five parts":          good + "." + parts[2] + "." + parts[2],
	} {
		got, err := Verify(token, secret, now)
		require.Equal(t, chat.CodeIdentityInvalid, chat.CodeOf(err), name)
		require.Zero(t, got, name)
		require.NotContains(t, err.Error(), secret)
	}
}

// FuzzVerify holds that nothing but the secret makes a token.
func FuzzVerify(f *testing.F) {
	good := sign(f, jwt.SigningMethodHS256, []byte(secret), jwt.MapClaims{"email": "ana@example.org", "exp": now.Add(time.Minute).Unix()})
	for _, seed := range []string{good, "", "..", good[:len(good)-1], "eyJhbGciOiJub25lIn0.e30."} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		if _, err := Verify(token, "another secret", now); err == nil {
			t.Fatal("accepted")
		}
	})
}
