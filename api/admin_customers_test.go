package api

import (
	"net/http"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

func TestACustomerIsErasedWithAConversationThatWasOpen(t *testing.T) {
	r := newRound(t)
	admin := r.cookie(r.user(uuid.NewString()+"@example.org", chat.UserAdmin).Email, password)
	typed := map[string]any{"session_id": r.session.ID, "email": "zebrafinch@example.org", "name": "Zebra"}
	a := r.call("POST", "/api/chat/identify", typed, "X-Visitor-ID", r.session.VisitorID)
	require.Equal(t, 200, a.StatusCode, "%s", a.body)
	r.say(r.session, "I am Zebra", "1")
	require.Equal(t, 200, r.ana("POST", r.path+"/takeover", nil).StatusCode)

	var found CustomerPage
	r.call("GET", "/api/admin/customers?q=zebraf", nil, admin...).into(t, &found)
	require.Len(t, found.Data, 1)
	path := "/api/admin/customers/" + found.Data[0].ID
	a = r.call("POST", path+"/export", nil, admin...)
	require.Equal(t, 200, a.StatusCode)
	require.Equal(t, `attachment; filename="customer-`+found.Data[0].ID+`.json"`, a.Header.Get("Content-Disposition"))
	require.Contains(t, string(a.body), "I am Zebra")

	a = r.call("DELETE", path, nil, admin...)
	require.Equal(t, 204, a.StatusCode, "%s", a.body)
	require.Equal(t, string(chat.CodeNotFound), r.call("GET", path, nil, admin...).code(t))
	require.Equal(t, string(chat.CodeNotFound), r.ana("GET", r.path, nil).code(t), "nobody reads the conversation any more")
	a = r.call("GET", "/api/chat/history/"+r.session.ID, nil, "X-Visitor-ID", r.session.VisitorID)
	require.Equal(t, string(chat.CodeNotFound), a.code(t), "nor does the visitor")
}

func TestCustomersOfOneSiteAreMergedUnlessTheSiteTellsThemApart(t *testing.T) {
	r := newRig(t)
	admin := r.cookie(r.user(uuid.NewString()+"@example.org", chat.UserAdmin).Email, password)
	s := scene{rig: r}
	one, two := s.customer(), s.customer()
	merge := func(to, from string) answer {
		return r.call("POST", "/api/admin/customers/"+to+"/merge", map[string]any{"from": from}, admin...)
	}
	require.Equal(t, string(chat.CodeInvalid), merge(one, one).code(t))
	var got CustomerProfile
	merge(one, two).into(t, &got)
	require.Len(t, got.Conversations, 2)
	require.Len(t, got.Emails, 1)
	require.Equal(t, string(chat.CodeNotFound), merge(one, two).code(t))

	signed := func(id string) string {
		visitor := uuid.NewString()
		session := r.session(visitor)
		require.NoError(t, r.store.Identify(t.Context(), store.Identification{
			SiteID: r.site.ID, VisitorID: visitor, SessionID: session.ID, Identity: chat.Identity{Verified: true, ExternalID: id},
		}))
		found, err := r.store.FindSession(t.Context(), r.site.ID, session.ID)
		require.NoError(t, err)
		return found.CustomerID
	}
	require.Equal(t, string(chat.CodeCustomersDiffer), merge(signed("1"), signed("2")).code(t))
}

func TestANoteAboutACustomerIsWrittenOnce(t *testing.T) {
	r := newRig(t)
	agent := r.cookie(r.user(uuid.NewString()+"@example.org", chat.UserAgent, r.site.ID).Email, password)
	customer := scene{rig: r}.customer()
	path := "/api/admin/customers/" + customer
	note := func(id, content string) answer {
		return r.call("POST", path+"/notes", map[string]any{"id": id, "content": content}, agent...)
	}
	id := uuid.NewString()
	require.Equal(t, 201, note(id, "Called <b>").StatusCode)
	require.Equal(t, 201, note(id, "Called <b>").StatusCode)
	require.Equal(t, string(chat.CodeConflict), note(id, "Wrote").code(t))
	require.Equal(t, string(chat.CodeMessageEmpty), note(uuid.NewString(), " \n").code(t))
	require.Equal(t, string(chat.CodeMessageTooLong), note(uuid.NewString(), strings.Repeat("a", 4001)).code(t))
	var got CustomerProfile
	r.call("GET", path, nil, agent...).into(t, &got)
	require.Len(t, got.Notes, 1)
	require.Equal(t, "Called <b>", got.Notes[0].Content)
	require.Equal(t, http.StatusForbidden, r.call("DELETE", path, nil, agent...).StatusCode)
}

func TestAConversationLeadsToItsCustomer(t *testing.T) {
	r := newRig(t)
	agent := r.staff(chat.UserAgent, r.site.ID)
	s := r.session(uuid.NewString())
	var shown Conversation
	agent("GET", "/api/admin/conversations/"+s.ID, nil).into(t, &shown)
	require.Nil(t, shown.CustomerID, "nobody knows the visitor")
	secret := r.secret(r.site.ID)
	require.Equal(t, 200, r.identify(s, NewIdentity{Token: orNull(token(t, secret, jwt.MapClaims{"email": "ana@example.org"}))}).StatusCode)
	agent("GET", "/api/admin/conversations/"+s.ID, nil).into(t, &shown)
	require.NotNil(t, shown.CustomerID)
	var profile CustomerProfile
	a := agent("GET", "/api/admin/customers/"+*shown.CustomerID, nil)
	require.Equal(t, 200, a.StatusCode, "%s", a.body)
	a.into(t, &profile)
	require.Equal(t, "ana@example.org", *profile.Customer.Email)
}
