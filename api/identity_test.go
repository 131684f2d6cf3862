package api

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/seal"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// token signs as a site's backend does.
func token(t testing.TB, secret string, claims jwt.MapClaims) string {
	t.Helper()
	if claims["exp"] == nil {
		claims["exp"] = time.Now().Add(10 * time.Minute).Unix()
	}
	text, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(secret))
	require.NoError(t, err)
	return text
}

func (r *rig) secret(siteID string) string {
	r.t.Helper()
	a := r.staff(chat.UserAdmin)("POST", "/api/admin/sites/"+siteID+"/identity-secret", nil)
	require.Equal(r.t, 201, a.StatusCode, "%s", a.body)
	var made IdentitySecret
	a.into(r.t, &made)
	return made.Secret
}

func (r *rig) identify(s Session, body NewIdentity, headers ...string) answer {
	r.t.Helper()
	return r.call("POST", "/api/chat/identify", body, append([]string{"X-Visitor-ID", s.VisitorID}, headers...)...)
}

// shown is what staff see of who a conversation is with.
func (r *rig) shown(s Session) (name, email *string, verified bool) {
	r.t.Helper()
	var c Conversation
	r.staff(chat.UserAdmin)("GET", "/api/admin/conversations/"+s.ID, nil).into(r.t, &c)
	return c.VisitorName, c.VisitorEmail, c.VisitorVerified
}

func TestASignedTokenSaysWhoAVisitorIs(t *testing.T) {
	r := newRig(t)
	secret := r.secret(r.site.ID)
	s := r.session(uuid.NewString())
	a := r.identify(s, NewIdentity{SessionID: &s.ID, Token: orNull(token(t, secret, jwt.MapClaims{"sub": "42", "email": "ana@example.org", "name": "Ana"}))})
	require.Equal(t, 200, a.StatusCode, "%s", a.body)
	var got Identity
	a.into(t, &got)
	require.Equal(t, Identity{Verified: true, Email: orNull("ana@example.org"), Name: orNull("Ana")}, got)
	for _, session := range []Session{s, r.session(s.VisitorID)} {
		name, email, verified := r.shown(session)
		require.Equal(t, []any{"Ana", "ana@example.org", true}, []any{*name, *email, verified}, "this session and later ones")
	}
	require.NotContains(t, r.log.String(), "ana@example.org")
	require.NotContains(t, r.log.String(), secret)
}

func TestATokenOfAnotherSiteOrAnOldSecretIsRefused(t *testing.T) {
	r := newRig(t)
	s := r.session(uuid.NewString())
	ana := jwt.MapClaims{"email": "ana@example.org"}
	other, _ := otherSite(t, r)
	foreign := token(t, r.secret(other.ID), ana)
	refused := func(text string) {
		t.Helper()
		before := r.content()
		a := r.identify(s, NewIdentity{SessionID: &s.ID, Token: &text})
		require.Equal(t, 403, a.StatusCode, "%s", a.body)
		require.Equal(t, "identity_invalid", a.code(t))
		require.Equal(t, before, r.content())
	}
	refused(foreign) // this site has no secret
	old := r.secret(r.site.ID)
	refused(foreign)
	secret := r.secret(r.site.ID)
	refused(token(t, old, ana))
	refused(token(t, secret, jwt.MapClaims{"email": "ana@example.org", "exp": time.Now().Add(-2 * time.Minute).Unix()}))
	refused(token(t, secret, jwt.MapClaims{"email": "ana@example.org", "exp": time.Now().Add(2 * time.Hour).Unix()}))
	require.Equal(t, 200, r.identify(s, NewIdentity{Token: orNull(token(t, secret, ana))}).StatusCode)
}

func TestATypedAddressShowsNothingOfACustomer(t *testing.T) {
	r := newRig(t)
	owner := r.session(uuid.NewString())
	signed := token(t, r.secret(r.site.ID), jwt.MapClaims{"sub": "42", "email": "ana@example.org", "name": "Ana the Great"})
	require.Equal(t, 200, r.identify(owner, NewIdentity{SessionID: &owner.ID, Token: &signed}).StatusCode)

	s := r.session(uuid.NewString())
	a := r.identify(s, NewIdentity{SessionID: &s.ID, Email: orNull("ana@example.org"), Name: orNull("Mallory")})
	require.Equal(t, 200, a.StatusCode, "%s", a.body)
	var got Identity
	a.into(t, &got)
	require.Equal(t, Identity{Email: orNull("ana@example.org"), Name: orNull("Mallory")}, got)
	typed := r.call("POST", "/api/chat/session", `{"email":"ana@example.org"}`, "X-Visitor-ID", s.VisitorID)
	require.Equal(t, 201, typed.StatusCode)
	for _, body := range []string{string(a.body), string(typed.body), string(r.call("GET", "/api/chat/session/"+s.ID, nil, "X-Visitor-ID", s.VisitorID).body)} {
		require.NotContains(t, body, "Great")
	}
	_, _, verified := r.shown(s)
	require.False(t, verified)
	name, _, verified := r.shown(owner)
	require.True(t, verified)
	require.Equal(t, "Ana the Great", *name)

	a = r.identify(owner, NewIdentity{SessionID: &owner.ID, Email: orNull("eve@example.org")})
	require.Equal(t, "identity_required", a.code(t))
	a = r.call("POST", "/api/chat/session", `{"email":"eve@example.org"}`, "X-Visitor-ID", owner.VisitorID)
	require.Equal(t, "identity_required", a.code(t), "the same rule when a session is created")
}

