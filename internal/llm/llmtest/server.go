package llmtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"sync"
	"testing"
	"time"
)

// Request is what the model was asked.
type Request struct {
	Header http.Header `json:"-"`
	Path   string      `json:"-"`
	Remote string      `json:"-"` // the client's address, which tells connections apart
	Body   []byte      `json:"-"` // as sent

	Model    string `json:"model"`
	Stream   bool   `json:"stream"`
	Messages []struct {
		Role    string `json:"role"`
		Content string `json:"content"`
	} `json:"messages"`
}

// Server is a scripted model on a loopback port.
type Server struct {
	URL string // the base URL, ending in /v1

	mu       sync.Mutex
	decide   func(Request) Script
	requests []Request
}

// NewServer starts a model that answers each request as decide says; nil means
// Grounded. It is stopped at the end of the test.
func NewServer(t testing.TB, decide func(Request) Script) *Server {
	t.Helper()
	s := &Server{}
	s.Decide(decide)
	server := httptest.NewServer(Handler(func(r Request) Script {
		s.mu.Lock()
		s.requests = append(s.requests, r)
		decide := s.decide
		s.mu.Unlock()
		return decide(r)
	}))
	t.Cleanup(func() {
		server.CloseClientConnections() // a stalled answer must not hold up the test
		server.Close()
	})
	s.URL = server.URL + "/v1"
	return s
}

// Always answers every request in the same way.
func Always(s Script) func(Request) Script {
	return func(Request) Script { return s }
}

// Decide changes how requests are answered from now on; nil means Grounded.
func (s *Server) Decide(decide func(Request) Script) {
	if decide == nil {
		decide = Grounded
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.decide = decide
}

// Requests returns the requests so far, oldest first.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// Handler serves POST …/chat/completions. decide may run concurrently.
func Handler(decide func(Request) Script) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/chat/completions", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // the client went away
		}
		req := Request{Header: r.Header.Clone(), Path: r.URL.Path, Remote: r.RemoteAddr, Body: body}
		if err := json.Unmarshal(body, &req); err != nil {
			http.Error(w, `{"message":"not JSON"}`, http.StatusUnprocessableEntity)
			return
		}
		play(w, r, req, decide(req))
	})
	return mux
}

func play(w http.ResponseWriter, r *http.Request, req Request, s Script) {
	if s.Status != 0 || s.Body != "" {
		playBody(w, s)
		return
	}
	if !req.Stream {
		http.Error(w, `{"message":"this model only streams"}`, http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	flush := http.NewResponseController(w).Flush
	tokens := tokenize(s.Text)
	start := time.Now()
	for i, token := range tokens {
		if s.Tokens > 0 && i == s.Tokens {
			break
		}
		due := start.Add(s.Delay * time.Duration(i+1) / time.Duration(len(tokens)))
		if !waitUntil(r, due) {
			return
		}
		writeChunk(w, req.Model, token, "", nil)
		if s.Delay > 0 || i == 0 {
			_ = flush()
		}
	}
	end(w, r, req, s, len(tokens))
}

func playBody(w http.ResponseWriter, s Script) {
	header := w.Header()
	header.Set("Content-Type", "application/json")
	if s.ContentType != "" {
		header.Set("Content-Type", s.ContentType)
	}
	if s.RetryAfter != "" {
		header.Set("Retry-After", s.RetryAfter)
	}
	if s.Location != "" {
		header.Set("Location", s.Location)
	}
	status, body := s.Status, s.Body
	if status == 0 {
		status = http.StatusOK
	}
	if body == "" {
		body = fmt.Sprintf(`{"object":"error","message":"scripted","type":"scripted","code":%d}`, status)
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func end(w http.ResponseWriter, r *http.Request, req Request, s Script, tokens int) {
	rc := http.NewResponseController(w)
	switch s.Ending {
	case Cut:
		_ = rc.Flush()
		panic(http.ErrAbortHandler)
	case Stalled:
		_ = rc.Flush()
		<-r.Context().Done()
	case Closed:
	case Unfinished:
		_, _ = io.WriteString(w, "data: [DONE]\n\n")
	case Done, Open:
		finish := s.FinishReason
		if finish == "" {
			finish = "stop"
		}
		used := &usage{Prompt: len(req.Body) / 4, Completion: tokens, Total: len(req.Body)/4 + tokens}
		writeChunk(w, req.Model, "", finish, used)
		if s.Ending == Open {
			_ = rc.Flush()
			<-r.Context().Done()
			return
		}
		_, _ = io.WriteString(w, "data: [DONE]\n\n")
	}
}

type usage struct {
	Prompt     int `json:"prompt_tokens"`
	Completion int `json:"completion_tokens"`
	Total      int `json:"total_tokens"`
}

func writeChunk(w io.Writer, model, token, finish string, used *usage) {
	quoted := func(s string) string { b, _ := json.Marshal(s); return string(b) }
	reason := "null"
	if finish != "" {
		reason = strconv.Quote(finish)
	}
	tail := ""
	if used != nil {
		b, _ := json.Marshal(used)
		tail = `,"usage":` + string(b)
	}
	_, _ = fmt.Fprintf(w, `data: {"id":"scripted","object":"chat.completion.chunk","created":1,"model":%s,"choices":[{"index":0,"delta":{"role":"assistant","content":%s},"finish_reason":%s}]%s}`+"\n\n",
		quoted(model), quoted(token), reason, tail)
}

// waitUntil tells whether the client is still there at that time.
func waitUntil(r *http.Request, at time.Time) bool {
	wait := time.Until(at)
	if wait <= 0 {
		return r.Context().Err() == nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

var token = regexp.MustCompile(`\s*\S{1,6}|\s+$`)

// tokenize cuts text into pieces of about the size of a model's tokens.
func tokenize(text string) []string { return token.FindAllString(text, -1) }
