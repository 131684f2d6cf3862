package api

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
)

func TestEveryCallHasExamplesThatFitTheContract(t *testing.T) {
	contract, err := loadContract()
	require.NoError(t, err)
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(contract.json))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	compiler.AssertFormat()
	require.NoError(t, compiler.AddResource(contractName, document))

	all, err := endpoints()
	require.NoError(t, err)
	for _, e := range all {
		t.Run(e.id, func(t *testing.T) {
			check := func(at string, media *openapi3.MediaType) {
				require.NotEmpty(t, media.Examples, "%s has no example", at)
				if strings.Contains(at, pointer("text/event-stream")) {
					return
				}
				schema, err := compiler.Compile(contractName + at + "/schema")
				require.NoError(t, err)
				for name, example := range media.Examples {
					raw, err := json.Marshal(example.Value.Value)
					require.NoError(t, err)
					value, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
					require.NoError(t, err)
					require.NoError(t, schema.Validate(value), "%s, example %s", at, name)
				}
			}
			at := "#/paths/" + pointer(e.path) + "/" + strings.ToLower(e.method)
			if e.spec.RequestBody != nil {
				for media, content := range e.spec.RequestBody.Value.Content {
					check(at+"/requestBody/content/"+pointer(media), content)
				}
			}
			for status, response := range e.spec.Responses.Map() {
				for media, content := range response.Value.Content {
					if status != "default" && e.id != "getContract" {
						check(at+"/responses/"+status+"/content/"+pointer(media), content)
					}
				}
			}
		})
	}
}
