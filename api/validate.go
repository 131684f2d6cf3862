package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"github.com/innconnect/innconnect/internal/chat"
)

// bodyTimeout bounds how long a client may take to send its body.
const bodyTimeout = 10 * time.Second

// validate checks a request against its operation. The body stays readable for
// the handler.
func (op *operation) validate(c *gin.Context) error {
	for _, p := range op.params {
		if err := p.validate(c); err != nil {
			return err
		}
	}
	body, err := readBody(c, op.most, bodyTimeout+op.uploadTime())
	if err != nil {
		return err
	}
	if len(body) == 0 && (op.body == nil || !op.needed) {
		return nil
	}
	if op.body == nil {
		return chat.Errorf(chat.CodeInvalid, "This endpoint takes no body.")
	}
	value, err := decodeJSON(body)
	if err != nil {
		return err
	}
	if err := op.body.Validate(value); err != nil {
		return contractError("", err)
	}
	return nil
}

func (p parameter) validate(c *gin.Context) error {
	var values []string
	switch p.in {
	case "path":
		values = []string{c.Param(p.name)}
	case "query":
		values = c.QueryArray(p.name)
	case "header":
		values = c.Request.Header.Values(p.name)
	}
	switch len(values) {
	case 0:
		if p.required {
			return invalidField(p.name, "is required")
		}
		return nil
	case 1:
	default:
		return invalidField(p.name, "stands there more than once")
	}
	var value any = values[0]
	if p.integer {
		n, err := strconv.ParseInt(values[0], 10, 64)
		if err != nil {
			return invalidField(p.name, "must be a whole number")
		}
		value = json.Number(strconv.FormatInt(n, 10))
	}
	if err := p.schema.Validate(value); err != nil {
		return contractError(p.name, err)
	}
	return nil
}

// slowestUpload is the bytes a second that a large body has to come with.
const slowestUpload = 256 << 10

// uploadTime is how much longer than usual a call's body may take.
func (op *operation) uploadTime() time.Duration {
	return time.Duration(op.most-chat.MaxBodyBytes) * time.Second / slowestUpload
}

// readBody reads a body of at most limit bytes of plain JSON, within patience.
func readBody(c *gin.Context, limit int64, patience time.Duration) ([]byte, error) {
	r := c.Request
	if r.Body == nil || r.Body == http.NoBody {
		return nil, nil
	}
	control := http.NewResponseController(c.Writer)
	_ = control.SetReadDeadline(time.Now().Add(patience)) // a test's recorder has none
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, r.Body, limit))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, chat.Errorf(chat.CodeBodyTooLarge, "A request body has at most %d KB.", limit>>10)
	}
	if err != nil {
		return nil, chat.Errorf(chat.CodeInvalid, "The request body did not arrive.")
	}
	_ = control.SetReadDeadline(time.Time{})
	r.Body = io.NopCloser(bytes.NewReader(body))
	if len(body) == 0 {
		return nil, nil
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return nil, chat.Errorf(chat.CodeUnsupportedMedia, "Send the body without compression.")
	}
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if charset := params["charset"]; err != nil || media != "application/json" || charset != "" && !strings.EqualFold(charset, "utf-8") {
		return nil, chat.Errorf(chat.CodeUnsupportedMedia, "Send the body as application/json in UTF-8.")
	}
	return body, nil
}

