package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	tracecollector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/innconnect/innconnect/internal/llm/llmtest"
	"github.com/innconnect/innconnect/workflows"
)

// spans collects traces as an OpenTelemetry collector does: names of spans by
// the trace that they belong to.
type spans struct {
	mu     sync.Mutex
	traces map[string][]string
}

func (c *spans) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var in tracecollector.ExportTraceServiceRequest
	if err := proto.Unmarshal(body, &in); err != nil {
		http.Error(w, "not protobuf", http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, resource := range in.ResourceSpans {
		for _, scope := range resource.ScopeSpans {
			for _, span := range scope.Spans {
				id := fmt.Sprintf("%x", span.TraceId)
				c.traces[id] = append(c.traces[id], span.Name)
			}
		}
	}
	out, _ := proto.Marshal(&tracecollector.ExportTraceServiceResponse{})
	w.Header().Set("Content-Type", "application/x-protobuf")
	_, _ = w.Write(out)
}

// has tells whether one trace holds a span that begins with each of the names.
func (c *spans) has(names ...string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, trace := range c.traces {
		if !slices.ContainsFunc(names, func(name string) bool {
			return !slices.ContainsFunc(trace, func(span string) bool { return strings.HasPrefix(span, name) })
		}) {
			return true
		}
	}
	return false
}

func TestOneTraceLeadsFromTheRequestToTheModel(t *testing.T) {
	s := prepareStack(t)
	collected := &spans{traces: map[string][]string{}}
	collector := httptest.NewServer(collected)
	t.Cleanup(collector.Close)
	s.env = append(s.env, "OTEL_EXPORTER_OTLP_ENDPOINT="+collector.URL, "OTEL_BSP_SCHEDULE_DELAY=200")
	s.start("api")
	s.start("worker")
	s.waitReady()
	s.importArticles(map[string]string{"pets": petsArticle})
	s.useModel(llmtest.Grounded)
	require.NotNil(t, s.ask(s.newSession(), "a", "Can I bring my dog?").Reply)
	require.Eventually(t, func() bool {
		return collected.has("POST /api/chat/message", "UpdateWorkflow:send-message", "HandleUpdate:send-message", "SELECT")
	}, ready, 100*time.Millisecond, "the request leads to the workflow")
	require.Eventually(t, func() bool {
		return collected.has("StartWorkflow:Session", "RunActivity:Generate", "HTTP POST", "UPDATE")
	}, ready, 100*time.Millisecond, "the workflow leads to the model and the database")
}

func TestMetricsCountWhatHappened(t *testing.T) {
	s := prepareStack(t)
	apiPort, workerPort := freePort(t), freePort(t)
	env := s.env
	s.env = append(slices.Clone(env), "METRICS_PORT="+strconv.Itoa(apiPort))
	s.start("api")
	s.env = append(slices.Clone(env), "METRICS_PORT="+strconv.Itoa(workerPort))
	s.start("worker")
	s.env = env
	s.waitReady()
	s.importArticles(map[string]string{"pets": petsArticle})
	s.useModel(llmtest.Grounded)
	visitor := s.newSession()
	s.ask(visitor, "a", "Can I bring my dog?")
	s.ask(visitor, "b", "What is the capital of France?")
	s.follow(visitor, 0)

	holds := func(port int, lines ...string) {
		t.Helper()
		require.Eventually(t, func() bool {
			text := scrape(t, port)
			return !slices.ContainsFunc(lines, func(line string) bool { return !hasSeries(text, line) })
		}, ready, 100*time.Millisecond, "%v", lines)
	}
	holds(apiPort,
		`http_server_request_duration_seconds_count http_route="/api/chat/message" http_response_status_code="200" 2`,
		`innconnect_open_streams 1`, `temporal_request_total`, `go_goroutines`)
	holds(workerPort,
		`innconnect_turns_total outcome="answered" 1`,
		`innconnect_turns_total outcome="escalated" 1`,
		`innconnect_step_duration_seconds_count step="generate" 1`,
		`innconnect_escalations_total reason="low_confidence" 1`,
		`innconnect_model_tokens_total direction="output" provider="mistral"`,
		`innconnect_queue_depth queue="waiting" 1`,
		`innconnect_queue_depth queue="messages" 0`,
		`temporal_workflow_task_execution_latency_seconds_count`,
		`db_client_operation_duration_seconds_count`)
}

func scrape(t testing.TB, port int) string {
	t.Helper()
	res, err := http.Get("http://127.0.0.1:" + strconv.Itoa(port) + "/metrics")
	if err != nil {
		return ""
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return string(text)
}

// hasSeries looks for a line with all the words of want: a name, labels and
// perhaps a value at the end.
func hasSeries(text, want string) bool {
	words := strings.Fields(want)
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		name, _, _ := strings.Cut(strings.Fields(line + " ")[0], "{")
		if name != words[0] {
			continue
		}
		matches := true
		for i, word := range words[1:] {
			if i == len(words)-2 && !strings.Contains(word, "=") {
				matches = matches && strings.HasSuffix(line, " "+word)
			} else {
				matches = matches && strings.Contains(line, word)
			}
		}
		if matches {
			return true
		}
	}
	return false
}

func TestWithAPayloadKeyTheTemporalServerReadsNothing(t *testing.T) {
	s := prepareStack(t)
	s.env = append(s.env, "INNCONNECT_PAYLOAD_KEY=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
	s.start("api")
	s.start("worker")
	s.waitReady()
	s.importArticles(map[string]string{"pets": petsArticle})
	s.useModel(llmtest.Grounded)
	visitor := s.newSession()
	require.NotNil(t, s.ask(visitor, "a", "Can I bring my dog?").Reply)

	events := s.temporal.GetWorkflowHistory(context.Background(), workflows.SessionWorkflowID(visitor.ID), "", false,
		enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	payloads := 0
	for events.HasNext() {
		event, err := events.Next()
		require.NoError(t, err)
		if event.EventType == enumspb.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES {
			continue // what operators search by: ids and states
		}
		text := protojson.Format(event)
		require.NotContains(t, text, `"anNvbi9wbGFpbg=="`, "json/plain in %s", event.EventType)
		payloads += strings.Count(text, "encryption-key-id")
	}
	require.Positive(t, payloads)
}
