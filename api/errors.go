package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/innconnect/innconnect/internal/chat"
)

// problems is the one map from the domain's codes to HTTP. A code without an
// entry would be a 500, which a test refuses.
var problems = map[chat.Code]struct {
	status int
	title  string
}{
	chat.CodeInvalid:          {http.StatusBadRequest, "Invalid request"},
	chat.CodeMessageEmpty:     {http.StatusBadRequest, "Empty message"},
	chat.CodeMessageTooLong:   {http.StatusBadRequest, "Message too long"},
	chat.CodeMissingKey:       {http.StatusUnauthorized, "API key missing"},
	chat.CodeInvalidKey:       {http.StatusUnauthorized, "API key not valid"},
	chat.CodeSignInRequired:   {http.StatusUnauthorized, "Sign-in required"},
	chat.CodeSignInFailed:     {http.StatusUnauthorized, "Sign-in failed"},
	chat.CodeSignInExpired:    {http.StatusUnauthorized, "Sign-in expired"},
	chat.CodeTwoStepsOn:       {http.StatusConflict, "Two-step sign-in on"},
	chat.CodeLinkInvalid:      {http.StatusGone, "Link not valid"},
	chat.CodeIdentityInvalid:  {http.StatusForbidden, "Identity not valid"},
	chat.CodeIdentityRequired: {http.StatusForbidden, "Signed identity required"},
	chat.CodeNotConfigured:    {http.StatusConflict, "Not set up"},
	chat.CodeForbidden:        {http.StatusForbidden, "Not allowed"},
	chat.CodeTempPassword:     {http.StatusForbidden, "Password temporary"},
	chat.CodeLastAdmin:        {http.StatusConflict, "Last admin"},
	chat.CodeCustomersDiffer:  {http.StatusConflict, "Two different customers"},
	chat.CodeCrossSite:        {http.StatusForbidden, "Request from another site"},
	chat.CodeOriginNotAllowed: {http.StatusForbidden, "Origin not allowed"},
	chat.CodeOriginRequired:   {http.StatusForbidden, "Origin required"},
	chat.CodeNotFound:         {http.StatusNotFound, "Not found"},
	chat.CodeMethodNotAllowed: {http.StatusMethodNotAllowed, "Method not allowed"},
	chat.CodeSessionClosed:    {http.StatusConflict, "Conversation ended"},
	chat.CodeSessionNotClosed: {http.StatusConflict, "Conversation not ended"},
	chat.CodeAlreadyTaken:     {http.StatusConflict, "Already taken"},
	chat.CodeArticleChanged:   {http.StatusConflict, "Article changed"},
	chat.CodeNotArchived:      {http.StatusConflict, "Article not archived"},
	chat.CodeNotTaken:         {http.StatusConflict, "Not taken over"},
	chat.CodeRatingFinal:      {http.StatusConflict, "Rating final"},
	chat.CodeConflict:         {http.StatusConflict, "Key already used"},
	chat.CodeBodyTooLarge:     {http.StatusRequestEntityTooLarge, "Body too large"},
	chat.CodeUnsupportedMedia: {http.StatusUnsupportedMediaType, "Unsupported media type"},
	chat.CodeTooManyRequests:  {http.StatusTooManyRequests, "Too many requests"},
	chat.CodeInternal:         {http.StatusInternalServerError, "Internal error"},
	chat.CodeUnavailable:      {http.StatusServiceUnavailable, "Temporarily unavailable"},
}

// retryAfterSeconds is what a client is asked to wait when a dependency is down.
const retryAfterSeconds = 5

// fieldsError is a request that breaks the contract in named places.
type fieldsError struct {
	cause  chat.Error
	fields []FieldError
}

// Error returns the safe message.
func (e *fieldsError) Error() string { return e.cause.Message }

// Unwrap lets chat.CodeOf find the code.
func (e *fieldsError) Unwrap() error { return &e.cause }

// problemOf describes err without anything internal: the text of an error that
// is not the domain's own is never shown.
func problemOf(err error, requestID string) Problem {
	code := chat.CodeOf(err)
	if code == chat.CodeInternal && isOutage(err) {
		code = chat.CodeUnavailable
	}
	entry, known := problems[code]
	if !known {
		code, entry = chat.CodeInternal, problems[chat.CodeInternal]
	}
	out := Problem{
		Type:      "urn:innconnect:problem:" + string(code),
		Title:     entry.title,
		Status:    entry.status,
		Code:      ErrorCode(code),
		RequestID: requestID,
	}
	var own *chat.Error
	switch {
	case errors.As(err, &own) && own.Code == code:
		out.Detail = own.Message
	case code == chat.CodeUnavailable:
		out.Detail = "Something that we need is not available. Please try again in a moment."
	default:
		out.Detail = "Something went wrong on our side. Please tell us the request_id."
	}
	var fields *fieldsError
	if errors.As(err, &fields) && len(fields.fields) > 0 {
		out.Errors = &fields.fields
	}
	return out
}

// isOutage tells a dependency that is down or slow from a fault of ours.
func isOutage(err error) bool {
	var state interface{ SQLState() string }
	if errors.As(err, &state) {
		switch class := state.SQLState(); {
		case strings.HasPrefix(class, "08"), // connection
			strings.HasPrefix(class, "53"), // resources
			strings.HasPrefix(class, "57"): // shutdown, cancelled
			return true
		}
		return false
	}
	var network net.Error
	var unsent interface{ SafeToRetry() bool } // the query did not reach the database
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) ||
		errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.As(err, &unsent) && unsent.SafeToRetry()
}

// fail ends the request with the problem document of err.
func (s *server) fail(c *gin.Context, err error) {
	problem := s.report(c.Request.Context(), err)
	c.Abort()
	if c.Writer.Written() {
		return // too late for a status; the log has it
	}
	var own *chat.Error
	if errors.As(err, &own) && own.RetryAfter > 0 {
		c.Header("Retry-After", strconv.Itoa(wholeSeconds(own.RetryAfter)))
		if own.Quota != nil {
			writeQuota(c.Writer.Header(), *own.Quota)
		}
	}
	writeProblem(c.Writer, problem)
}

// report makes the problem document of err and logs what is not the caller's.
func (s *server) report(ctx context.Context, err error) Problem {
	r := requestOf(ctx)
	problem := problemOf(err, r.id)
	r.code = chat.Code(problem.Code)
	if problem.Status >= http.StatusInternalServerError && ctx.Err() == nil {
		s.Log.ErrorContext(ctx, "request failed", "request_id", r.id, "code", string(r.code), "error", err)
	}
	return problem
}

func writeProblem(w http.ResponseWriter, problem Problem) {
	body, err := json.Marshal(problem)
	if err != nil {
		panic(err) // strings and numbers only
	}
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	if problem.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", strconv.Itoa(retryAfterSeconds))
	}
	switch chat.Code(problem.Code) {
	case chat.CodeMissingKey, chat.CodeInvalidKey:
		h.Set("WWW-Authenticate", `ApiKey header="X-API-Key"`)
	case chat.CodeSignInRequired, chat.CodeSignInFailed, chat.CodeSignInExpired:
		h.Set("WWW-Authenticate", `Cookie name="`+secureCookie+`"`)
	}
	w.WriteHeader(problem.Status)
	_, _ = w.Write(body)
}
