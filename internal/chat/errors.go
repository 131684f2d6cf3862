package chat

import (
	"errors"
	"fmt"
	"time"
)

// Code names a failure that a caller can act on. Codes are part of the public
// contract: they appear as `code` in problem documents and as the type of
// non-retryable workflow and activity errors, so they never change meaning.
type Code string

// The codes of the product. api maps each to one HTTP status.
const (
	CodeInvalid          Code = "invalid_request"        // the request breaks the contract
	CodeMissingKey       Code = "missing_api_key"        // no X-API-Key header
	CodeInvalidKey       Code = "invalid_api_key"        // unknown or revoked key
	CodeOriginNotAllowed Code = "origin_not_allowed"     // the origin is not registered for the site
	CodeOriginRequired   Code = "origin_required"        // a public key was used without an Origin header
	CodeNotFound         Code = "not_found"              // absent, or another tenant's: never told apart
	CodeMethodNotAllowed Code = "method_not_allowed"     // the path exists with other methods
	CodeBodyTooLarge     Code = "body_too_large"         // over MaxBodyBytes, or the call's own limit
	CodeUnsupportedMedia Code = "unsupported_media_type" // the body is not plain JSON
	CodeSessionClosed    Code = "session_closed"         // the session is read-only
	CodeSessionNotClosed Code = "session_not_closed"     // the session must end first
	CodeRatingFinal      Code = "rating_final"           // older than RatingEditableFor
	CodeAlreadyTaken     Code = "already_taken"          // another person has the session; the message names them
	CodeArticleChanged   Code = "article_changed"        // somebody else changed the article meanwhile; the message names them
	CodeNotArchived      Code = "article_not_archived"   // only an archived article can be deleted
	CodeNotTaken         Code = "not_taken"              // only the person who has the session may do this, and nobody has it
	CodeConflict         Code = "idempotency_conflict"   // a known key or client id with another request
	CodeMessageEmpty     Code = "message_empty"          // nothing is left after trimming
	CodeMessageTooLong   Code = "message_too_long"       // over MaxMessageRunes
	CodeSignInRequired   Code = "sign_in_required"       // the admin panel's caller is not signed in
	CodeSignInFailed     Code = "sign_in_failed"         // wrong address or wrong password: never told apart
	CodeSignInExpired    Code = "sign_in_expired"        // the second step took too long or too many tries: begin again
	CodeTwoStepsOn       Code = "two_steps_on"           // two-step sign-in must be turned off first
	CodeLinkInvalid      Code = "link_invalid"           // a mailed link that was used, has expired or never was
	CodeIdentityInvalid  Code = "identity_invalid"       // the token that names a visitor is not the site's own
	CodeIdentityRequired Code = "identity_required"      // only a signed token may change who a visitor is
	CodeNotConfigured    Code = "not_configured"         // the installation lacks a setting that this needs
	CodeForbidden        Code = "forbidden"              // the user's role does not allow it
	CodeTempPassword     Code = "password_temporary"     // somebody else knows the password: change it first
	CodeLastAdmin        Code = "last_admin"             // no admin would be left
	CodeCustomersDiffer  Code = "customers_differ"       // the site's own ids say that two customers are two people
	CodeCrossSite        Code = "cross_site_request"     // another site's page called the admin panel
	CodeTooManyRequests  Code = "rate_limited"
	CodeUnavailable      Code = "unavailable" // a dependency is down; try again
	CodeInternal         Code = "internal_error"
)

// Error is a failure with a code and a message that is safe to show to anyone.
type Error struct {
	Code    Code
	Message string // one sentence, without internal names or a visitor's text

	RetryAfter time.Duration // when trying again may help; 0 when that is not known
	Quota      *Quota        // the limit that refused, with CodeTooManyRequests; nil when it is not told
}

// Error returns the safe message.
func (e *Error) Error() string { return e.Message }

// Errorf makes an Error.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// CodeOf returns the code of the first Error in err's chain, CodeInternal for
// any other error and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// ErrNotFound is returned where a row does not exist for the given tenant.
var ErrNotFound = Errorf(CodeNotFound, "Not found.")

// ErrSessionClosed is returned for a change to a session that has ended.
var ErrSessionClosed = Errorf(CodeSessionClosed, "This conversation has ended.")
