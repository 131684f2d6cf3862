package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/innconnect/innconnect/internal/chat"
)

// endpoint is what the contract says about one call, for tests that hold for
// every call.
type endpoint struct {
	*operation
	name         string // method, space and gin route, as logs and the table of samples have it
	method, path string // the path as the contract writes it
	spec         *openapi3.Operation
	problems     []chat.Code // that it lists
	successes    []string    // statuses
}

// endpoints returns all calls of the contract, by name.
func endpoints() ([]endpoint, error) {
	contract, err := loadContract()
	if err != nil {
		return nil, err
	}
	var out []endpoint
	for path, item := range contract.doc.Paths.Map() {
		for method, spec := range item.Operations() {
			e := endpoint{name: method + " " + ginRoute(path), method: method, path: path, spec: spec}
			e.operation = contract.operations[e.name]
			if e.problems, err = extension[chat.Code](spec, "x-problems"); err != nil {
				return nil, err
			}
			for status := range spec.Responses.Map() {
				if strings.HasPrefix(status, "2") {
					e.successes = append(e.successes, status)
				}
			}
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b endpoint) int { return strings.Compare(a.name, b.name) })
	return out, nil
}

// about returns the call's path with an id for each parameter.
func (e endpoint) about(id string) string { return pathParameter.ReplaceAllString(e.path, id) }

// example returns the contract's first example of a request body, nil where the
// call takes none.
func (e endpoint) example() (map[string]any, error) {
	if e.spec.RequestBody == nil {
		return nil, nil
	}
	examples := e.spec.RequestBody.Value.GetMediaType("application/json").Examples
	for _, name := range slices.Sorted(maps.Keys(examples)) {
		raw, err := json.Marshal(examples[name].Value.Value)
		if err != nil {
			return nil, err
		}
		var body map[string]any
		return body, json.Unmarshal(raw, &body)
	}
	return nil, fmt.Errorf("the contract has no example of a body for %s", e.name)
}
