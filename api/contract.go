package api

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/innconnect/innconnect/internal/chat"
)

//go:embed openapi.yaml
var contractYAML []byte

// contract is openapi.yaml, ready for use.
type contract struct {
	doc        *openapi3.T
	json       []byte                // as served at /openapi.json
	operations map[string]*operation // by method, space and gin route

	// Of the chat API, for CORS: what pages may send and read.
	requestHeaders, responseHeaders []string
}

// operation is one endpoint's part of the contract, with its schemas compiled
// once. (kin-openapi's own filter compiles each schema again for every value
// that it checks against an OpenAPI 3.1 document.)
type operation struct {
	id     string
	staff  bool            // of the admin panel: no CORS, no calls from other sites
	keyed  bool            // needs an X-API-Key, or of the admin panel a session
	roles  []chat.UserRole // of the admin panel: who may call it, by x-roles
	params []parameter
	body   *jsonschema.Schema // nil when no body is taken
	needed bool               // the body may not be left out
	most   int64              // bytes of the body
}

type parameter struct {
	name, in string // in is "path", "query" or "header"
	integer  bool
	required bool
	schema   *jsonschema.Schema
}

const contractName = "openapi.json"

// loadContract parses, checks and compiles the embedded contract.
func loadContract() (*contract, error) {
	doc, err := openapi3.NewLoader().LoadFromData(contractYAML)
	if err != nil {
		return nil, fmt.Errorf("parse contract: %w", err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		return nil, fmt.Errorf("check contract: %w", err)
	}
	if err := documentProblems(doc); err != nil {
		return nil, err
	}
	out := &contract{doc: doc, operations: map[string]*operation{}}
	if out.json, err = doc.MarshalJSON(); err != nil {
		return nil, fmt.Errorf("write contract: %w", err)
	}
	plain, err := jsonschema.UnmarshalJSON(bytes.NewReader(out.json))
	if err != nil {
		return nil, fmt.Errorf("read contract: %w", err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	compiler.AssertFormat()
	if err := compiler.AddResource(contractName, plain); err != nil {
		return nil, fmt.Errorf("compile contract: %w", err)
	}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			compiled, err := compile(compiler, doc, "#/paths/"+pointer(path)+"/"+strings.ToLower(method), op)
			if err != nil {
				return nil, fmt.Errorf("compile %s %s: %w", method, path, err)
			}
			compiled.staff = strings.HasPrefix(path, staffPaths)
			if compiled.roles, err = extension[chat.UserRole](op, "x-roles"); err != nil || compiled.staff && compiled.keyed && len(compiled.roles) == 0 {
				return nil, fmt.Errorf("contract of %s %s: x-roles must list who may call it", method, path)
			}
			out.operations[method+" "+ginRoute(path)] = compiled
			if strings.HasPrefix(path, chatPaths) {
				out.addHeaders(op)
			}
		}
	}
	return out, nil
}

// addHeaders notes the headers that an operation takes and returns.
func (k *contract) addHeaders(op *openapi3.Operation) {
	for _, p := range op.Parameters {
		if p.Value.In == "header" {
			k.requestHeaders = append(k.requestHeaders, p.Value.Name)
		}
	}
	for _, response := range op.Responses.Map() {
		k.responseHeaders = slices.AppendSeq(k.responseHeaders, maps.Keys(response.Value.Headers))
	}
	k.requestHeaders = slices.Compact(slices.Sorted(slices.Values(k.requestHeaders)))
	k.responseHeaders = slices.Compact(slices.Sorted(slices.Values(k.responseHeaders)))
}

func compile(compiler *jsonschema.Compiler, doc *openapi3.T, at string, op *openapi3.Operation) (*operation, error) {
	out := &operation{id: op.OperationID, keyed: isKeyed(doc, op), most: chat.MaxBodyBytes}
	for i, ref := range op.Parameters {
		where := fmt.Sprintf("%s/parameters/%d", at, i)
		if ref.Ref != "" {
			where = ref.Ref
		}
		schema, err := compiler.Compile(contractName + where + "/schema")
		if err != nil {
			return nil, err
		}
		out.params = append(out.params, parameter{
			name: ref.Value.Name, in: ref.Value.In, required: ref.Value.Required,
			integer: ref.Value.Schema.Value.Type.Is("integer"), schema: schema,
		})
	}
	if op.RequestBody != nil {
		schema, err := compiler.Compile(contractName + at + "/requestBody/content/" + pointer("application/json") + "/schema")
		if err != nil {
			return nil, err
		}
		out.body, out.needed = schema, op.RequestBody.Value.Required
		if out.most, err = bodyLimit(op); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// bodyLimit is how many bytes an operation's body may have: x-body-limit, or
// else what is true of all.
func bodyLimit(op *openapi3.Operation) (int64, error) {
	limit, stated := op.Extensions["x-body-limit"]
	if !stated {
		return chat.MaxBodyBytes, nil
	}
	bytes, ok := limit.(float64)
	if !ok || bytes < 1 {
		return 0, errors.New("x-body-limit must be a number of bytes")
	}
	return int64(bytes), nil
}

// isKeyed tells whether an operation needs a key or a session.
func isKeyed(doc *openapi3.T, op *openapi3.Operation) bool {
	if op.Security != nil {
		return len(*op.Security) > 0
	}
	return len(doc.Security) > 0
}

// extension reads a list that OpenAPI has no word for.
func extension[T any](op *openapi3.Operation, name string) (list []T, err error) {
	raw, err := json.Marshal(op.Extensions[name])
	if err != nil {
		return nil, err
	}
	return list, json.Unmarshal(raw, &list)
}

// pointer escapes a name for a JSON pointer.
func pointer(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

var pathParameter = regexp.MustCompile(`\{([^}]+)\}`)

// ginRoute spells a path of the contract as gin does.
func ginRoute(path string) string { return pathParameter.ReplaceAllString(path, ":$1") }

// serve answers with the contract itself.
func (k *contract) serve(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "public, max-age=300")
	_, _ = w.Write(k.json)
}
