package api

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/payload"
	"github.com/innconnect/innconnect/internal/retrieval"
	"github.com/innconnect/innconnect/internal/sanitize"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
	"github.com/innconnect/innconnect/workflows"
)

const shop = "https://shop.example"

// rig is an API on a real database, with a site of its own.
type rig struct {
	t        testing.TB
	url      string // of the database
	database *cable
	store    *store.Store
	talk     *conversations
	indexer  *indexer
	log      *bytes.Buffer
	options  Options
	server   *httptest.Server
	engine   http.Handler
	site     chat.Site
	key      string

	doc *openapi3.T
}

func newRig(t testing.TB, change ...func(*Options)) *rig {
	t.Helper()
	r := &rig{t: t, url: storetest.URL(t), log: &bytes.Buffer{}}
	ctx, cancel := context.WithCancel(context.Background())
	var err error
	r.database = newCable(t, r.url)
	r.store, err = store.Open(ctx, r.database.url, 16, storetest.Sealer(t))
	require.NoError(t, err)
	t.Cleanup(r.store.Close)
	t.Cleanup(cancel)
	listener, err := r.store.Listen(ctx)
	require.NoError(t, err)
	r.talk, r.indexer = &conversations{store: r.store}, &indexer{}
	o := Options{
		Store: r.store, Conversations: r.talk, Indexer: r.indexer, Listener: listener, Payloads: &payload.Codec{}, PublicURL: "https://chat.example", Queues: &queues{},
		Rehearsals: &activities.Activities{
			Sites: r.store, Budgets: r.store, Retriever: &retrieval.Engine{Index: r.store}, Models: rehearsalModel{}, ModelCalls: r.store, Log: slog.New(slog.DiscardHandler),
		},
		Log: slog.New(observer{slog.NewJSONHandler(&lockedWriter{w: r.log}, nil)}),
	}
	for _, f := range change {
		f(&o)
	}
	r.options = o
	r.engine, err = New(o)
	require.NoError(t, err)
	r.server = httptest.NewServer(r.engine)
	t.Cleanup(r.server.Close)
	r.site, r.key, err = r.store.CreateSite(ctx, store.NewSite{Name: "Shop", Origins: []string{shop, "http://localhost:*"}})
	require.NoError(t, err)

	r.doc, err = openapi3.NewLoader().LoadFromData(contractYAML)
	require.NoError(t, err)
	return r
}

// content is what the database holds, to tell whether anything changed.
func (r *rig) content() map[string]string {
	r.t.Helper()
	return storetest.Content(r.t, r.url)
}

// exec changes the database behind the product's back.
func (r *rig) exec(query string, args ...any) {
	r.t.Helper()
	conn, err := pgx.Connect(r.t.Context(), r.url)
	require.NoError(r.t, err)
	defer conn.Close(r.t.Context())
	_, err = conn.Exec(r.t.Context(), query, args...)
	require.NoError(r.t, err)
}

const besideConns = 8 // one of them listens

// beside starts another API process on the rig's database, with connections that
// carry the given name.
func (r *rig) beside(name string, change ...func(*Options)) *rig {
	r.t.Helper()
	other := *r
	ctx, cancel := context.WithCancel(context.Background())
	st, err := store.Open(ctx, r.url+"&application_name="+name, besideConns, storetest.Sealer(r.t))
	require.NoError(r.t, err)
	r.t.Cleanup(st.Close)
	r.t.Cleanup(cancel)
	other.store, other.talk = st, &conversations{store: st}
	o := r.options
	o.Store, o.Conversations = st, other.talk
	o.Listener, err = st.Listen(ctx)
	require.NoError(r.t, err)
	for _, f := range change {
		f(&o)
	}
	other.engine, err = New(o)
	require.NoError(r.t, err)
	other.server = httptest.NewServer(other.engine)
	r.t.Cleanup(other.server.Close)
	return &other
}

type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// answer is a response with its body read.
type answer struct {
	*http.Response
	body []byte
}

func (a answer) into(t testing.TB, v any) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(a.body))
	dec.DisallowUnknownFields()
	require.NoError(t, dec.Decode(v), "%s", a.body)
}