// decodeJSON reads exactly one JSON value without NUL characters.
func decodeJSON(body []byte) (any, error) {
	if !utf8.Valid(body) {
		return nil, chat.Errorf(chat.CodeInvalid, "The body is not valid UTF-8.")
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil {
		return nil, chat.Errorf(chat.CodeInvalid, "The body is not valid JSON.")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, chat.Errorf(chat.CodeInvalid, "The body has more than one JSON value.")
	}
	if hasNUL(value) {
		return nil, chat.Errorf(chat.CodeInvalid, "The body contains a NUL character.")
	}
	return value, nil
}

func hasNUL(value any) bool {
	switch v := value.(type) {
	case string:
		return strings.ContainsRune(v, 0)
	case []any:
		for _, item := range v {
			if hasNUL(item) {
				return true
			}
		}
	case map[string]any:
		for key, item := range v {
			if strings.ContainsRune(key, 0) || hasNUL(item) {
				return true
			}
		}
	}
	return false
}

func invalidField(field, message string) error {
	return &fieldsError{
		cause:  chat.Error{Code: chat.CodeInvalid, Message: "The request breaks the contract: " + field + " " + message + "."},
		fields: []FieldError{{Field: field, Message: message}},
	}
}

// contractError says in plain words where a value breaks its schema. name is
// the parameter, "" for the body.
func contractError(name string, err error) error {
	var top *jsonschema.ValidationError
	if !errors.As(err, &top) {
		return fmt.Errorf("validate: %w", err)
	}
	out := &fieldsError{cause: chat.Error{Code: chat.CodeInvalid}}
	collect(top, func(leaf *jsonschema.ValidationError) {
		field := name
		if path := strings.Join(leaf.InstanceLocation, "."); path != "" {
			field = path
		}
		out.fields = append(out.fields, describe(field, leaf.ErrorKind)...)
		if field == "content" {
			switch leaf.ErrorKind.(type) {
			case *kind.MinLength:
				out.cause.Code = chat.CodeMessageEmpty
			case *kind.MaxLength:
				out.cause.Code = chat.CodeMessageTooLong
			}
		}
	})
	first := out.fields[0]
	switch out.cause.Code {
	case chat.CodeMessageEmpty:
		out.cause.Message = errMessageEmpty.Message
	case chat.CodeMessageTooLong:
		out.cause.Message = fmt.Sprintf("A message has at most %d characters.", chat.MaxMessageRunes)
	default:
		out.cause.Message = strings.TrimSpace("The request breaks the contract: "+first.Field+" "+first.Message) + "."
	}
	return out
}

var errMessageEmpty = chat.Errorf(chat.CodeMessageEmpty, "A message needs some text.")

// collect visits the failures that have no further cause. Alternatives (oneOf)
// count as one failure.
func collect(e *jsonschema.ValidationError, visit func(*jsonschema.ValidationError)) {
	if _, alternatives := e.ErrorKind.(*kind.OneOf); alternatives || len(e.Causes) == 0 {
		visit(e)
		return
	}
	for _, cause := range e.Causes {
		collect(cause, visit)
	}
}

func describe(field string, k jsonschema.ErrorKind) []FieldError {
	one := func(format string, args ...any) []FieldError {
		return []FieldError{{Field: field, Message: fmt.Sprintf(format, args...)}}
	}
	each := func(names []string, message string) []FieldError {
		var out []FieldError
		for _, name := range names[:min(len(names), 10)] {
			if name = shorten(name); field != "" {
				name = field + "." + name
			}
			out = append(out, FieldError{Field: name, Message: message})
		}
		return out
	}
	switch k := k.(type) {
	case *kind.Required:
		return each(k.Missing, "is required")
	case *kind.AdditionalProperties:
		return each(k.Properties, "is not known")
	case *kind.Type:
		return one("must be of type %s", strings.Join(k.Want, " or "))
	case *kind.MinLength:
		return one("has fewer than %d characters", k.Want)
	case *kind.MaxLength:
		return one("has more than %d characters", k.Want)
	case *kind.MaxItems:
		return one("has more than %d items", k.Want)
	case *kind.Minimum:
		return one("is less than %s", k.Want.RatString())
	case *kind.Maximum:
		return one("is more than %s", k.Want.RatString())
	case *kind.Format:
		return one("must be a valid %s", k.Want)
	case *kind.Pattern:
		return one("must match %s", k.Want)
	default:
		return one("has a value that is not possible")
	}
}

// shorten keeps a name that the client invented readable.
func shorten(name string) string {
	const most = 60
	if r := []rune(name); len(r) > most {
		return string(r[:most]) + "…"
	}
	return name
}
