package docs

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestASchemaIsSaidInWords(t *testing.T) {
	for schema, want := range map[string]struct {
		kind   string
		limits []string
	}{
		`{$ref: '#/components/schemas/ID'}`:                                          {`<a href="#schema-ID">ID</a>`, nil},
		`{type: string, format: uuid}`:                                               {"string (uuid)", nil},
		`{type: [string, 'null'], format: date-time}`:                                {"string (date-time) or null", nil},
		`{oneOf: [{$ref: '#/components/schemas/Rating'}, {type: 'null'}]}`:           {`<a href="#schema-Rating">Rating</a> or null`, nil},
		`{type: string, enum: [up, down]}`:                                           {"<code>up</code> or <code>down</code>", nil},
		`{type: array, maxItems: 20, items: {type: string, minLength: 1}}`:           {"list of string", []string{"at most 20 items", "each at least 1 characters"}},
		`{type: object, additionalProperties: {$ref: '#/components/schemas/State'}}`: {`object of any names with <a href="#schema-State">State</a>`, nil},
		`{type: object, additionalProperties: false}`:                                {"object", nil},
		`{type: integer, minimum: 1, maximum: 5, default: 3}`:                        {"integer", []string{"1 to 5", "default 3"}},
		`{type: string, pattern: '^<b>$'}`:                                           {"string", []string{"pattern ^<b>$"}},
		`{}`:                                                                         {"anything", nil},
	} {
		n, err := parse([]byte(schema))
		require.NoError(t, err)
		require.Equal(t, want.kind, string(typeOf(n)), schema)
		require.Equal(t, want.limits, limitsOf(n), schema)
	}
}

func TestExamplesKeepTheirOrder(t *testing.T) {
	n, err := parse([]byte("b: &b {id: 7, html: '<p>é</p>'}\na: [*b, {}, []]\nc: null\nd: \"2026-03-02\"\n"))
	require.NoError(t, err)
	got, err := n.json()
	require.NoError(t, err)
	require.Equal(t, `{
  "b": {
    "id": 7,
    "html": "<p>é</p>"
  },
  "a": [
    {
      "id": 7,
      "html": "<p>é</p>"
    },
    {},
    []
  ],
  "c": null,
  "d": "2026-03-02"
}`, got)
}