func (a answer) code(t testing.TB) string {
	t.Helper()
	var p Problem
	a.into(t, &p)
	return string(p.Code)
}

// call sends a request with the site's key from its own page, changed by the
// headers given as name, value pairs (an empty value removes one), and checks
// the response against the contract.
func (r *rig) call(method, path string, body any, headers ...string) answer {
	r.t.Helper()
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(b)
	case []byte:
		reader = bytes.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		require.NoError(r.t, err)
		reader = bytes.NewReader(raw)
	}
	req, err := http.NewRequest(method, r.server.URL+path, reader)
	require.NoError(r.t, err)
	req.Header.Set("X-API-Key", r.key)
	if !strings.HasPrefix(path, staffPaths) {
		req.Header.Set("Origin", shop)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i+1] == "" {
			req.Header.Del(headers[i])
		} else {
			req.Header.Set(headers[i], headers[i+1])
		}
	}
	res, err := r.server.Client().Do(req)
	require.NoError(r.t, err)
	defer res.Body.Close()
	raw, err := readBodyOf(res)
	require.NoError(r.t, err)
	a := answer{res, raw}
	r.check(req, a)
	return a
}

func init() {
	openapi3filter.RegisterBodyDecoder("text/event-stream", openapi3filter.PlainBodyDecoder)
}

// readBodyOf reads a body to its end, or of a stream what comes until its first
// event is complete.
func readBodyOf(res *http.Response) ([]byte, error) {
	if res.Header.Get("Content-Type") != "text/event-stream" {
		return io.ReadAll(res.Body)
	}
	var body bytes.Buffer
	for lines, event := bufio.NewScanner(res.Body), false; lines.Scan(); {
		body.WriteString(lines.Text() + "\n")
		event = event || strings.HasPrefix(lines.Text(), "event:")
		if event && lines.Text() == "" {
			break
		}
	}
	return body.Bytes(), nil
}

// internals are what no answer may tell: SQL and what Postgres says, paths,
// Go's names and messages, stacks and addresses of ours.
var internals = regexp.MustCompile(`(?i)\b(select|insert into|update|delete from) .*\b(from|set|values|where)\b|\b(relation|constraint|column) "|` +
	`duplicate key|syntax error at|SQLSTATE|pgx|pgconn|postgres|goose|goroutine|runtime error|nil pointer|%!|\.go:\d|/(srv|root|home|usr|tmp|var)/|` +
	`\*?\b(chat|store|api|json|http|url|strconv|uuid|time|gin|jsonschema)\.[A-Z]|\b(json|strconv|uuid|rpc error|context): |` +
	`map\[|interface \{|0x[0-9a-f]{6}|innconnect/internal|grpc|127\.0\.0\.1:\d|connection refused`)

// check holds what is true of every response.
func (r *rig) check(req *http.Request, a answer) {
	r.t.Helper()
	require.NotEmpty(r.t, a.Header.Get("X-Request-ID"))
	require.Contains(r.t, a.Header.Values("Vary"), "Origin")
	require.Equal(r.t, "nosniff", a.Header.Get("X-Content-Type-Options"))
	widget := strings.HasPrefix(req.URL.Path, "/widget/") // any page may load its files
	if !widget {
		require.NotEqual(r.t, "*", a.Header.Get("Access-Control-Allow-Origin"))
	}
	if a.StatusCode >= 400 {
		require.Equal(r.t, "application/problem+json", a.Header.Get("Content-Type"), "%s", a.body)
		var p Problem
		a.into(r.t, &p)
		require.Equal(r.t, a.StatusCode, p.Status)
		require.Equal(r.t, a.Header.Get("X-Request-ID"), p.RequestID)
		require.NotEmpty(r.t, p.Detail)
		for _, leak := range internals.FindAllString(string(a.body), -1) {
			require.Contains(r.t, sent(r.t, req), leak, "an answer may only repeat what the client sent: %s", a.body)
		}
	}
	route := r.route(req)
	if route == nil && (widget || strings.HasPrefix(req.URL.Path, "/demo") || strings.HasPrefix(req.URL.Path, "/preview") || strings.HasPrefix(req.URL.Path, "/outbox")) {
		return
	}
	if route == nil {
		require.Contains(r.t, []int{404, 405, 204, 403}, a.StatusCode, "a route outside the contract")
		return
	}
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, Route: route},
		Status:                 a.StatusCode,
		Header:                 a.Header,
		Body:                   io.NopCloser(bytes.NewReader(a.body)),
		Options:                &openapi3filter.Options{IncludeResponseStatus: true},
	})
	require.NoError(r.t, err, "%s %s: %s", req.Method, req.URL.Path, a.body)
}

