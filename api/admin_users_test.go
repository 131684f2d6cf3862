package api

import (
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

func TestANewUserChangesTheTemporaryPasswordBeforeAnythingElse(t *testing.T) {
	r := newRig(t)
	admin := r.staff(chat.UserAdmin)
	a := admin("POST", "/api/admin/users", NewUser{Email: "ana@example.org", Name: "Ana", Role: UserRoleAgent, Sites: &[]string{r.site.ID}})
	require.Equal(t, 201, a.StatusCode, "%s", a.body)
	var made UserWithPassword
	a.into(t, &made)
	require.Equal(t, []any{"Ana", UserRoleAgent, []string{r.site.ID}, true}, []any{made.User.Name, made.User.Role, made.User.Sites, made.User.PasswordTemporary})

	ana := r.signedIn("ana@example.org", made.Password)
	all, err := endpoints()
	require.NoError(t, err)
	for _, e := range all {
		if e.staff && e.keyed && !slices.Contains([]string{"getMe", "changePassword", "signOut"}, e.id) {
			require.Equal(t, "password_temporary", ana(e.method, e.about(uuid.NewString()), nil).code(t), e.name)
		}
	}
	require.Equal(t, 200, ana("GET", "/api/admin/me", nil).StatusCode)
	require.Equal(t, 204, ana("POST", "/api/admin/me/password", PasswordChange{Present: made.Password, New: password}).StatusCode)
	require.Equal(t, 200, ana("GET", "/api/admin/conversations", nil).StatusCode)
	require.NotContains(t, r.log.String(), made.Password)
}

func TestAChangeOfAUserActsInARunningSession(t *testing.T) {
	r := newRig(t)
	admin := r.staff(chat.UserAdmin)
	s := r.session("")
	user := r.user("ana@example.org", chat.UserAgent, r.site.ID)
	ana := r.signedIn("ana@example.org", password)
	change := func(body any) {
		t.Helper()
		a := admin("PATCH", "/api/admin/users/"+user.ID, body)
		require.Equal(t, 200, a.StatusCode, "%s", a.body)
	}
	path := "/api/admin/conversations/" + s.ID
	require.Equal(t, 200, ana("GET", path, nil).StatusCode)
	change(UserChange{Sites: &[]string{}})
	require.Equal(t, 404, ana("GET", path, nil).StatusCode)
	require.Equal(t, "forbidden", ana("GET", "/api/admin/users", nil).code(t))
	role := UserRoleAdmin
	change(UserChange{Role: &role})
	require.Equal(t, 200, ana("GET", path, nil).StatusCode)
	require.Equal(t, 200, ana("GET", "/api/admin/users", nil).StatusCode)
	yes := true
	change(UserChange{Disabled: &yes})
	require.Equal(t, "sign_in_required", ana("GET", path, nil).code(t))
	require.Equal(t, 401, r.login("ana@example.org", password).StatusCode)
}

func TestAUserWhoIsNotPossibleIsRefusedAndChangesNothing(t *testing.T) {
	r := newRig(t)
	admin := r.staff(chat.UserAdmin)
	var me SignedIn
	admin("GET", "/api/admin/me", nil).into(t, &me)
	before := r.content()
	for _, body := range []string{
		`{}`,
		`{"name":"Ana"}`,
		`{"role":"admin"}`,
		`{"name":"A\nB"}`,
		`{"sites":["x"]}`,
		`{"password_hash":1}`,
		`{"email":"x@example.org","name":"X","role":"owner"}`,
		`{"email":"nobody","name":"X","role":"agent"}`,
		`{"email":"` + me.User.Email + `","name":"X","role":"agent"}`,
		`{"email":"x@example.org","name":"X","role":"agent","sites":["` + uuid.NewString() + `"]}`,
		`{"email":"x@example.org","name":"X","role":"agent","password":"correct horse battery"}`,
		`{"email":"x@example.org\r\nBcc: y@example.org","name":"X","role":"agent"}`,
		`{"email":"x@example.org","name":"X","role":"agent","supervisor":"yes"}`,
		`{"email":"x@example.org","name":"X","role":"agent","sites":["` + r.site.ID + `"],"id":"me"}`,
	} {
		require.Equal(t, "invalid_request", admin("POST", "/api/admin/users", body).code(t), body)
	}
	for body, code := range map[string]string{
		`{}`:                               "invalid_request",
		`{"email":"x@example.org"}`:        "invalid_request",
		`{"name":""}`:                      "invalid_request",
		`{"role":"viewer"}`:                "last_admin",
		`{"disabled":true}`:                "last_admin",
		`{"name":"New","disabled":true}`:   "last_admin",
		`{"sites":["` + me.User.ID + `"]}`: "invalid_request",
	} {
		require.Equal(t, code, admin("PATCH", "/api/admin/users/"+me.User.ID, body).code(t), body)
	}
	for _, route := range [][2]string{{"GET", ""}, {"PATCH", ""}, {"POST", "/password"}} {
		var body any
		if route[0] == "PATCH" {
			body = `{"name":"New"}`
		}
		require.Equal(t, 404, admin(route[0], "/api/admin/users/"+uuid.NewString()+route[1], body).StatusCode)
	}
	require.Equal(t, before, r.content())
}

func TestTheAuditLogTellsWhoDidWhat(t *testing.T) {
	r := newRig(t)
	admin := r.staff(chat.UserAdmin)
	ana := r.user("ana@example.org", chat.UserAgent)
	name := "Ana"
	require.Equal(t, 200, admin("PATCH", "/api/admin/users/"+ana.ID, UserChange{Name: &name}).StatusCode)
	var me SignedIn
	admin("GET", "/api/admin/me", nil).into(t, &me)
	var page AuditPage
	admin("GET", "/api/admin/audit?limit=1", nil).into(t, &page)
	require.NotNil(t, page.NextCursor)
	e := page.Data[0]
	require.Equal(t, AuditActionUserChanged, e.Action)
	require.Equal(t, &AuditUser{ID: me.User.ID, Email: me.User.Email}, e.User)
	require.Equal(t, ana.ID, *e.SubjectID)
	require.Equal(t, map[string]string{"name": "Ana"}, e.Details)
	admin("GET", "/api/admin/audit?action=user_created&limit=100", nil).into(t, &page)
	require.Len(t, page.Data, 2)
	require.Nil(t, page.Data[0].User, "the command line")
	for _, query := range []string{"action=nothing", "site=x", "user=x", "conversation=x", "after=x", "limit=101"} {
		require.Equal(t, 400, admin("GET", "/api/admin/audit?"+query, nil).StatusCode, query)
	}
}

func TestAUserSeesAndEndsTheirSessions(t *testing.T) {
	r := newRig(t)
	r.user("ana@example.org", chat.UserAgent)
	desk, phone := r.signedIn("ana@example.org", password), r.signedIn("ana@example.org", password)
	var sessions UserSessionList
	desk("GET", "/api/admin/me/sessions", nil).into(t, &sessions)
	require.Len(t, sessions.Data, 2)
	for _, session := range sessions.Data {
		if !session.Current {
			require.Equal(t, 404, r.staff(chat.UserAdmin)("DELETE", "/api/admin/me/sessions/"+session.ID, nil).StatusCode)
			require.Equal(t, 204, desk("DELETE", "/api/admin/me/sessions/"+session.ID, nil).StatusCode)
		}
	}
	require.Equal(t, 401, phone("GET", "/api/admin/me", nil).StatusCode)
	require.Equal(t, 200, desk("GET", "/api/admin/me", nil).StatusCode)
}

func TestThePresentPasswordCannotBeGuessedWhereItIsChanged(t *testing.T) {
	r := newRig(t)
	agent := r.staff(chat.UserAgent)
	change := func(present string) answer {
		return agent("POST", "/api/admin/me/password", PasswordChange{Present: present, New: "another horse battery"})
	}
	for range 10 {
		require.Equal(t, "sign_in_failed", change("wrong").code(t))
	}
	require.Equal(t, "rate_limited", change(password).code(t))
}
