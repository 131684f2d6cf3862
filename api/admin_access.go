package api

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// staffPaths is where the calls of the admin panel are.
const staffPaths = "/api/admin/"

// The names of the session's cookie. A browser takes the first one over https
// alone, and for no other host.
const (
	secureCookie = "__Host-innconnect"
	localCookie  = "innconnect_local"
)

// sameOrigin refuses calls that change something and that a page of another
// origin made, by Sec-Fetch-Site or else by Origin. Programs send neither.
var sameOrigin = http.NewCrossOriginProtection()

var errSignInRequired = chat.Errorf(chat.CodeSignInRequired, "Please sign in.")

// withTemporaryPassword are the operations that lead to a password of one's own.
var withTemporaryPassword = []string{"getMe", "changePassword", "signOut"}

// authoriseStaff checks where a call of the admin panel comes from and, unless
// it is the one that signs in, its session and the user's role. It allows no
// other origin to read the answer.
func (s *server) authoriseStaff(c *gin.Context, op *operation) error {
	if !s.fromTemporalUI(c) && sameOrigin.Check(c.Request) != nil {
		return chat.Errorf(chat.CodeCrossSite, "This call came from a page of another site.")
	}
	if !op.keyed {
		return nil
	}
	token := sessionToken(c.Request)
	if token == "" {
		return errSignInRequired
	}
	user, err := s.Store.FindUserBySession(c.Request.Context(), token)
	if chat.CodeOf(err) == chat.CodeNotFound {
		return errSignInRequired
	}
	if err != nil {
		return err
	}
	requestOf(c.Request.Context()).user = user
	if user.PasswordTemporary && !slices.Contains(withTemporaryPassword, op.id) {
		return chat.Errorf(chat.CodeTempPassword, "Please change your password first.")
	}
	if !slices.Contains(op.roles, user.Role) {
		return chat.Errorf(chat.CodeForbidden, "Your role does not allow this.")
	}
	return nil
}

// adminsOnly guards a page that is no part of the contract. A browser without a
// session is sent to where one signs in.
func (s *server) adminsOnly(c *gin.Context) {
	err := s.authoriseStaff(c, &operation{keyed: true, roles: []chat.UserRole{chat.UserAdmin}})
	switch chat.CodeOf(err) {
	case "":
	case chat.CodeSignInRequired:
		c.Redirect(http.StatusSeeOther, "/admin")
		c.Abort()
	default:
		s.fail(c, err)
	}
}

// onPlainLocalhost is the one rule for a session without https: the browser
// reaches us on this machine itself, and nothing says that a proxy with https
// stands between. Everywhere else the cookie is Secure.
func onPlainLocalhost(r *http.Request) bool {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	local := strings.EqualFold(host, "localhost") || err == nil && addr.IsLoopback()
	https := r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https") ||
		strings.HasPrefix(strings.ToLower(r.Header.Get("Origin")), "https:")
	return local && !https
}

// sessionCookie returns the cookie that carries a token, or that removes it for
// "".
func sessionCookie(r *http.Request, token string) string {
	cookie := http.Cookie{
		Name: secureCookie, Value: token, Path: "/", MaxAge: int(store.SignedInFor / time.Second),
		Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
	if onPlainLocalhost(r) {
		cookie.Name, cookie.Secure = localCookie, false
	}
	if token == "" {
		cookie.MaxAge = -1
	}
	return cookie.String()
}

// sessionToken returns the token that a request carries, "" if none.
func sessionToken(r *http.Request) string {
	names := []string{secureCookie}
	if onPlainLocalhost(r) {
		names = []string{localCookie, secureCookie}
	}
	for _, name := range names {
		if cookie, err := r.Cookie(name); err == nil && cookie.Value != "" {
			return cookie.Value
		}
	}
	return ""
}
