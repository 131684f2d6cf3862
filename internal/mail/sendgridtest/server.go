// Package sendgridtest is a mail provider that follows a script: a real HTTP
// server that speaks SendGrid's v3 Mail Send, and its failures.
package sendgridtest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// Key is the API key that the server accepts.
const Key = "SG.test-key"

// Request is what the provider was asked to send.
type Request struct {
	Path string `json:"-"`
	Body []byte `json:"-"` // as sent

	Personalizations []struct {
		To []struct {
			Email string `json:"email"`
		} `json:"to"`
		CustomArgs map[string]string `json:"custom_args"`
	} `json:"personalizations"`
	From struct {
		Email string `json:"email"`
		Name  string `json:"name"`
	} `json:"from"`
	Subject string `json:"subject"`
	Content []struct {
		Type  string `json:"type"`
		Value string `json:"value"`
	} `json:"content"`
	Headers map[string]string `json:"headers"`
}

// To is the only recipient, "" if there is not exactly one.
func (r Request) To() string {
	if len(r.Personalizations) != 1 || len(r.Personalizations[0].To) != 1 {
		return ""
	}
	return r.Personalizations[0].To[0].Email
}

// MailID is the product's own id of the mail.
func (r Request) MailID() string {
	if len(r.Personalizations) != 1 {
		return ""
	}
	return r.Personalizations[0].CustomArgs["innconnect_mail_id"]
}

// Script is one answer. The zero Script accepts the mail.
type Script struct {
	Status int               // 202 when 0
	Header map[string]string // for example Retry-After
	Body   string

	Stall bool // nothing is answered until the client goes away
	Cut   bool // the connection breaks in place of an answer
}

// Server is a scripted provider on a loopback port.
type Server struct {
	URL string // in place of https://api.sendgrid.com

	mu       sync.Mutex
	decide   func(Request) Script
	requests []Request
	accepted []Request
}

// NewServer starts a provider that answers each request as decide says; nil
// accepts all. It is stopped at the end of the test.
func NewServer(t testing.TB, decide func(Request) Script) *Server {
	t.Helper()
	s := &Server{}
	s.Decide(decide)
	server := httptest.NewServer(s)
	t.Cleanup(func() {
		server.CloseClientConnections() // a stalled answer must not hold up the test
		server.Close()
	})
	s.URL = server.URL
	return s
}

// Decide changes how requests are answered from now on; nil accepts all.
func (s *Server) Decide(decide func(Request) Script) {
	if decide == nil {
		decide = func(Request) Script { return Script{} }
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.decide = decide
}

// Requests returns all requests so far, oldest first.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// Accepted returns the mails that the provider took, oldest first. A mail whose
// answer was cut off counts: its client cannot know.
func (s *Server) Accepted() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.accepted...)
}

// ServeHTTP answers POST /v3/mail/send.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.URL.Path != "/v3/mail/send" {
		http.NotFound(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client went away
	}
	if r.Header.Get("Authorization") != "Bearer "+Key {
		refuse(w, http.StatusUnauthorized, "The provided authorization grant is invalid, expired, or revoked")
		return
	}
	in := Request{Path: r.URL.Path, Body: body}
	if err := json.Unmarshal(body, &in); err != nil {
		refuse(w, http.StatusBadRequest, "Bad Request")
		return
	}
	s.mu.Lock()
	script := s.decide(in)
	s.requests = append(s.requests, in)
	if !script.Stall && (script.Cut || script.Status == 0 || script.Status == http.StatusAccepted) {
		s.accepted = append(s.accepted, in)
	}
	s.mu.Unlock()
	play(w, r, in, script)
}

func play(w http.ResponseWriter, r *http.Request, in Request, script Script) {
	switch {
	case script.Stall:
		<-r.Context().Done()
		return
	case script.Cut:
		panic(http.ErrAbortHandler)
	}
	for name, value := range script.Header {
		w.Header().Set(name, value)
	}
	if script.Status >= http.StatusBadRequest && script.Body == "" {
		refuse(w, script.Status, "scripted")
		return
	}
	if script.Status == 0 {
		script.Status = http.StatusAccepted
	}
	w.Header().Set("X-Message-Id", in.MailID())
	w.WriteHeader(script.Status)
	_, _ = io.WriteString(w, script.Body)
}

// refuse answers as SendGrid does.
func refuse(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	failure := map[string]any{"message": message, "field": nil}
	_ = json.NewEncoder(w).Encode(map[string]any{"errors": []any{failure}})
}
