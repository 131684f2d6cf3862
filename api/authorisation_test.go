package api

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// A party is somebody who makes calls.
type party struct {
	name    string
	headers []string
	visitor string    // whose things it can open
	user    chat.User // of the admin panel
	refused chat.Code // whatever it calls; "" when that depends
}

// TestWhoMayMakeWhichCall holds that each call of a chat is open to the visitor
// whose things it names, from the site's own pages or programs, and that those
// things are not there for anybody else.
func TestWhoMayMakeWhichCall(t *testing.T) {
	r := newRig(t)
	r.limit(chat.Limits{})
	visitor := uuid.NewString()
	other, otherKey := otherSite(t, r)
	serverKey, otherServerKey := r.newKey(r.site, store.ServerKey).Key, r.newKey(other, store.ServerKey).Key
	revoked, rotated := r.newKey(r.site, store.PublicKey), r.newKey(r.site, store.ServerKey)
	require.NoError(t, r.store.RevokeKey(t.Context(), "", r.site.ID, revoked.ID))
	_, err := r.store.RotateKey(t.Context(), store.KeyRotation{SiteID: r.site.ID, KeyID: rotated.ID})
	require.NoError(t, err)
	program := []string{"Origin", ""}
	parties := []party{
		{name: "the visitor", headers: []string{"X-Visitor-ID", visitor}, visitor: visitor},
		{name: "the site's program", headers: append(program, "X-Visitor-ID", visitor, "X-API-Key", serverKey), visitor: visitor},
		{name: "another visitor", headers: []string{"X-Visitor-ID", uuid.NewString()}},
		{name: "the site's program for another visitor", headers: append(program, "X-Visitor-ID", uuid.NewString(), "X-API-Key", serverKey)},
		{name: "nobody in particular"},
		{name: "the visitor on another site", headers: []string{"X-Visitor-ID", visitor, "X-API-Key", otherKey}},
		{name: "another site's program", headers: append(program, "X-Visitor-ID", visitor, "X-API-Key", otherServerKey)},
		{name: "no key", headers: []string{"X-Visitor-ID", visitor, "X-API-Key", ""}, refused: chat.CodeMissingKey},
		{name: "a wrong key", headers: []string{"X-Visitor-ID", visitor, "X-API-Key", "sk_abcdefghijklmnopqrstuvwxyz012345"}, refused: chat.CodeInvalidKey},
		{name: "no form of a key", headers: []string{"X-Visitor-ID", visitor, "X-API-Key", "' or 1=1 --"}, refused: chat.CodeInvalidKey},
		{name: "a revoked key", headers: []string{"X-Visitor-ID", visitor, "X-API-Key", revoked.Key}, refused: chat.CodeInvalidKey},
		{name: "a key that has run out", headers: append(program, "X-Visitor-ID", visitor, "X-API-Key", rotated.Key), refused: chat.CodeInvalidKey},
		{name: "a foreign page", headers: []string{"X-Visitor-ID", visitor, "Origin", "https://evil.example"}, refused: chat.CodeOriginNotAllowed},
		{name: "a foreign page with the server key", headers: []string{"X-Visitor-ID", visitor, "X-API-Key", serverKey, "Origin", "https://evil.example"}, refused: chat.CodeOriginNotAllowed},
		{name: "a program with the public key", headers: append(program, "X-Visitor-ID", visitor), refused: chat.CodeOriginRequired},
		{name: "an admin's session", headers: append([]string{"X-API-Key", ""}, r.cookie(r.user(uuid.NewString()+"@example.org", chat.UserAdmin).Email, password)...), refused: chat.CodeMissingKey},
	}
	all, err := endpoints()
	require.NoError(t, err)
	for _, e := range all {
		if e.staff {
			continue
		}
		t.Run(e.id, func(t *testing.T) {
			at := *r
			at.t = t
			s := scene{rig: &at, visitor: visitor}
			in, target, body := s.sample(e)
			before := r.content()
			missing := func() map[string]any {
				target, body := in.elsewhere().request(&at, e)
				return withoutRequestID(t, at.call(e.method, target, body, "X-Visitor-ID", visitor))
			}
			for _, p := range parties {
				want := p.refusal(e, in)
				if want == "" {
					continue
				}
				a := at.call(e.method, target, body, p.headers...)
				require.Equal(t, string(want), a.code(t), "%s: %s", p.name, a.body)
				if want == chat.CodeNotFound {
					require.Equal(t, missing(), withoutRequestID(t, a), p.name)
				}
			}
			require.Equal(t, before, r.content(), "refused calls change nothing")
			for _, p := range parties {
				if p.refusal(e, in) != "" {
					continue
				}
				_, target, body := s.sample(e)
				a := at.call(e.method, target, body, p.headers...)
				require.Less(t, a.StatusCode, 300, "%s: %s", p.name, a.body)
			}
		})
	}
}

