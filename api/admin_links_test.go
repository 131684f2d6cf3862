package api

import (
	"context"
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// mailedLinks writes the mails with links that are due and returns what they
// tell.
func (r *rig) mailedLinks() (out []chat.LinkLetter) {
	r.t.Helper()
	require.NoError(r.t, r.store.QueueLinkMails(context.Background(), func(l chat.LinkLetter) (chat.Mail, error) {
		out = append(out, l)
		return chat.Mail{Subject: "A link", Text: l.Token, HTML: "<p>" + l.Token + "</p>"}, nil
	}))
	return out
}

// invite makes somebody who has not joined yet and returns the token of the link.
func (r *rig) invite() (user chat.User, token string) {
	r.t.Helper()
	user, err := r.store.InviteUser(context.Background(), store.NewUser{Email: uuid.NewString() + "@example.org", Role: chat.UserAgent})
	require.NoError(r.t, err)
	return user, r.mailedLinks()[0].Token
}

// resetLink makes a user who has asked for a new password and returns the token
// of the link.
func (r *rig) resetLink() (user chat.User, token string) {
	r.t.Helper()
	user = r.user(uuid.NewString()+"@example.org", chat.UserAgent)
	require.NoError(r.t, r.store.RequestPasswordReset(context.Background(), user.Email, netipOf(user.ID)))
	return user, r.mailedLinks()[0].Token
}

// setupToken makes a link for the first admin, whoever is there already.
func (r *rig) setupToken() string {
	token := "Setup" + uuid.NewString()[:8] + "abcdefghijklmnopqrstuvwxyz0123"
	r.exec(`insert into user_links (token_hash, kind, expires_at) values (sha256(convert_to($1, 'UTF8')), 'setup', now() + interval '1 hour')`, token)
	return token
}

// outside calls without a key or a session.
func (r *rig) outside(method, path string, body any) answer {
	r.t.Helper()
	return r.call(method, path, body, "X-API-Key", "")
}

func TestWhoeverIsInvitedJoinsByTheLinkOnce(t *testing.T) {
	r := newRig(t)
	admin := r.staff(chat.UserAdmin)
	a := admin("POST", "/api/admin/invitations", NewUser{Email: "ana@example.org", Name: "Ana", Role: UserRoleAgent, Sites: &[]string{r.site.ID}})
	require.Equal(t, 201, a.StatusCode, "%s", a.body)
	var user User
	a.into(t, &user)
	require.True(t, user.Invited)
	require.Equal(t, "invalid_request", admin("POST", "/api/admin/invitations", NewUser{Email: "ANA@example.org", Name: "A", Role: UserRoleAgent}).code(t))
	letters := r.mailedLinks()
	require.Len(t, letters, 1)
	token := letters[0].Token

	var mails MailPage
	admin("GET", "/api/admin/mails?kind=invitation", nil).into(t, &mails)
	require.Equal(t, []any{"ana@example.org", (*string)(nil), user.ID}, []any{mails.Data[0].Recipient, mails.Data[0].SiteID, *mails.Data[0].UserID})
	r.staff(chat.UserAgent, r.site.ID)("GET", "/api/admin/mails", nil).into(t, &mails)
	require.Empty(t, mails.Data, "mails of the installation are for admins")

	a = r.outside("POST", "/api/admin/links/look", LinkToken{Token: token})
	require.Equal(t, 200, a.StatusCode, "%s", a.body)
	var link Link
	a.into(t, &link)
	require.Equal(t, []any{LinkKindInvitation, "ana@example.org", "Ana"}, []any{link.Kind, *link.Email, *link.Name})
	require.Equal(t, "link_invalid", r.outside("POST", "/api/admin/password-resets/finish", PasswordReset{Token: token, Password: password}).code(t), "another kind of link")
	require.Equal(t, "invalid_request", r.outside("POST", "/api/admin/invitations/accept", AcceptedInvitation{Token: token, Password: "short"}).code(t))

	name := "Ana of the shop"
	a = r.outside("POST", "/api/admin/invitations/accept", AcceptedInvitation{Token: token, Name: &name, Password: password})
	require.Equal(t, 200, a.StatusCode, "%s", a.body)
	require.Len(t, a.Cookies(), 1)
	me := r.call("GET", "/api/admin/me", nil, "X-API-Key", "", "Cookie", a.Cookies()[0].Name+"="+a.Cookies()[0].Value)
	var in SignedIn
	me.into(t, &in)
	require.Equal(t, []any{name, false, []string{r.site.ID}}, []any{in.User.Name, in.User.Invited, in.User.Sites})
	require.Equal(t, "link_invalid", r.outside("POST", "/api/admin/invitations/accept", AcceptedInvitation{Token: token, Password: password}).code(t))
	require.Equal(t, "link_invalid", r.outside("POST", "/api/admin/links/look", LinkToken{Token: token}).code(t))
	require.Equal(t, "not_found", admin("POST", "/api/admin/users/"+user.ID+"/invitation", nil).code(t))
	require.Equal(t, 200, r.login("ana@example.org", password).StatusCode)
	require.NotContains(t, r.log.String(), token)
}

func TestWhoeverHasNotJoinedCannotSignInAndIsToldOfNothing(t *testing.T) {
	r := newRig(t)
	user, _ := r.invite()
	require.NoError(t, r.store.RequestPasswordReset(t.Context(), user.Email, netipOf(user.ID)))
	require.Empty(t, r.mailedLinks(), "an invitation is accepted by its own link alone")
	require.Equal(t, "sign_in_failed", r.login(user.Email, password).code(t))
	agents, _, err := r.store.ListAgents(t.Context(), r.user("olga@example.org", chat.UserAdmin).ID, r.site.ID, "", 10)
	require.NoError(t, err)
	require.Len(t, agents, 1)
}

func TestAnInvitationIsSentAgainAndRevokedWithTheUser(t *testing.T) {
	r := newRig(t)
	admin := r.staff(chat.UserAdmin)
	user, first := r.invite()
	require.Equal(t, 200, admin("POST", "/api/admin/users/"+user.ID+"/invitation", nil).StatusCode)
	second := r.mailedLinks()[0].Token
	require.Equal(t, 200, r.outside("POST", "/api/admin/links/look", LinkToken{Token: first}).StatusCode)
	require.Equal(t, 200, r.outside("POST", "/api/admin/links/look", LinkToken{Token: second}).StatusCode)
	require.Equal(t, 204, admin("DELETE", "/api/admin/users/"+user.ID, nil).StatusCode)
	for _, token := range []string{first, second} {
		require.Equal(t, "link_invalid", r.outside("POST", "/api/admin/invitations/accept", AcceptedInvitation{Token: token, Password: password}).code(t))
	}
	require.Equal(t, 404, admin("GET", "/api/admin/users/"+user.ID, nil).StatusCode)
}

func TestALostPasswordIsReplacedByAMailedLink(t *testing.T) {
	r := newRig(t)
	user := r.user("ana@example.org", chat.UserAgent, r.site.ID)
	desk := r.signedIn(user.Email, password)
	require.Equal(t, 204, r.outside("POST", "/api/admin/password-resets", PasswordResetRequest{Email: " Ana@Example.org "}).StatusCode)
	token := r.mailedLinks()[0].Token
	require.Equal(t, 200, desk("GET", "/api/admin/me", nil).StatusCode)
	const changed = "another horse battery"
	require.Equal(t, 204, r.outside("POST", "/api/admin/password-resets/finish", PasswordReset{Token: token, Password: changed}).StatusCode)
	require.Equal(t, "sign_in_required", desk("GET", "/api/admin/me", nil).code(t))
	require.Equal(t, 401, r.login(user.Email, password).StatusCode)
	require.Equal(t, 200, r.login(user.Email, changed).StatusCode)
	require.Equal(t, "link_invalid", r.outside("POST", "/api/admin/password-resets/finish", PasswordReset{Token: token, Password: changed}).code(t))
}

func TestNobodyLearnsFromAPasswordResetWhoHasAnAddress(t *testing.T) {
	r := newRig(t)
	known := r.user("ana@example.org", chat.UserAgent)
	disabled := r.user("bo@example.org", chat.UserAgent)
	yes := true
	_, err := r.store.UpdateUser(t.Context(), store.UserChange{UserID: disabled.ID, Disabled: &yes})
	require.NoError(t, err)
	for _, email := range []string{known.Email, disabled.Email, "nobody@example.org", "no address"} {
		before := r.content()
		a := r.outside("POST", "/api/admin/password-resets", PasswordResetRequest{Email: email})
		require.Equal(t, http.StatusNoContent, a.StatusCode)
		require.Empty(t, a.body)
		after := r.content()
		for table := range after {
			if table != "link_requests" && table != "login_attempts" {
				require.Equal(t, before[table], after[table], "whoever has the address is not looked up: %s", table)
			}
		}
	}
	require.Len(t, r.mailedLinks(), 1)
	require.Empty(t, r.mailedLinks())
}

func TestPasswordResetsAreLimitedForAnAddressAndForANetwork(t *testing.T) {
	r := newRig(t)
	ask := func(email string) answer {
		return r.outside("POST", "/api/admin/password-resets", PasswordResetRequest{Email: email})
	}
	for range 3 {
		require.Equal(t, 204, ask("nobody@example.org").StatusCode)
	}
	a := ask("NOBODY@example.org")
	require.Equal(t, "rate_limited", a.code(t))
	require.NotEmpty(t, a.Header.Get("Retry-After"))
	for range 6 {
		require.Equal(t, 204, ask(uuid.NewString()+"@example.org").StatusCode)
	}
	require.Equal(t, "rate_limited", ask("ana@example.org").code(t))
}

func TestWithoutAnAddressOfOnesOwnNoLinkIsMailed(t *testing.T) {
	r := newRig(t, func(o *Options) { o.PublicURL = "" })
	admin := r.staff(chat.UserAdmin)
	user, _ := r.invite()
	require.Equal(t, "not_configured", r.outside("POST", "/api/admin/password-resets", PasswordResetRequest{Email: "a@example.org"}).code(t))
	require.Equal(t, "not_configured", admin("POST", "/api/admin/invitations", NewUser{Email: "a@example.org", Name: "A", Role: UserRoleAgent}).code(t))
	require.Equal(t, "not_configured", admin("POST", "/api/admin/users/"+user.ID+"/invitation", nil).code(t))
}

func TestTheFirstAdminIsCreatedByALinkOnce(t *testing.T) {
	r := newRig(t)
	token, _, err := r.store.CreateSetupLink(t.Context())
	require.NoError(t, err)
	body := FirstAdmin{Token: token, Email: "olga@example.org", Name: "Olga", Password: password}
	a := r.outside("POST", "/api/admin/links/look", LinkToken{Token: token})
	require.Equal(t, 200, a.StatusCode)
	wrong := body
	wrong.Email = "nobody"
	require.Equal(t, "invalid_request", r.outside("POST", "/api/admin/setup", wrong).code(t))
	a = r.outside("POST", "/api/admin/setup", body)
	require.Equal(t, 201, a.StatusCode, "%s", a.body)
	var in SignedIn
	a.into(t, &in)
	require.Equal(t, UserRoleAdmin, in.User.Role)
	require.Len(t, a.Cookies(), 1)
	require.Equal(t, "link_invalid", r.outside("POST", "/api/admin/setup", body).code(t))
	_, _, err = r.store.CreateSetupLink(t.Context())
	require.Equal(t, chat.CodeInvalid, chat.CodeOf(err))
}

func TestADeletedUserIsGoneAndTheAddressIsFree(t *testing.T) {
	r := newRig(t)
	admin := r.staff(chat.UserAdmin)
	user := r.user("ana@example.org", chat.UserAgent, r.site.ID)
	ana := r.signedIn(user.Email, password)
	require.Equal(t, 204, admin("DELETE", "/api/admin/users/"+user.ID, nil).StatusCode)
	require.Equal(t, "sign_in_required", ana("GET", "/api/admin/me", nil).code(t))
	require.Equal(t, 401, r.login(user.Email, password).StatusCode)
	require.Equal(t, 404, admin("DELETE", "/api/admin/users/"+user.ID, nil).StatusCode)
	require.Equal(t, 404, admin("PATCH", "/api/admin/users/"+user.ID, `{"disabled":false}`).StatusCode)
	require.Equal(t, 404, admin("POST", "/api/admin/users/"+user.ID+"/password", nil).StatusCode)
	require.NotContains(t, string(admin("GET", "/api/admin/users", nil).body), user.Email)
	var log AuditPage
	admin("GET", "/api/admin/audit?user="+user.ID, nil).into(t, &log)
	require.Equal(t, "ana@example.org", log.Data[0].User.Email, "what the user did stays")
	require.NotEqual(t, user.ID, r.user("ana@example.org", chat.UserViewer).ID)

	var me SignedIn
	admin("GET", "/api/admin/me", nil).into(t, &me)
	require.Equal(t, "last_admin", admin("DELETE", "/api/admin/users/"+me.User.ID, nil).code(t))
}
