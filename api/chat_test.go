package api

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

func TestAVisitorAsksEndsAndRates(t *testing.T) {
	r := newRig(t)
	s := r.session(uuid.NewString())
	require.Equal(t, SessionStatusActive, s.Status)

	out := r.say(s, "Can I bring my dog?", "m-1")
	require.Equal(t, "Can I bring my dog?", out.Message.Content)
	require.Equal(t, "m-1", *out.Message.ClientMessageID)
	require.Equal(t, "Can I bring my dog?", out.Message.HTML)
	require.Equal(t, "Yes, you can.", out.Reply.Content)
	require.Equal(t, out.Reply.ID, *out.Message.ReplyID)
	require.Equal(t, "Pets", out.Reply.Citations[0].Title)
	require.Equal(t, MessageRoleAssistant, out.Reply.Role)
	require.InDelta(t, 0.9, *out.Reply.Answerability, 1e-9)

	visitor := []string{"X-Visitor-ID", s.VisitorID}
	var thumb MessageReaction
	r.call("POST", "/api/chat/message/"+out.Reply.ID+"/react", `{"reaction":"up"}`, visitor...).into(t, &thumb)
	require.Equal(t, ReactionUp, *thumb.Reaction)

	var h History
	r.call("GET", "/api/chat/history/"+s.ID, nil, visitor...).into(t, &h)
	require.Len(t, h.Messages, 2)
	require.Equal(t, ReactionUp, *h.Messages[1].Reaction)
	require.Nil(t, h.NextCursor)

	r.call("POST", "/api/chat/message/"+out.Reply.ID+"/react", `{"reaction":null}`, visitor...).into(t, &thumb)
	require.Nil(t, thumb.Reaction)

	var ended EndedSession
	for range 2 { // idempotent
		a := r.call("POST", "/api/chat/session/"+s.ID+"/end", nil, visitor...)
		require.Equal(t, 200, a.StatusCode)
		a.into(t, &ended)
		require.Equal(t, SessionStatusClosed, ended.Session.Status)
		require.Equal(t, 5, ended.RatingPrompt.Stars.Max)
		require.Contains(t, ended.RatingPrompt.Tags, "Helpful")
	}

	var rated Session
	r.call("POST", "/api/chat/session/"+s.ID+"/rate", `{"stars":3,"tags":["Too slow"],"feedback":"meh"}`, visitor...).into(t, &rated)
	require.Equal(t, 3, rated.Rating.Stars)
	r.call("POST", "/api/chat/session/"+s.ID+"/rate", `{"stars":5,"tags":["helpful"]}`, visitor...).into(t, &rated)
	require.Equal(t, Rating{Stars: 5, Tags: []string{"Helpful"}, CreatedAt: rated.Rating.CreatedAt}, *rated.Rating)
	r.call("GET", "/api/chat/session/"+s.ID, nil, visitor...).into(t, &rated)
	require.Equal(t, 5, rated.Rating.Stars)
}

func TestARatingIsFinalADayAfterTheFirst(t *testing.T) {
	r := newRig(t)
	s := r.session("")
	require.Equal(t, 200, r.call("POST", "/api/chat/session/"+s.ID+"/end", nil).StatusCode)
	path := "/api/chat/session/" + s.ID + "/rate"
	require.Equal(t, 200, r.call("POST", path, `{"stars":1}`).StatusCode)
	r.exec(`update ratings set created_at = created_at - interval '24 hours 1 second'`)
	a := r.call("POST", path, `{"stars":5}`)
	require.Equal(t, 409, a.StatusCode)
	require.Equal(t, "rating_final", a.code(t))
}

func TestTheSameMessageSentManyTimesAtOnceIsOneMessageAndOneAnswer(t *testing.T) {
	r := newRig(t)
	s := r.session("")
	results := make([]MessageResult, 8)
	var wg sync.WaitGroup
	for i := range results {
		wg.Go(func() { results[i] = r.say(s, "Hello?", "same") })
	}
	wg.Wait()
	for _, out := range results {
		require.Equal(t, results[0].Message.ID, out.Message.ID)
		require.Equal(t, results[0].Reply.ID, out.Reply.ID)
	}
	var h History
	r.call("GET", "/api/chat/history/"+s.ID, nil).into(t, &h)
	require.Len(t, h.Messages, 2)

	sent := r.talk.count()
	require.Equal(t, results[0].Reply.ID, r.say(s, "Hello?", "same").Reply.ID)
	require.Equal(t, sent, r.talk.count(), "an answered message is not handed over again")
}

