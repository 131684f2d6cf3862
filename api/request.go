package api

import (
	"context"
	"net/http"
	"regexp"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/telemetry"
)

// request is what the layers of one call tell each other.
type request struct {
	id      string
	site    chat.Site // empty before the key is checked
	user    chat.User // of the admin panel; empty before the session is checked
	session string    // for the log
	code    chat.Code // of the failure, for the log

	serverKey  bool // the site's key is a secret one
	previewKey bool // the key is the admin panel's own
}

type requestKey struct{}

// requestOf returns the call's request; every call has one.
func requestOf(ctx context.Context) *request {
	return ctx.Value(requestKey{}).(*request)
}

var requestIDForm = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

// observe names the call, logs it when it is done and turns a panic into a
// problem document. It logs no text, key or address of a visitor.
func (s *server) observe(c *gin.Context) {
	start := time.Now()
	r := &request{id: c.GetHeader("X-Request-ID")}
	if !requestIDForm.MatchString(r.id) {
		r.id = uuid.NewString()
	}
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), requestKey{}, r))
	c.Header("X-Request-ID", r.id)
	defer func() {
		if p := recover(); p != nil {
			s.Log.Error("panic", "request_id", r.id, "panic", p, "stack", string(debug.Stack()))
			s.fail(c, chat.Errorf(chat.CodeInternal, "Something went wrong on our side. Please tell us the request_id."))
		}
		route := c.FullPath()
		if route == "" {
			route = "none"
		}
		telemetry.NameRoute(c.Request.Context(), methodForLog(c.Request.Method), route)
		attrs := []any{"method", methodForLog(c.Request.Method), "route", route, "status", c.Writer.Status(),
			"ms", time.Since(start).Milliseconds(), "request_id", r.id}
		for _, a := range [][2]string{{"site_id", r.site.ID}, {"user_id", r.user.ID}, {"session_id", r.session}, {"code", string(r.code)}} {
			if a[1] != "" {
				attrs = append(attrs, a[0], a[1])
			}
		}
		s.Log.Info("request", attrs...)
	}()
	c.Next()
}

// methodForLog keeps invented methods out of the log.
func methodForLog(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

// secureHeaders sets what every response carries. Pages replace the content
// security policy with their own.
func secureHeaders(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Origin")
}
