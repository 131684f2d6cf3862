package api

import (
	"cmp"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/innconnect/innconnect/api/docs"
	"github.com/innconnect/innconnect/internal/chat"
)

// documentProblems says of every operation what can go wrong with it, so that
// the contract need not repeat what is true of all. An operation's x-problems
// names the codes that are its own; the codes of what runs around every handler
// join them here, and each status becomes a response.
func documentProblems(doc *openapi3.T) error {
	meanings := problemMeanings(doc)
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			own, err := extension[chat.Code](op, "x-problems")
			if err != nil {
				return fmt.Errorf("contract of %s %s: x-problems must list codes: %w", method, path, err)
			}
			codes := append(guardCodes(doc, path, method, op), own...)
			slices.SortFunc(codes, func(a, b chat.Code) int {
				return cmp.Or(cmp.Compare(problems[a].status, problems[b].status), cmp.Compare(a, b))
			})
			for i, code := range codes {
				if meanings[code] == "" || i > 0 && code == codes[i-1] {
					return fmt.Errorf("contract of %s %s: %s in x-problems is unknown, or true of every such call", method, path, code)
				}
				addProblem(doc, op, code, meanings[code])
			}
			if op.Extensions == nil {
				op.Extensions = map[string]any{}
			}
			op.Extensions["x-problems"] = codes
		}
	}
	return nil
}

// addProblem adds a code to the response of its status.
func addProblem(doc *openapi3.T, op *openapi3.Operation, code chat.Code, meaning string) {
	status := strconv.Itoa(problems[code].status)
	response := op.Responses.Value(status)
	if response == nil {
		response = &openapi3.ResponseRef{Value: &openapi3.Response{
			Description: new(string),
			Headers:     openapi3.Headers{},
			Content: openapi3.Content{"application/problem+json": {
				Schema:   openapi3.NewSchemaRef("#/components/schemas/Problem", nil),
				Examples: openapi3.Examples{},
			}},
		}}
		for name, header := range doc.Components.Responses["Problem"].Value.Headers {
			if name == "X-Request-ID" || code == chat.CodeTooManyRequests || code == chat.CodeUnavailable && name == "Retry-After" {
				response.Value.Headers[name] = header
			}
		}
		op.Responses.Set(status, response)
	}
	*response.Value.Description += fmt.Sprintf("- `%s`: %s\n", code, meaning)
	example := problemOf(chat.Errorf(code, "%s.", problems[code].title), "6f9c2c1e-8a2b-4a55-9a8e-3f1f0f4b7f6e")
	response.Value.Content["application/problem+json"].Examples[string(code)] = &openapi3.ExampleRef{Value: openapi3.NewExample(example)}
}

// guardCodes are what the server answers before an operation's handler runs, or
// whatever the handler does.
func guardCodes(doc *openapi3.T, path, method string, op *openapi3.Operation) (codes []chat.Code) {
	staff, keyed := strings.HasPrefix(path, staffPaths), isKeyed(doc, op)
	if staff || keyed {
		codes = append(codes, chat.CodeInvalid, chat.CodeInternal, chat.CodeUnavailable)
	} else if len(op.Parameters) > 0 {
		codes = append(codes, chat.CodeInvalid)
	}
	if op.RequestBody != nil {
		codes = append(codes, chat.CodeBodyTooLarge, chat.CodeUnsupportedMedia)
	}
	if staff && method != http.MethodGet {
		codes = append(codes, chat.CodeCrossSite)
	}
	if staff && keyed {
		codes = append(codes, chat.CodeSignInRequired)
		if !slices.Contains(withTemporaryPassword, op.OperationID) {
			codes = append(codes, chat.CodeTempPassword)
		}
		roles, _ := extension[chat.UserRole](op, "x-roles") // checked where the contract is compiled
		for _, role := range []chat.UserRole{chat.UserAdmin, chat.UserAgent, chat.UserViewer} {
			if !slices.Contains(roles, role) {
				codes = append(codes, chat.CodeForbidden)
				break
			}
		}
	}
	if !staff && keyed {
		codes = append(codes, chat.CodeMissingKey, chat.CodeInvalidKey, chat.CodeOriginNotAllowed, chat.CodeOriginRequired)
	}
	return codes
}

// listProblems returns what documentProblems found, by operation, for the page.
func (k *contract) listProblems() map[string][]docs.Problem {
	meanings, out := problemMeanings(k.doc), map[string][]docs.Problem{}
	for _, item := range k.doc.Paths.Map() {
		for _, op := range item.Operations() {
			codes, _ := extension[chat.Code](op, "x-problems") // written by documentProblems
			for _, code := range codes {
				out[op.OperationID] = append(out[op.OperationID], docs.Problem{Status: problems[code].status, Code: code, Meaning: meanings[code]})
			}
		}
	}
	return out
}

var problemRow = regexp.MustCompile("(?m)^\\| ([0-9]{3}) \\| `([a-z_]+)` \\| (.+) \\|$")

// problemMeanings reads the contract's table of problems.
func problemMeanings(doc *openapi3.T) map[chat.Code]string {
	out := map[chat.Code]string{}
	for _, row := range problemRow.FindAllStringSubmatch(*doc.Components.Responses["Problem"].Value.Description, -1) {
		out[chat.Code(row[2])] = row[3]
	}
	return out
}
