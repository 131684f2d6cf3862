package api

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/innconnect/innconnect/api/demo"
	"github.com/innconnect/innconnect/api/docs"
	"github.com/innconnect/innconnect/api/outbox"
	"github.com/innconnect/innconnect/api/panel"
	"github.com/innconnect/innconnect/api/preview"
	"github.com/innconnect/innconnect/api/rating"
	"github.com/innconnect/innconnect/api/widget"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/mail"
	"github.com/innconnect/innconnect/internal/ratinglink"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/workflows"
)

// Options are what the API works with.
type Options struct {
	Store         *store.Store
	Conversations Conversations
	Rehearsals    Rehearsals
	Listener      Listener
	Log           *slog.Logger

	// Checks tell whether a dependency works, by the name that the health check
	// shows. Messages are refused while one does not.
	Checks map[string]func(context.Context) error

	// Queues tells operators what waits in Temporal.
	Queues Queues

	// CheckEmbeddings tells whether the embedding service works; nil where there
	// is none. Only operators are told.
	CheckEmbeddings func(context.Context) error

	// DemoKey returns the public key of the demo site, or chat.ErrNotFound. The
	// demo page is not served when it is nil.
	DemoKey func(context.Context) (string, error)

	// TrustedProxies are the addresses and CIDR networks of the proxies in front
	// of the API, whose X-Forwarded-For says where a call comes from. None are
	// trusted when it is empty.
	TrustedProxies []string

	// PublicURL is where people reach the API, "" when that is not known. Mails
	// then hold no links that let in.
	PublicURL string

	// TemporalUIURL is the address of the Temporal UI that staff are sent to for a
	// conversation's workflow, "" when there is none. TemporalNamespace is where
	// the workflows are, "default" when empty.
	TemporalUIURL     string
	TemporalNamespace string

	// Stopping is closed when the process is told to stop: streams of sessions
	// end then, and their clients connect to another process.
	Stopping <-chan struct{}

	// Indexer makes vectors of a site's articles after a change.
	Indexer Indexer

	// EmbeddingsModel names the model of the vectors that search compares, "" where
	// words alone find articles.
	EmbeddingsModel string

	// Payloads decrypts what the Temporal UI shows.
	Payloads PayloadDecoder

	// RatingLinks reads the links of mails that ask for a rating; nil where there
	// are none.
	RatingLinks *ratinglink.Signer

	// OutboxDir is the folder of mails that admins are shown at /outbox, "" when
	// mails are sent.
	OutboxDir string

	// AnswerWait is how long a message waits for its answer, 100 s when 0.
	AnswerWait time.Duration

	// MaxWaiting is how many messages may wait for their answer in this process,
	// 1,000 when 0. Further ones are refused at once.
	MaxWaiting int

	pace           pace          // of streams; the usual one when zero
	requestTimeout time.Duration // of calls that do not wait for something to happen, 10 s when 0
}

// Conversations runs the sessions. *workflows.Conversations is the one.
type Conversations interface {
	Start(ctx context.Context, siteID, sessionID string) error
	SendMessage(ctx context.Context, in workflows.SendMessage) (workflows.MessageHandled, error)
	AskForPerson(ctx context.Context, siteID, sessionID string) error
	TakeOver(ctx context.Context, in chat.AgentKey) error
	HandBack(ctx context.Context, in chat.AgentKey) error
	Transfer(ctx context.Context, in chat.Transfer) error
	End(ctx context.Context, in chat.Ending) error
}

// Indexer brings the index of a site's articles up to date. *workflows.Indexer is
// the one.
type Indexer interface {
	Start(ctx context.Context, siteID string) error
}

// Queues knows what waits in Temporal. *workflows.Queues is the one.
type Queues interface {
	Find(ctx context.Context) (workflows.QueueState, error)
}

// Listener wakes its subscribers after changes of a session. *store.Listener is
// the one.
type Listener interface {
	Subscribe(sessionID string) (<-chan struct{}, func())
}

const (
	defaultAnswerWait     = 100 * time.Second
	defaultMaxWaiting     = 1000
	defaultRequestTimeout = 10 * time.Second
)

// waiting are the operations that take as long as there is something to wait
// for; they bound their steps themselves.
var waiting = map[string]bool{"sendMessage": true, "followSession": true, "followInbox": true, "askPlayground": true}

type server struct {
	Options
	contract  *contract
	health    *health
	probes    []*probe // for operators
	followers places
	answers   slots // of messages that wait for their answer

	temporalUIOrigin string // as browsers spell it, "" when there is none
}

// New returns the API's handler. Its caller sets the HTTP server's time-outs;
// responses that stream take as long as an answer does, or as somebody follows a
// session.
func New(o Options) (http.Handler, error) {
	return newEngine(o)
}

