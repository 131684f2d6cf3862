package api

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

func TestRoutesAndContractNameTheSameEndpoints(t *testing.T) {
	engine, err := newEngine(Options{})
	require.NoError(t, err)
	contract, err := loadContract()
	require.NoError(t, err)
	pages := []string{"/admin", "/preview", "/widget", docsPath}
	var routes, promised []string
	for _, r := range engine.Routes() {
		if slices.ContainsFunc(pages, func(page string) bool { return r.Path == page || strings.HasPrefix(r.Path, page+"/") }) {
			continue
		}
		routes = append(routes, r.Method+" "+r.Path)
	}
	for name := range contract.operations {
		promised = append(promised, name)
	}
	sort.Strings(routes)
	sort.Strings(promised)
	require.Equal(t, promised, routes)
}

func TestEveryCodeHasAStatusAndAPlaceInTheContract(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(contractYAML)
	require.NoError(t, err)
	table := doc.Components.Responses["Problem"].Value.Description
	var listed []string
	for _, v := range doc.Components.Schemas["ErrorCode"].Value.Enum {
		listed = append(listed, v.(string))
	}
	var mapped []string
	for code, entry := range problems {
		mapped = append(mapped, string(code))
		require.NotEmpty(t, entry.title)
		require.Contains(t, *table, "`"+string(code)+"`")
	}
	require.ElementsMatch(t, mapped, listed)
	source, err := os.ReadFile("../internal/chat/errors.go")
	require.NoError(t, err)
	require.Equal(t, strings.Count(string(source), "Code = \""), len(mapped), "a code of the domain is missing here")
}

func TestTheContractsListsAreTheDomains(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(contractYAML)
	require.NoError(t, err)
	enum := func(name string) (out []string) {
		for _, v := range doc.Components.Schemas[name].Value.Enum {
			out = append(out, v.(string))
		}
		return out
	}
	domain := constants(t, "../internal/chat")
	for name, typ := range map[string]string{
		"SessionStatus": "Status", "EscalationReason": "Reason", "MessageRole": "Role", "ModelProvider": "Provider", "Tracking": "Tracking",
		"Priority": "Priority", "ArticleStatus": "ArticleStatus", "UserRole": "UserRole", "AuditAction": "Action", "MailKind": "MailKind",
		"MailStatus": "MailStatus",
	} {
		require.ElementsMatch(t, domain[typ], enum(name), name)
	}
	require.ElementsMatch(t, constants(t, "../internal/store")["KeyKind"], enum("KeyKind"))
	var steps []string
	for _, step := range chat.AlertSteps {
		steps = append(steps, string(step))
	}
	require.Equal(t, steps, enum("NotificationKind"))
	for name, most := range map[string]int{"ArticleTitle": chat.MaxTitleRunes, "ArticleTag": chat.MaxTagRunes, "ArticleBody": chat.MaxArticleBytes} {
		require.EqualValues(t, most, *doc.Components.Schemas[name].Value.MaxLength, name)
	}
	require.EqualValues(t, chat.MaxTags, *doc.Components.Schemas["ArticleTags"].Value.MaxItems)
	require.EqualValues(t, chat.MaxMessageRunes, *doc.Components.Schemas["NewMessage"].Value.Properties["content"].Value.MaxLength)
	limit := doc.Paths.Value("/api/chat/history/{sessionId}").Get.Parameters.GetByInAndName("query", "limit").Schema.Value
	require.EqualValues(t, historyLimit, limit.Default)
	limit = doc.Components.Parameters["PageLimit"].Value.Schema.Value
	require.EqualValues(t, pageLimit, limit.Default)
	require.EqualValues(t, store.MaxPage, *limit.Max)
	overlap := doc.Components.Schemas["KeyRotation"].Value.Properties["overlap_hours"].Value
	require.EqualValues(t, defaultKeyOverlap.Hours(), overlap.Default)
	require.EqualValues(t, store.MaxKeyOverlap.Hours(), *overlap.Max)
	require.EqualValues(t, chat.MaxVisitsPerCall, *doc.Components.Schemas["NewVisits"].Value.Properties["visits"].Value.MaxItems)
	require.Contains(t, doc.Paths.Value("/api/chat/visit").Post.Description, strconv.Itoa(chat.VisitorVisitsDaily))
	require.Equal(t, secureCookie, doc.Components.SecuritySchemes["staffSession"].Value.Name)
}

// constants returns the texts of a package's constants, by their type.
func constants(t *testing.T, folder string) map[string][]string {
	t.Helper()
	files, err := filepath.Glob(folder + "/*.go")
	require.NoError(t, err)
	out := map[string][]string{}
	for _, file := range files {
		parsed, err := parser.ParseFile(gotoken.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			typ, named := spec.Type.(*ast.Ident)
			value, literal := spec.Values[0].(*ast.BasicLit)
			if named && literal && value.Kind == gotoken.STRING {
				text, err := strconv.Unquote(value.Value)
				require.NoError(t, err)
				out[typ.Name] = append(out[typ.Name], text)
			}
			return true
		})
	}
	return out
}

// TestEveryListHasPagesOrAnEnd holds that all lists in answers come in pages, or
// say how long they can get.
func TestEveryListHasPagesOrAnEnd(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(contractYAML)
	require.NoError(t, err)
	whole := []string{"exportCustomer"} // a file with all that is kept of one person
	// Lists inside of others that are as long as what they tell of: the messages
	// that one answer is about, the articles of a conversation, the models and
	// currencies of a site, the workers that run.
	inner := []string{"message_ids", "articles", "models", "costs", "workers"}
	for _, path := range doc.Paths.Map() {
		for _, op := range path.Operations() {
			asks := func(name string) bool { return op.Parameters.GetByInAndName("query", name) != nil }
			paged := asks("limit") && (asks("after") || asks("before"))
			for status, response := range op.Responses.Map() {
				media := response.Value.Content.Get("application/json")
				if status[0] != '2' || media == nil || slices.Contains(whole, op.OperationID) {
					continue
				}
				for name, field := range media.Schema.Value.Properties {
					page := paged && field.Value.Type.Includes("array")
					eachList(name, field.Value, func(at string, list *openapi3.Schema) {
						if !(page && at == name) && !slices.Contains(inner, at[strings.LastIndex(at, ".")+1:]) {
							assert.NotNil(t, list.MaxItems, "%s: %s has neither pages nor maxItems", op.OperationID, at)
						}
					})
				}
			}
		}
	}
}

// eachList calls f with each list of a schema, and where it is.
func eachList(at string, schema *openapi3.Schema, f func(at string, list *openapi3.Schema)) {
	if schema.Items != nil {
		f(at, schema)
		eachList(at, schema.Items.Value, f)
	}
	for name, field := range schema.Properties {
		eachList(at+"."+name, field.Value, f)
	}
	for _, variants := range []openapi3.SchemaRefs{schema.OneOf, schema.AnyOf, schema.AllOf} {
		for _, variant := range variants {
			eachList(at, variant.Value, f)
		}
	}
}

func TestTheContractIsServed(t *testing.T) {
	r := newRig(t)
	a := r.call("GET", "/openapi.json", nil, "X-API-Key", "")
	require.Equal(t, 200, a.StatusCode)
	doc, err := openapi3.NewLoader().LoadFromData(a.body)
	require.NoError(t, err)
	require.Equal(t, "3.1.0", doc.OpenAPI)
	require.True(t, json.Valid(a.body))
}
