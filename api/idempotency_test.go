package api

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

func (r *rig) ended(visitor string) Session {
	r.t.Helper()
	s := r.session(visitor)
	require.Equal(r.t, 200, r.call("POST", "/api/chat/session/"+s.ID+"/end", nil, "X-Visitor-ID", visitor).StatusCode)
	return s
}

func TestALostAnswerToANewSessionIsGivenAgain(t *testing.T) {
	r := newRig(t)
	visitor := uuid.NewString()
	create := func(process *rig, key, body string, headers ...string) answer {
		return process.call("POST", "/api/chat/session", body, append([]string{"Idempotency-Key", key, "X-Visitor-ID", visitor}, headers...)...)
	}
	first := create(r, "k-1", `{"language":"nl","page_url":"https://shop.example/a"}`)
	require.Equal(t, 201, first.StatusCode, "%s", first.body)
	before := r.content()

	again := create(r.beside("other"), "k-1", ` {"page_url":"https://shop.example/a", "language":"nl"}`)
	require.Equal(t, 201, again.StatusCode)
	require.Equal(t, string(first.body), string(again.body), "the same request, however it is spelled")

	other := create(r, "k-1", `{"language":"de","page_url":"https://shop.example/a"}`)
	require.Equal(t, 409, other.StatusCode)
	require.Equal(t, "idempotency_conflict", other.code(t))
	require.Equal(t, before, r.content())

	var ids []string
	for _, a := range []answer{
		first,
		create(r, "k-2", `{"language":"nl"}`),
		create(r, "k-1", `{"language":"nl"}`, "X-Visitor-ID", uuid.NewString()),
		create(r, "k-1", `{"language":"nl"}`, "X-Visitor-ID", ""),
	} {
		require.Equal(t, 201, a.StatusCode, "%s", a.body)
		var s Session
		a.into(t, &s)
		require.NotContains(t, ids, s.ID, "another key or another sender is another session")
		ids = append(ids, s.ID)
	}
}

func TestRequestsWithOneKeyAtTheSameTimeDoTheWorkOnce(t *testing.T) {
	r := newRig(t)
	two := r.beside("other")
	bodies := make([]string, 12)
	var wg sync.WaitGroup
	for i := range bodies {
		wg.Go(func() {
			bodies[i] = string([]*rig{r, two}[i%2].call("POST", "/api/chat/session", nil, "Idempotency-Key", "one").body)
		})
	}
	wg.Wait()
	for _, body := range bodies {
		require.Equal(t, bodies[0], body)
	}
	require.True(t, strings.HasPrefix(r.content()["sessions"], "1 rows"))
}

func TestALateRepetitionOfARatingChangesNothing(t *testing.T) {
	r := newRig(t)
	s := r.ended(uuid.NewString())
	rate := func(key, body string) answer {
		return r.call("POST", "/api/chat/session/"+s.ID+"/rate", body, "X-Visitor-ID", s.VisitorID, "Idempotency-Key", key)
	}
	first := rate("a", `{"stars":2}`)
	require.Equal(t, 200, rate("b", `{"stars":5}`).StatusCode)
	require.Equal(t, string(first.body), string(rate("a", `{"stars":2}`).body))
	stored, err := r.store.FindSession(context.Background(), r.site.ID, s.ID)
	require.NoError(t, err)
	require.Equal(t, 5, stored.Rating.Stars)
	require.Equal(t, 409, rate("a", `{"stars":3}`).StatusCode)

	another := r.ended(s.VisitorID)
	a := r.call("POST", "/api/chat/session/"+another.ID+"/rate", `{"stars":2}`, "X-Visitor-ID", s.VisitorID, "Idempotency-Key", "a")
	require.Equal(t, 409, a.StatusCode, "the session is a part of the request")
}

func TestALateRepetitionOfAReactionChangesNothing(t *testing.T) {
	r := newRig(t)
	s := r.session(uuid.NewString())
	reply := r.say(s, "Hello?", "").Reply.ID
	react := func(key, body string) answer {
		return r.call("POST", "/api/chat/message/"+reply+"/react", body, "X-Visitor-ID", s.VisitorID, "Idempotency-Key", key)
	}
	first := react("a", `{"reaction":"up"}`)
	require.Equal(t, 200, react("b", `{"reaction":null}`).StatusCode)
	require.Equal(t, string(first.body), string(react("a", `{"reaction":"up"}`).body))
	m, err := r.store.FindMessage(context.Background(), r.site.ID, reply)
	require.NoError(t, err)
	require.Empty(t, m.Reaction)
	require.Equal(t, 409, react("a", `{"reaction":"down"}`).StatusCode)
}

func TestAFailureLeavesNoKeyBehind(t *testing.T) {
	r := newRig(t)
	s := r.session(uuid.NewString())
	rate := func() answer {
		return r.call("POST", "/api/chat/session/"+s.ID+"/rate", `{"stars":4}`, "X-Visitor-ID", s.VisitorID, "Idempotency-Key", "a")
	}
	require.Equal(t, 409, rate().StatusCode, "not ended")
	require.NoError(t, r.talk.End(context.Background(), chat.Ending{SiteID: r.site.ID, SessionID: s.ID, By: chat.EndedByVisitor}))
	require.Equal(t, 200, rate().StatusCode)
}

func TestAnIdempotencyKeyNamesAMessage(t *testing.T) {
	r := newRig(t)
	s := r.session(uuid.NewString())
	var first, again MessageResult
	r.try(s, "Hello?", "", "Idempotency-Key", "a.b:c").into(t, &first)
	require.Equal(t, "a.b:c", *first.Message.ClientMessageID)
	r.try(s, "Hello?", "", "Idempotency-Key", "a.b:c").into(t, &again)
	require.Equal(t, first, again)
	require.Equal(t, 409, r.try(s, "Other", "", "Idempotency-Key", "a.b:c").StatusCode)
	require.Equal(t, 200, r.try(s, "Both", "same", "Idempotency-Key", "same").StatusCode)
	a := r.try(s, "Both", "one", "Idempotency-Key", "another")
	require.Equal(t, 400, a.StatusCode)
	require.Equal(t, string(chat.CodeInvalid), a.code(t))
}

func TestEndingAgainWithAKeyIsTheSame(t *testing.T) {
	r := newRig(t)
	s := r.session(uuid.NewString())
	end := func() (out EndedSession) {
		a := r.call("POST", "/api/chat/session/"+s.ID+"/end", nil, "X-Visitor-ID", s.VisitorID, "Idempotency-Key", "a")
		require.NoError(t, json.Unmarshal(a.body, &out))
		return out
	}
	require.Equal(t, end(), end())
}

func TestAKeyOfAWrongFormIsRefused(t *testing.T) {
	r := newRig(t)
	for _, key := range []string{"a b", strings.Repeat("a", 129), "é", "a/b"} {
		a := r.call("POST", "/api/chat/session", nil, "Idempotency-Key", key)
		require.Equal(t, 400, a.StatusCode, key)
	}
}