func TestHistoryComesInPages(t *testing.T) {
	r := newRig(t)
	s := r.session("")
	for range 3 {
		r.say(s, "Hello?", "")
	}
	var seqs []int64
	after := "0"
	for {
		var h History
		r.call("GET", "/api/chat/history/"+s.ID+"?limit=4&after="+after, nil).into(t, &h)
		for _, m := range h.Messages {
			seqs = append(seqs, m.Seq)
		}
		if h.NextCursor == nil {
			break
		}
		require.Len(t, h.Messages, 4)
		after = "4"
	}
	require.Equal(t, []int64{1, 2, 3, 4, 5, 6}, seqs)
}

func TestNobodyAnswersWhileTheVisitorWaitsForAPerson(t *testing.T) {
	r := newRig(t)
	r.talk.silent = true
	require.Nil(t, r.say(r.session(""), "Hello?", "").Reply)
}

func TestAnAnswerThatTakesTooLongIsUnavailableAndComesLater(t *testing.T) {
	r := newRig(t, func(o *Options) { o.AnswerWait = 50 * time.Millisecond })
	s := r.session("")
	r.talk.hold = make(chan struct{})
	body := NewMessage{SessionID: s.ID, Content: "Hello?", ClientMessageID: orNull("m-1")}
	a := r.call("POST", "/api/chat/message", body)
	require.Equal(t, 503, a.StatusCode)
	require.Equal(t, "unavailable", a.code(t))
	require.NotEmpty(t, a.Header.Get("Retry-After"))
	patient := r.beside("patient", func(o *Options) { o.AnswerWait = 0 })
	require.NotNil(t, patient.say(s, "Hello?", "m-1").Reply)
	var h History
	r.call("GET", "/api/chat/history/"+s.ID, nil).into(t, &h)
	require.Len(t, h.Messages, 2)
}

func TestNoMessageIsTakenWhileADependencyIsDown(t *testing.T) {
	var mu sync.Mutex
	var down error
	check := func(context.Context) error { mu.Lock(); defer mu.Unlock(); return down }
	r := newRig(t, func(o *Options) { o.Checks = map[string]func(context.Context) error{"temporal": check} })
	s := r.session("")
	var up Health
	r.call("GET", "/api/chat/health", nil, "X-API-Key", "").into(t, &up)
	require.Equal(t, Health{Status: HealthStatusOk, Ready: true, Checks: map[string]CheckState{"temporal": CheckStateOk}}, up)
	require.Equal(t, 200, r.call("GET", "/api/chat/health?ready=1", nil).StatusCode)

	mu.Lock()
	down = errors.New("connect 10.0.0.1: refused")
	mu.Unlock()
	eventually(t, func() bool { return r.call("GET", "/api/chat/health?ready=1", nil).StatusCode == 503 })
	r.call("GET", "/api/chat/health", nil).into(t, &up)
	require.False(t, up.Ready)
	before := r.content()
	a := r.call("POST", "/api/chat/message", NewMessage{SessionID: s.ID, Content: "Hello?"})
	require.Equal(t, 503, a.StatusCode)
	require.Equal(t, "5", a.Header.Get("Retry-After"))
	require.Equal(t, before, r.content())
}

func TestACheckThatHangsIsDownAfterASecond(t *testing.T) {
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	h := newHealth(map[string]func(context.Context) error{
		"slow": func(context.Context) error { <-hang; return nil },
		"fast": func(context.Context) error { return nil },
	})
	start := time.Now()
	require.Equal(t, map[string]CheckState{"slow": CheckStateDown, "fast": CheckStateOk}, h.look(context.Background()))
	require.Less(t, time.Since(start), 3*time.Second)
}