// sent is all that a request carried.
func sent(t testing.TB, req *http.Request) string {
	t.Helper()
	if req.GetBody == nil {
		return req.URL.String()
	}
	body, err := req.GetBody()
	require.NoError(t, err)
	raw, err := io.ReadAll(body)
	require.NoError(t, err)
	return req.URL.String() + string(raw)
}

// route returns what the contract says about a request, nil for nothing.
func (r *rig) route(req *http.Request) *routers.Route {
	for path, item := range r.doc.Paths.Map() {
		form := "^" + pathParameter.ReplaceAllString(path, "[^/]+") + "$"
		op := item.GetOperation(req.Method)
		if op != nil && regexp.MustCompile(form).MatchString(req.URL.EscapedPath()) {
			return &routers.Route{Spec: r.doc, Path: path, PathItem: item, Method: req.Method, Operation: op}
		}
	}
	return nil
}

// session starts a conversation of a visitor that sends its id, or of one that
// does not for "".
func (r *rig) session(visitor string) Session {
	r.t.Helper()
	a := r.call("POST", "/api/chat/session", nil, "X-Visitor-ID", visitor)
	require.Equal(r.t, 201, a.StatusCode, "%s", a.body)
	var s Session
	a.into(r.t, &s)
	return s
}

func (r *rig) say(s Session, content, clientID string) MessageResult {
	r.t.Helper()
	a := r.call("POST", "/api/chat/message", NewMessage{SessionID: s.ID, Content: content, ClientMessageID: orNull(clientID)},
		"X-Visitor-ID", s.VisitorID)
	require.Equal(r.t, 200, a.StatusCode, "%s", a.body)
	var out MessageResult
	a.into(r.t, &out)
	return out
}

// conversations answers as the workflow does, through the same store: one reply
// for each message, written in the given pieces.
type conversations struct {
	store *store.Store

	mu     sync.Mutex
	sent   int
	held   int           // have waited, or wait, for hold
	pieces []string      // of the draft; the reply is their sum
	redo   []string      // pieces of a first attempt that failed
	step   chan struct{} // when set, each piece waits for it
	hold   chan struct{} // when set, the reply waits for it
	silent bool          // nobody answers
	echo   bool          // the model says what the visitor said
	fail   error
}

func (c *conversations) Start(context.Context, string, string) error { return c.fail }

func (c *conversations) AskForPerson(ctx context.Context, siteID, sessionID string) error {
	e := chat.Escalation{Reason: chat.ReasonCustomerRequest, Notice: chat.Reply{Role: chat.RoleSystem, Content: "A colleague comes."}}
	e.SiteID, e.SessionID = siteID, sessionID
	_, err := c.store.RequestPerson(ctx, e)
	return err
}

func (c *conversations) TakeOver(ctx context.Context, in chat.AgentKey) error {
	_, err := c.store.TakeOver(ctx, in)
	return err
}

func (c *conversations) HandBack(ctx context.Context, in chat.AgentKey) error {
	_, err := c.store.HandBack(ctx, in)
	return err
}

func (c *conversations) Transfer(ctx context.Context, in chat.Transfer) error {
	_, err := c.store.Transfer(ctx, in)
	return err
}

func (c *conversations) End(ctx context.Context, in chat.Ending) error {
	_, err := c.store.CloseSession(ctx, in)
	return err
}

