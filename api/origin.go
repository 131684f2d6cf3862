package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// chatPaths is where the calls of web pages are.
const chatPaths = "/api/chat/"

// caller is where a request says that it comes from. Only Origin, and for
// browsers on our own address Sec-Fetch-Site with Host, count; Referer never
// does.
type caller struct {
	origin     string   // the Origin header, "" if none
	browser    bool     // Origin or Sec-Fetch-Site is there
	ownPage    bool     // the browser says that the page is of our own origin
	exact      []string // the origin's entry; two when nobody tells whether it is https
	candidates []string // the entries that would allow it
}

func callerOf(r *http.Request) caller {
	origins, fetchSite := r.Header.Values("Origin"), r.Header.Get("Sec-Fetch-Site")
	switch {
	case len(origins) == 1:
		from := caller{origin: origins[0], browser: true, ownPage: fetchSite == "same-origin"}
		from.mayBe(origins[0])
		return from
	case len(origins) > 1: // no browser does that
		return caller{browser: true}
	case fetchSite == "same-origin":
		// A browser sends no Origin with a GET to its own page's address. The
		// address is then the Host, which a page cannot choose: a page that
		// reached us under a name of its own is not registered.
		from := caller{browser: true, ownPage: true}
		from.mayBe("https://" + r.Host)
		from.mayBe("http://" + r.Host)
		return from
	default:
		return caller{browser: fetchSite != ""}
	}
}

func (c *caller) mayBe(origin string) {
	if entries := chat.OriginCandidates(origin); len(entries) > 0 {
		c.exact = append(c.exact, entries[0])
		c.candidates = append(c.candidates, entries...)
	}
}

// admit decides whether a key may be used from where the request comes from.
func admit(from caller, access store.SiteAccess) error {
	switch {
	case access.PreviewKey && from.ownPage:
		return nil
	case access.PreviewKey && from.browser:
		return chat.Errorf(chat.CodeOriginNotAllowed, "This key is for the admin panel's own preview.")
	case from.browser && access.OriginAllowed, !from.browser && access.ServerKey:
		return nil
	case from.browser:
		return chat.Errorf(chat.CodeOriginNotAllowed, "This page's origin is not registered for the site. The site's owner can add it to the allowed origins.")
	default:
		return chat.Errorf(chat.CodeOriginRequired, "A public key works from registered web pages. Programs use the site's secret server key.")
	}
}

// authorise checks the key and the origin of an operation and puts the site
// into the request.
func (s *server) authorise(c *gin.Context) error {
	ctx, from := c.Request.Context(), callerOf(c.Request)
	keys := c.Request.Header.Values("X-API-Key")
	if len(keys) == 0 || keys[0] == "" {
		s.echoIfRegistered(ctx, c, from)
		return chat.Errorf(chat.CodeMissingKey, "Send the site's key in the X-API-Key header.")
	}
	access, err := s.Store.FindSiteByKey(ctx, keys[0], from.candidates)
	if chat.CodeOf(err) == chat.CodeNotFound || len(keys) > 1 {
		s.echoIfRegistered(ctx, c, from)
		return chat.Errorf(chat.CodeInvalidKey, "This API key is unknown or has been withdrawn.")
	}
	if err != nil {
		return err
	}
	if err := admit(from, access); err != nil {
		return err
	}
	s.echo(c, from)
	r := requestOf(ctx)
	r.site, r.serverKey, r.previewKey = access.Site, access.ServerKey, access.PreviewKey
	return nil
}

// preflight answers the question that a browser asks before it sends our
// headers. It carries no key, so any site's origin will do; the request that
// follows is checked against its own site.
func (s *server) preflight(c *gin.Context) {
	if c.Request.Method != http.MethodOptions || c.GetHeader("Access-Control-Request-Method") == "" {
		return
	}
	if s.fromTemporalUI(c) {
		preflightTemporalUI(c)
		return
	}
	if !strings.HasPrefix(c.Request.URL.Path, chatPaths) {
		return
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), s.requestTimeout)
	defer cancel()
	from := callerOf(c.Request)
	registered, err := s.originRegistered(ctx, from)
	if err != nil {
		s.fail(c, err)
		return
	}
	if from.origin == "" || !registered {
		s.fail(c, chat.Errorf(chat.CodeOriginNotAllowed, "This page's origin is not registered."))
		return
	}
	s.echo(c, from)
	c.Header("Access-Control-Allow-Methods", "GET, POST")
	c.Header("Access-Control-Allow-Headers",
		strings.Join(append([]string{"Accept", "Content-Type", "X-API-Key", "X-Request-ID"}, s.contract.requestHeaders...), ", "))
	c.Header("Access-Control-Max-Age", "600")
	c.AbortWithStatus(http.StatusNoContent)
}

// echo lets the page at an allowed origin read the response.
func (s *server) echo(c *gin.Context, from caller) {
	if from.origin == "" {
		return
	}
	c.Header("Access-Control-Allow-Origin", from.origin)
	c.Header("Access-Control-Expose-Headers", strings.Join(s.contract.responseHeaders, ", "))
}

// echoIfRegistered lets a page read a failure that no site can be named for,
// such as a mistyped key, under the rule for preflights.
func (s *server) echoIfRegistered(ctx context.Context, c *gin.Context, from caller) {
	if registered, err := s.originRegistered(ctx, from); err == nil && registered {
		s.echo(c, from)
	}
}

func (s *server) originRegistered(ctx context.Context, from caller) (bool, error) {
	if from.origin == "" || len(from.candidates) == 0 {
		return false, nil
	}
	return s.Store.OriginRegistered(ctx, from.candidates)
}