func newEngine(o Options) (*gin.Engine, error) {
	contract, err := loadContract()
	if err != nil {
		return nil, err
	}
	o.AnswerWait = cmp.Or(o.AnswerWait, defaultAnswerWait)
	o.MaxWaiting = cmp.Or(o.MaxWaiting, defaultMaxWaiting)
	o.requestTimeout = cmp.Or(o.requestTimeout, defaultRequestTimeout)
	if o.pace == (pace{}) {
		o.pace = usualPace
	}
	o.TemporalNamespace = cmp.Or(o.TemporalNamespace, "default")
	s := &server{Options: o, contract: contract, health: newHealth(o.Checks), probes: newProbes(o), answers: make(slots, o.MaxWaiting)}
	if o.TemporalUIURL != "" {
		ui, err := chat.ParseWebAddress(o.TemporalUIURL)
		if err != nil {
			return nil, fmt.Errorf("address of the Temporal UI: %w", err)
		}
		s.temporalUIOrigin = strings.ToLower(ui.Scheme + "://" + ui.Host)
	}

	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.ContextWithFallback = true
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false
	engine.RemoteIPHeaders = []string{"X-Forwarded-For"}
	if err := engine.SetTrustedProxies(o.TrustedProxies); err != nil {
		return nil, fmt.Errorf("trust proxies: %w", err)
	}
	engine.Use(s.observe, secureHeaders, s.preflight)
	engine.NoRoute(func(c *gin.Context) { s.fail(c, chat.Errorf(chat.CodeNotFound, "There is nothing at this address.")) })
	engine.NoMethod(func(c *gin.Context) {
		s.fail(c, chat.Errorf(chat.CodeMethodNotAllowed, "This address takes %s.", strings.Join(c.Writer.Header().Values("Allow"), ", ")))
	})

	strict := NewStrictHandlerWithOptions(s, []StrictMiddlewareFunc{ownContext}, StrictGinServerOptions{
		RequestErrorHandlerFunc: func(c *gin.Context, _ error) {
			s.fail(c, chat.Errorf(chat.CodeInvalid, "The body does not fit the contract."))
		},
		HandlerErrorFunc:         s.fail,
		ResponseErrorHandlerFunc: s.fail,
	})
	RegisterHandlersWithOptions(engine.Group("/", s.guard), strict, GinServerOptions{
		ErrorHandler: func(c *gin.Context, _ error, _ int) {
			s.fail(c, chat.Errorf(chat.CodeInvalid, "A parameter does not fit the contract."))
		},
	})
	engine.GET("/openapi.json", gin.WrapF(contract.serve))
	reference, err := docs.New(contractYAML, contract.listProblems())
	if err != nil {
		return nil, err
	}
	s.servePage(engine, docsPath, reference)
	if o.DemoKey != nil {
		s.servePage(engine, "/demo", demo.New(s.DemoKey))
	}
	adminPanel, err := panel.New()
	if err != nil {
		return nil, err
	}
	s.servePage(engine, panel.Path, adminPanel)
	s.servePage(engine, "/preview", preview.New())
	files, err := widget.New()
	if err != nil {
		return nil, err
	}
	s.servePage(engine, "/widget", files)
	if o.RatingLinks != nil {
		s.serveRatings(engine, rating.New(s.Store, o.RatingLinks))
	}
	if o.OutboxDir != "" {
		s.servePage(engine, "/outbox", outbox.New(mail.Outbox{Dir: o.OutboxDir}), s.adminsOnly)
	}
	return engine, nil
}

// ownContext gives a handler a context of its own. gin gives its contexts to
// later requests, while a time-out that ends with the request still reads its
// parent.
func ownContext(next StrictHandlerFunc, _ string) StrictHandlerFunc {
	return func(c *gin.Context, in any) (any, error) {
		own := c.Copy()
		own.Writer = c.Writer
		return next(own, in)
	}
}

// guard checks the key, the origin and the contract before the handler runs, and
// bounds how long all of it takes.
func (s *server) guard(c *gin.Context) {
	op := s.contract.operations[c.Request.Method+" "+c.FullPath()]
	client := c.Request.Context()
	bounded, cancel := context.WithTimeout(client, s.requestTimeout+op.uploadTime())
	defer cancel()
	c.Request = c.Request.WithContext(bounded)
	if err := s.admitCall(c, op); err != nil {
		s.fail(c, err)
		return
	}
	if err := op.validate(c); err != nil {
		s.fail(c, err)
		return
	}
	if waiting[op.id] {
		c.Request = c.Request.WithContext(client)
	}
	if op.id == "sendMessage" { // its answer is written before Next returns
		giveBack, err := s.answers.take()
		if err != nil {
			s.fail(c, err)
			return
		}
		defer giveBack()
	}
	if op.keyed && !op.staff {
		if err := s.noteVisitor(c); err != nil {
			s.fail(c, err)
			return
		}
	}
	c.Next()
}

// admitCall checks whether the caller may call an operation at all.
func (s *server) admitCall(c *gin.Context, op *operation) error {
	switch {
	case op.staff:
		return s.authoriseStaff(c, op)
	case op.keyed:
		return s.authorise(c)
	}
	// What needs no key tells whether we live: no page waits for the database.
	ctx, cancel := context.WithTimeout(c.Request.Context(), livePatience)
	defer cancel()
	s.echoIfRegistered(ctx, c, callerOf(c.Request))
	return nil
}

// docsPath is where the contract is shown as a page.
const docsPath = "/api/docs"

// page is a web page with its files.
type page interface {
	Serve(w http.ResponseWriter, r *http.Request, file string) error
}

// servePage lays a page and its files under a path, behind the given checks.
func (s *server) servePage(engine *gin.Engine, path string, p page, checks ...gin.HandlerFunc) {
	serve := func(c *gin.Context) {
		if err := p.Serve(c.Writer, c.Request, strings.TrimPrefix(c.Request.URL.Path, path)); err != nil {
			s.fail(c, err)
		}
	}
	handlers := slices.Concat(checks, []gin.HandlerFunc{serve})
	engine.GET(path, handlers...)
	engine.GET(path+"/*file", handlers...)
}

// serveRatings lays the page to which mails lead that ask for a rating.
func (s *server) serveRatings(engine *gin.Engine, page *rating.Page) {
	serve := func(c *gin.Context) {
		ctx, cancel := context.WithTimeout(c.Request.Context(), s.requestTimeout)
		defer cancel()
		if err := page.Serve(c.Writer, c.Request.WithContext(ctx), c.Param("token")); err != nil {
			s.fail(c, err)
		}
	}
	engine.GET(ratinglink.Path+":token", serve)
	engine.POST(ratinglink.Path+":token", serve)
}