// refusal is what a call of a chat must answer the party, "" for a success.
func (p party) refusal(e endpoint, in sample) chat.Code {
	id := e.spec.Parameters.GetByInAndName("header", "X-Visitor-ID")
	switch {
	case !e.keyed:
		return ""
	case p.refused != "":
		return p.refused
	case id != nil && id.Required && !slices.Contains(p.headers, "X-Visitor-ID"):
		return chat.CodeInvalid
	case in.owner == visitors && p.visitor == "":
		return chat.CodeNotFound
	}
	return ""
}

// TestWhichStaffMayMakeWhichCall holds the same for the admin panel: a call is
// open to the roles that the contract names, and what belongs to a site or a
// user is not there for others.
func TestWhichStaffMayMakeWhichCall(t *testing.T) {
	r := newRig(t)
	other, _ := otherSite(t, r)
	staff := func(name string, role chat.UserRole, sites ...string) party {
		u := r.user(uuid.NewString()+"@example.org", role, sites...)
		return party{name: name, user: u, headers: r.cookie(u.Email, password)}
	}
	var admin, agent, viewer party
	var elsewhere []party
	enrol := func() {
		admin, agent, viewer = staff("admin", chat.UserAdmin), staff("agent", chat.UserAgent, r.site.ID), staff("viewer", chat.UserViewer, r.site.ID)
		elsewhere = []party{staff("agent of another site", chat.UserAgent, other.ID), staff("viewer of another site", chat.UserViewer, other.ID), staff("agent of no site", chat.UserAgent)}
	}
	enrol()
	gone := r.cookie(agent.user.Email, password)
	require.Equal(t, 204, r.call("POST", "/api/admin/logout", nil, gone...).StatusCode)
	strangers := []party{
		{name: "nobody"},
		{name: "somebody who signed out", headers: gone},
		{name: "an invented session", headers: []string{"Cookie", localCookie + "=" + strings.Repeat("a", 43)}},
		{name: "SQL for a session", headers: []string{"Cookie", secureCookie + "=' or 1=1"}},
	}
	all, err := endpoints()
	require.NoError(t, err)
	for _, e := range all {
		if !e.staff {
			continue
		}
		t.Run(e.id, func(t *testing.T) {
			at := *r
			at.t = t
			own := agent // whose sample it is
			if !slices.Contains(e.roles, chat.UserAgent) {
				own = admin
			}
			s := scene{rig: &at, visitor: uuid.NewString(), user: own.user}
			r.exec(`update user_sessions set last_seen_at = now()`) // it is noted once a minute, which a slow run would see
			in, target, body := s.sample(e)
			before := r.content()
			refuse := func(name string, want chat.Code, headers ...string) answer {
				t.Helper()
				a := at.call(e.method, target, body, append([]string{"X-API-Key", ""}, headers...)...)
				require.Equal(t, string(want), a.code(t), "%s: %s", name, a.body)
				return a
			}
			if e.keyed {
				for _, p := range strangers {
					refuse(p.name, chat.CodeSignInRequired, p.headers...)
				}
				refuse("a site's key", chat.CodeSignInRequired, "X-API-Key", r.key)
			}
			if e.method != http.MethodGet {
				refuse("a foreign page", chat.CodeCrossSite, append(own.headers, "Origin", "https://evil.example")...)
				refuse("a site's page", chat.CodeCrossSite, append(own.headers, "Origin", shop)...)
			}
			var allowed []party
			missingTarget, missingBody := in.elsewhere().request(&at, e)
			for _, p := range append(elsewhere, admin, agent, viewer) {
				foreign := in.owner == users && p.name != own.name || in.owner == sites && slices.ContainsFunc(elsewhere, func(q party) bool { return q.name == p.name })
				switch {
				case e.keyed && !slices.Contains(e.roles, p.user.Role):
					refuse(p.name, chat.CodeForbidden, p.headers...)
				case foreign:
					missing := at.call(e.method, missingTarget, missingBody, append([]string{"X-API-Key", ""}, p.headers...)...)
					a := refuse(p.name, chat.CodeNotFound, p.headers...)
					require.Equal(t, withoutRequestID(t, missing), withoutRequestID(t, a), p.name)
				default:
					allowed = append(allowed, p)
				}
			}
			if in.owner != nobodys {
				a := at.call(e.method, missingTarget, missingBody, append([]string{"X-API-Key", ""}, own.headers...)...)
				require.Equal(t, string(chat.CodeNotFound), a.code(t), "%s", a.body)
			}
			require.Equal(t, before, r.content(), "refused calls change nothing")
			for _, p := range allowed {
				s.user = p.user
				_, target, body := s.sample(e)
				a := at.call(e.method, target, body, append([]string{"X-API-Key", ""}, p.headers...)...)
				require.Less(t, a.StatusCode, 300, "%s: %s", p.name, a.body)
			}
			if in.once {
				enrol()
			}
		})
	}
}

func (r *rig) newKey(site chat.Site, kind store.KeyKind) store.Key {
	r.t.Helper()
	key, err := r.store.CreateKey(r.t.Context(), store.NewKey{SiteID: site.ID, Kind: kind, Name: "Test"})
	require.NoError(r.t, err)
	return key
}
