package llm_test

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/llm"
	"github.com/innconnect/innconnect/internal/llm/llmtest"
)

// mistralSpec is Mistral's published contract, which is not part of this
// repository.
const mistralSpec = "../../../shared/specs/mistral-openapi.yaml"

func mistralSchema(t *testing.T, name string) func(body []byte) error {
	t.Helper()
	if _, err := os.Stat(mistralSpec); err != nil {
		t.Skipf("Mistral's OpenAPI file is not at %s", mistralSpec)
	}
	doc, err := openapi3.NewLoader().LoadFromFile(mistralSpec)
	require.NoError(t, err)
	if name == "" {
		path := doc.Paths.Find("/v1/chat/completions")
		require.NotNil(t, path)
		schema := path.Post.RequestBody.Value.Content.Get("application/json").Schema.Value
		return func(body []byte) error { return visit(schema, body) }
	}
	schema := doc.Components.Schemas[name].Value
	return func(body []byte) error { return visit(schema, body) }
}

func visit(schema *openapi3.Schema, body []byte) error {
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return err
	}
	return schema.VisitJSON(value, openapi3.EnableJSONSchema2020())
}

func TestRequestsKeepMistralsContract(t *testing.T) {
	valid := mistralSchema(t, "")
	require.Error(t, valid([]byte(`{"model":"m","messages":[{"role":"user","content":"x"}],"max_completion_tokens":3}`)), "the check must find an unknown field")
	require.Error(t, valid([]byte(`{"model":"m","messages":[{"role":"user","content":"x"}],"stream_options":{"include_usage":true}}`)))
	require.Error(t, valid([]byte(`{"model":"m","messages":[{"role":"robot","content":"x"}]}`)))

	server := llmtest.NewServer(t, llmtest.Always(llmtest.Answer("Yes.")))
	c := llm.New(llm.Options{BaseURL: server.URL, APIKey: key, Model: "mistral-small-latest"})
	for _, p := range []chat.Prompt{
		prompt,
		{Messages: prompt.Messages[:1]},
		{Messages: []chat.PromptMessage{{Role: "user", Content: ""}}},
		{MaxOutputTokens: 1, Messages: []chat.PromptMessage{{Role: "assistant", Content: strings.Repeat("é\n\"<", 5000)}, {Role: "user", Content: "?"}}},
	} {
		_, err := c.Stream(t.Context(), p, nil)
		require.NoError(t, err)
	}
	for _, r := range server.Requests() {
		require.Equal(t, "/v1/chat/completions", r.Path)
		require.NoError(t, valid(r.Body), string(r.Body))
	}
}

func TestScriptedModelKeepsMistralsContract(t *testing.T) {
	valid := mistralSchema(t, "CompletionChunk")
	body := streamOf(t, llmtest.Slow("Dogs are welcome.", time.Millisecond))
	events := strings.Split(strings.TrimSpace(body), "\n\n")
	require.Equal(t, "data: [DONE]", events[len(events)-1])
	require.Greater(t, len(events), 3)
	for _, event := range events[:len(events)-1] {
		require.NoError(t, valid([]byte(strings.TrimPrefix(event, "data: "))), event)
	}
}

func streamOf(t *testing.T, s llmtest.Script) string {
	t.Helper()
	server := llmtest.NewServer(t, llmtest.Always(s))
	resp, err := http.Post(server.URL+"/chat/completions", "application/json",
		strings.NewReader(`{"model":"m","stream":true,"messages":[{"role":"user","content":"x"}]}`))
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return string(body)
}