func TestASessionIsCreatedAlthoughItsWorkflowDoesNotStart(t *testing.T) {
	r := newRig(t)
	r.talk.fail = chat.Errorf(chat.CodeUnavailable, "The service is busy.")
	s := r.session("")
	a := r.call("POST", "/api/chat/message", NewMessage{SessionID: s.ID, Content: "Hello?"})
	require.Equal(t, 503, a.StatusCode)
	require.Equal(t, "unavailable", a.code(t))
}

func TestAFailureOfOursTellsNothing(t *testing.T) {
	r := newRig(t)
	s := r.session("")
	r.talk.fail = errors.New("select * from secrets: pgconn failed in /srv/innconnect/api.go:12")
	a := r.call("POST", "/api/chat/message", NewMessage{SessionID: s.ID, Content: "my private text"})
	require.Equal(t, 500, a.StatusCode)
	require.Equal(t, "internal_error", a.code(t))
	r.server.Close()
	require.Contains(t, r.log.String(), a.Header.Get("X-Request-ID"))
	require.NotContains(t, r.log.String(), "my private text")
	require.NotContains(t, r.log.String(), r.key)
	require.Contains(t, r.log.String(), s.ID)
}

func TestACustomersDetailsAreTakenOverAtTheStart(t *testing.T) {
	r := newRig(t)
	a := r.call("POST", "/api/chat/session", `{"language":"NL-be","page_url":"https://shop.example/a?b=c","name":"Ana","email":"ana@example.org"}`)
	require.Equal(t, 201, a.StatusCode, "%s", a.body)
	var s Session
	a.into(t, &s)
	require.Equal(t, "nl", s.Language)
	stored, err := r.store.FindSession(context.Background(), r.site.ID, s.ID)
	require.NoError(t, err)
	require.NotEmpty(t, stored.CustomerID)
	require.Equal(t, "https://shop.example/a?b=c", stored.PageURL)
}

func TestARequestIDOfTheCallerIsKeptWhenItIsHarmless(t *testing.T) {
	r := newRig(t)
	require.Equal(t, "trace-0001", r.call("GET", "/api/chat/health", nil, "X-Request-ID", "trace-0001").Header.Get("X-Request-ID"))
	forged := `x" level=ERROR msg="forged`
	require.NotEqual(t, forged, r.call("GET", "/api/chat/health", nil, "X-Request-ID", forged).Header.Get("X-Request-ID"))
}

func TestAPanicIsAProblemDocument(t *testing.T) {
	r := newRig(t, func(o *Options) { o.Conversations = nil })
	a := r.call("POST", "/api/chat/session", nil)
	require.Equal(t, 500, a.StatusCode)
	require.Equal(t, "internal_error", a.code(t))
}

// otherSite makes a second tenant with the same origin.
func otherSite(t testing.TB, r *rig) (site chat.Site, key string) {
	t.Helper()
	site, key, err := r.store.CreateSite(context.Background(), store.NewSite{Name: "Other", Origins: []string{shop}})
	require.NoError(t, err)
	return site, key
}

func upper(id string) string { return strings.ToUpper(id) }

func TestAVisitorAsksForAPersonByButton(t *testing.T) {
	r := newRig(t)
	s := r.session(uuid.NewString())
	ask := func(visitor string) answer {
		return r.call("POST", "/api/chat/session/"+s.ID+"/person", nil, "X-Visitor-ID", visitor)
	}
	require.Equal(t, 404, ask(uuid.NewString()).StatusCode, "another visitor")
	for range 2 {
		var got Session
		a := ask(s.VisitorID)
		require.Equal(t, 200, a.StatusCode)
		a.into(t, &got)
		require.Equal(t, SessionStatus("escalated"), got.Status)
		require.Equal(t, EscalationReason("customer_request"), *got.EscalationReason)
		require.Nil(t, got.Agent)
	}
	require.NoError(t, r.talk.End(context.Background(), chat.Ending{SiteID: r.site.ID, SessionID: s.ID, By: chat.EndedByVisitor}))
	a := ask(s.VisitorID)
	require.Equal(t, 409, a.StatusCode)
	require.Equal(t, "session_closed", a.code(t))
}