func TestAnEndedConversationKeepsItsIdentity(t *testing.T) {
	r := newRig(t)
	s := r.ended(uuid.NewString())
	a := r.identify(s, NewIdentity{SessionID: &s.ID, Email: orNull("ana@example.org")})
	require.Equal(t, "session_closed", a.code(t))
}

func TestTypedIdentitiesOfAnAddressAreLimited(t *testing.T) {
	r := newRig(t)
	last := storetest.InOneMinute(t, func() (a answer) {
		s := r.session(uuid.NewString())
		for range 61 {
			a = r.identify(s, NewIdentity{SessionID: &s.ID, Email: orNull("ana@example.org")})
		}
		return a
	})
	require.Equal(t, 429, last.StatusCode)
	require.NotEmpty(t, last.Header.Get("Retry-After"))
}

func TestAnIdentityThatIsNotPossibleIsRefused(t *testing.T) {
	r := newRig(t)
	s, other := r.session(uuid.NewString()), r.session(uuid.NewString())
	email := orNull("ana@example.org")
	before := r.content()
	for name, c := range map[string]struct {
		body    NewIdentity
		headers []string
		status  int
		field   string
	}{
		"nothing":              {NewIdentity{}, nil, 400, "email"},
		"a name alone":         {NewIdentity{SessionID: &s.ID, Name: orNull("Ana")}, nil, 400, "email"},
		"no session":           {NewIdentity{Email: email}, nil, 400, "session_id"},
		"both":                 {NewIdentity{SessionID: &s.ID, Email: email, Token: orNull("a.b.c")}, nil, 400, "token"},
		"no address":           {NewIdentity{SessionID: &s.ID, Email: orNull("ana")}, nil, 400, "email"},
		"a name on two lines":  {NewIdentity{SessionID: &s.ID, Email: email, Name: orNull("a\nb")}, nil, 400, "name"},
		"another visitor's":    {NewIdentity{SessionID: &other.ID, Email: email}, nil, 404, ""},
		"a session of nobody":  {NewIdentity{SessionID: orNull(uuid.NewString()), Email: email}, nil, 404, ""},
		"no visitor id":        {NewIdentity{SessionID: &s.ID, Email: email}, []string{"X-Visitor-ID", ""}, 400, "X-Visitor-ID"},
		"too long for a token": {NewIdentity{Token: orNull(string(make([]byte, 5000)))}, nil, 400, ""},
	} {
		a := r.identify(s, c.body, c.headers...)
		require.Equal(t, c.status, a.StatusCode, "%s: %s", name, a.body)
		if c.field != "" {
			var p Problem
			a.into(t, &p)
			require.Equal(t, c.field, (*p.Errors)[0].Field, name)
		}
	}
	require.Equal(t, before, r.content())
}

func TestIdentifyingAgainWithTheSameKeyIsOneRequest(t *testing.T) {
	r := newRig(t)
	s := r.session(uuid.NewString())
	body := NewIdentity{SessionID: &s.ID, Email: orNull("ana@example.org")}
	for range 2 {
		require.Equal(t, 200, r.identify(s, body, "Idempotency-Key", "k-1").StatusCode)
	}
	body.Email = orNull("bo@example.org")
	require.Equal(t, "idempotency_conflict", r.identify(s, body, "Idempotency-Key", "k-1").code(t))
}

func TestWithoutAnEncryptionKeyNoSecretIsMade(t *testing.T) {
	r := newRig(t)
	unsealed, err := store.Open(context.Background(), r.url, 2, seal.None{})
	require.NoError(t, err)
	t.Cleanup(unsealed.Close)
	admin := r.staff(chat.UserAdmin)
	o := r.options
	o.Store = unsealed
	engine, err := New(o)
	require.NoError(t, err)
	r.server = httptest.NewServer(engine)
	t.Cleanup(r.server.Close)
	a := admin("POST", "/api/admin/sites/"+r.site.ID+"/identity-secret", nil)
	require.Equal(t, 409, a.StatusCode)
	require.Equal(t, "not_configured", a.code(t))
	settings := "/api/admin/sites/" + r.site.ID + "/settings"
	a = admin("PATCH", settings, `{"title":"Ask","provider_key":"secret"}`)
	require.Equal(t, "not_configured", a.code(t))
	require.NotContains(t, string(admin("GET", settings, nil).body), "Ask", "all of it is changed or nothing")
	require.Contains(t, string(a.body), "INNCONNECT_ENCRYPTION_KEY")
	require.Equal(t, "not_configured", admin("PATCH", "/api/admin/sites/"+r.site.ID+"/mail", `{"sendgrid_key":"secret"}`).code(t))
}