func (c *conversations) SendMessage(ctx context.Context, in workflows.SendMessage) (workflows.MessageHandled, error) {
	c.mu.Lock()
	c.sent++
	pieces, redo, step, hold, fail, silent, echo := c.pieces, c.redo, c.step, c.hold, c.fail, c.silent, c.echo
	c.mu.Unlock()
	if fail != nil {
		return workflows.MessageHandled{}, fail
	}
	if silent {
		return workflows.MessageHandled{}, nil
	}
	m, err := c.store.FindMessage(ctx, in.SiteID, in.MessageID)
	if err != nil {
		return workflows.MessageHandled{}, err
	}
	key := chat.TurnKey{SiteID: in.SiteID, SessionID: in.SessionID, TurnID: in.MessageID}
	clean, err := sanitize.Input(m.Content)
	if err != nil && chat.CodeOf(err) != chat.CodeMessageEmpty {
		return workflows.MessageHandled{}, err
	}
	if err := c.store.StartTurn(ctx, key, []chat.CleanedMessage{{ID: m.ID, Text: clean, HTML: sanitize.VisitorHTML(clean)}}); err != nil {
		return workflows.MessageHandled{}, err
	}
	if echo {
		pieces = []string{m.Content}
	}
	if len(pieces) == 0 {
		pieces = []string{"Yes, ", "you can."}
	}
	for attempt, parts := range [][]string{redo, pieces} {
		text := ""
		for _, piece := range parts {
			text += piece
			if step != nil {
				<-step
			}
			if err := c.store.SaveDraft(ctx, key, attempt+1, text); err != nil {
				return workflows.MessageHandled{}, err
			}
		}
	}
	if hold != nil {
		c.mu.Lock()
		c.held++
		c.mu.Unlock()
		select {
		case <-hold:
		case <-ctx.Done():
			return workflows.MessageHandled{}, ctx.Err()
		}
	}
	confidence := 0.9
	markdown, html := sanitize.Output(strings.Join(pieces, ""), func(host string) bool { return host == "shop.example" })
	id, err := c.store.DeliverReply(ctx, key, chat.Reply{
		Role: chat.RoleAssistant, Content: markdown, HTML: html,
		Citations:     []chat.Citation{{ArticleID: uuid.NewString(), ExternalID: "pets", Title: "Pets"}},
		Answerability: &confidence, QuickReplies: []string{"Thanks"},
	})
	return workflows.MessageHandled{ReplyID: id}, err
}

// indexer notes which sites' indexes are to be brought up to date.
type indexer struct {
	mu    sync.Mutex
	sites []string
	fail  error
}

func (x *indexer) Start(_ context.Context, siteID string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.sites = append(x.sites, siteID)
	return x.fail
}

func (c *conversations) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sent
}

// heldBack tells how many messages are all done but for the reply that hold
// holds back.
func (c *conversations) heldBack() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.held
}

// cable is a connection to a server that a test can cut or freeze.
type cable struct {
	url    string // the server's, through the cable
	cancel context.CancelFunc
	flow   sync.RWMutex // held by what passes
}

func newCable(t testing.TB, address string) *cable {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	target := u.Host
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	u.Host = l.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	context.AfterFunc(ctx, func() { l.Close() })
	c := &cable{url: u.String(), cancel: cancel}
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", target)
			if err != nil {
				near.Close()
				return
			}
			context.AfterFunc(ctx, func() { near.Close(); far.Close() })
			go func() { _, _ = io.Copy(through{far, c}, near); far.Close() }()
			go func() { _, _ = io.Copy(through{near, c}, far); near.Close() }()
		}
	}()
	return c
}

// through writes while the cable lets something pass.
type through struct {
	io.Writer
	c *cable
}

func (t through) Write(p []byte) (int, error) {
	t.c.flow.RLock()
	defer t.c.flow.RUnlock()
	return t.Writer.Write(p)
}

func (c *cable) cut() { c.cancel() }

// freeze lets nothing pass until the test ends; connections stay open.
func (c *cable) freeze(t testing.TB) {
	c.flow.Lock()
	t.Cleanup(c.flow.Unlock)
}

// eventually waits for what another goroutine does.
func eventually(t testing.TB, condition func() bool) {
	t.Helper()
	require.Eventually(t, condition, 30*time.Second, 5*time.Millisecond)
}
