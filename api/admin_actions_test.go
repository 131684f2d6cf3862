package api

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

// round is a conversation with two agents of its site.
type round struct {
	*rig
	session  Session
	path     string
	ana, ben func(method, path string, body any, headers ...string) answer
	anaID    string
	benID    string
}

func newRound(t testing.TB) *round {
	r := &round{rig: newRig(t)}
	r.session = r.rig.session("")
	r.path = "/api/admin/conversations/" + r.session.ID
	r.anaID = r.user("Ana@example.org", chat.UserAgent, r.site.ID).ID
	r.benID = r.user("Ben@example.org", chat.UserAgent, r.site.ID).ID
	r.ana, r.ben = r.signedIn("ana@example.org", password), r.signedIn("ben@example.org", password)
	return r
}

func (r *round) do(who func(string, string, any, ...string) answer, action string, body any) ConversationListing {
	r.t.Helper()
	method := "POST"
	if action == "follow-up" {
		method = "PUT"
	}
	a := who(method, r.path+"/"+action, body)
	require.Equal(r.t, 200, a.StatusCode, "%s: %s", action, a.body)
	var out ConversationListing
	a.into(r.t, &out)
	return out
}

func (r *round) history() History {
	r.t.Helper()
	var h History
	r.call("GET", "/api/chat/history/"+r.session.ID, nil).into(r.t, &h)
	return h
}

func TestAnAgentTakesOverRepliesHandsBackAndCloses(t *testing.T) {
	r := newRound(t)
	r.say(r.session, "Dogs?", "1")
	taken := r.do(r.ana, "takeover", nil)
	require.Equal(t, SessionStatusEscalated, taken.Status)
	require.Equal(t, EscalationReasonManual, *taken.EscalationReason)
	require.Equal(t, &Colleague{ID: r.anaID, Name: "Ana"}, taken.Agent)
	require.Equal(t, taken, r.do(r.ana, "takeover", nil), "again")

	a := r.ana("POST", r.path+"/reply", AgentReply{Content: "Hello **there**", ClientMessageID: "a-1"})
	require.Equal(t, 200, a.StatusCode, "%s", a.body)
	var reply Message
	a.into(t, &reply)
	require.Equal(t, MessageRoleAgent, reply.Role)
	require.Equal(t, "<p>Hello <strong>there</strong></p>", reply.HTML)
	require.Equal(t, "Ana", reply.Agent.Name)
	h := r.history()
	require.Equal(t, reply, h.Messages[len(h.Messages)-1])
	require.Equal(t, "Ana", h.Session.Agent.Name)

	back := r.do(r.ana, "handback", nil)
	require.Equal(t, SessionStatusActive, back.Status)
	require.Nil(t, back.Agent)
	require.Equal(t, back, r.do(r.ana, "handback", nil), "again")
	closed := r.do(r.ben, "close", nil)
	require.Equal(t, SessionStatusClosed, closed.Status)
	require.Equal(t, closed, r.do(r.ana, "close", nil), "again")
	require.Equal(t, "session_closed", r.ana("POST", r.path+"/takeover", nil).code(t))
	require.Equal(t, "session_closed", r.ana("POST", r.path+"/reply", AgentReply{Content: "x", ClientMessageID: "a-2"}).code(t))
}

func TestOfTwoAgentsAtOnceOneWinsAndTheOtherIsToldWho(t *testing.T) {
	r := newRound(t)
	var wg sync.WaitGroup
	answers := make([]answer, 2)
	for i, who := range []func(string, string, any, ...string) answer{r.ana, r.ben} {
		wg.Go(func() { answers[i] = who("POST", r.path+"/takeover", nil) })
	}
	wg.Wait()
	winner, loser, name := answers[0], answers[1], "Ana"
	if winner.StatusCode != 200 {
		winner, loser, name = loser, winner, "Ben"
	}
	require.Equal(t, 200, winner.StatusCode)
	require.Equal(t, 409, loser.StatusCode)
	require.Equal(t, "already_taken", loser.code(t))
	require.Contains(t, string(loser.body), name)
}

func TestOnlyWhoHasTheConversationSpeaksInIt(t *testing.T) {
	r := newRound(t)
	acts := map[string]any{
		"reply": AgentReply{Content: "x", ClientMessageID: "1"}, "typing": nil, "transfer": ConversationTransfer{AgentID: r.benID},
	}
	for act, body := range acts {
		a := r.ben("POST", r.path+"/"+act, body)
		require.Equal(t, 409, a.StatusCode, act)
		require.Equal(t, "not_taken", a.code(t), act)
	}
	r.do(r.ana, "takeover", nil)
	acts["handback"], acts["close"] = nil, nil
	for act, body := range acts {
		a := r.ben("POST", r.path+"/"+act, body)
		require.Equal(t, 409, a.StatusCode, act)
		require.Equal(t, "already_taken", a.code(t), act)
		require.Contains(t, string(a.body), "Ana", act)
	}
	require.Equal(t, 404, r.ana("POST", r.path+"/transfer", ConversationTransfer{AgentID: uuid.NewString()}).StatusCode)
	require.Equal(t, 404, r.ana("POST", r.path+"/transfer", ConversationTransfer{AgentID: r.user("v@example.org", chat.UserViewer, r.site.ID).ID}).StatusCode)
	require.Equal(t, "Ben", r.do(r.ana, "transfer", ConversationTransfer{AgentID: r.benID}).Agent.Name)
	require.Equal(t, "already_taken", r.ana("POST", r.path+"/reply", AgentReply{Content: "x", ClientMessageID: "1"}).code(t))
}

func TestARepeatedReplyIsOneMessage(t *testing.T) {
	r := newRound(t)
	r.do(r.ana, "takeover", nil)
	var ids sync.Map
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			a := r.ana("POST", r.path+"/reply", AgentReply{Content: "Hello", ClientMessageID: "a-1"})
			var m Message
			a.into(t, &m)
			ids.Store(m.ID, true)
		})
	}
	wg.Wait()
	n := 0
	ids.Range(func(any, any) bool { n++; return true })
	require.Equal(t, 1, n)
	require.Len(t, r.history().Messages, 1)
	require.Equal(t, "idempotency_conflict", r.ana("POST", r.path+"/reply", AgentReply{Content: "Other", ClientMessageID: "a-1"}).code(t))
	for _, body := range []any{`{"content":"x"}`, `{"content":"","client_message_id":"b"}`, AgentReply{Content: "   ", ClientMessageID: "b"},
		AgentReply{Content: strings.Repeat("a", 4001), ClientMessageID: "b"}, AgentReply{Content: "x", ClientMessageID: "b c"}} {
		require.Equal(t, 400, r.ana("POST", r.path+"/reply", body).StatusCode)
	}
	require.Len(t, r.history().Messages, 1)
}

func TestAReplyMayLinkAnywhereAndCarriesNoMarkup(t *testing.T) {
	r := newRound(t)
	r.do(r.ana, "takeover", nil)
	for i, text := range append([]string{"See [our page](https://anywhere.example/x) or https://other.example/y"}, hostile...) {
		a := r.ana("POST", r.path+"/reply", AgentReply{Content: text, ClientMessageID: uuid.NewString()})
		if i > 0 && a.StatusCode == 400 {
			require.Equal(t, "message_empty", a.code(t), "nothing but markup")
			continue
		}
		require.Equal(t, 200, a.StatusCode, "%s", a.body)
		var m Message
		a.into(t, &m)
		require.NotRegexp(t, `(?i)<(script|img|svg|iframe|style|textarea)|<[^>]*\son\w+=|javascript:[^<]*"|href="(data|javascript):`, m.HTML)
		if i == 0 {
			require.Contains(t, m.HTML, `href="https://anywhere.example/x"`)
			require.Contains(t, m.HTML, `href="https://other.example/y"`)
		}
	}
}

// actions are all that can be done to a conversation.
var actions = []struct {
	method, name string
	body         any
}{
	{"POST", "takeover", nil},
	{"POST", "handback", nil},
	{"POST", "transfer", ConversationTransfer{AgentID: uuid.NewString()}},
	{"POST", "close", nil},
	{"POST", "reply", AgentReply{Content: "x", ClientMessageID: "1"}},
	{"POST", "typing", nil},
	{"POST", "seen", SeenMark{Seq: 1}},
	{"POST", "notes", NewNote{ID: uuid.NewString(), Content: "x"}},
	{"PUT", "follow-up", FollowUp{Needed: true}},
}

func TestNobodyActsOnOtherSites(t *testing.T) {
	r := newRound(t)
	other, _ := otherSite(t, r.rig)
	outsider := r.staff(chat.UserAgent, other.ID)
	before := r.content()
	for _, act := range actions {
		missing := outsider(act.method, "/api/admin/conversations/"+uuid.NewString()+"/"+act.name, act.body)
		foreign := outsider(act.method, r.path+"/"+act.name, act.body)
		require.Equal(t, 404, foreign.StatusCode, act.name)
		require.Equal(t, withoutRequestID(t, missing), withoutRequestID(t, foreign), act.name)
	}
	require.Equal(t, 404, outsider("GET", "/api/admin/sites/"+r.site.ID+"/agents", nil).StatusCode)
	require.Equal(t, before, r.content())
}

func TestAViewerReadsAndMarksAsReadButChangesNothing(t *testing.T) {
	r := newRound(t)
	r.say(r.session, "Dogs?", "1")
	viewer := r.staff(chat.UserViewer, r.site.ID)
	require.Equal(t, 200, viewer("GET", r.path, nil).StatusCode)
	before := r.content()
	for _, act := range actions {
		if act.name == "seen" {
			continue
		}
		require.Equal(t, "forbidden", viewer(act.method, r.path+"/"+act.name, act.body).code(t), act.name)
	}
	require.Equal(t, before, r.content())
	require.Equal(t, http.StatusNoContent, viewer("POST", r.path+"/seen", SeenMark{Seq: 1}).StatusCode)
}

func TestVisitorsNeverSeeNotes(t *testing.T) {
	r := newRound(t)
	r.say(r.session, "Dogs?", "1")
	const secret = "A difficult guest"
	note := NewNote{ID: uuid.NewString(), Content: secret}
	a := r.ana("POST", r.path+"/notes", note)
	require.Equal(t, 201, a.StatusCode, "%s", a.body)
	require.Equal(t, 201, r.ana("POST", r.path+"/notes", note).StatusCode, "once more")
	require.Equal(t, "idempotency_conflict", r.ben("POST", r.path+"/notes", note).code(t))

	var got Conversation
	r.ben("GET", r.path, nil).into(t, &got)
	require.Len(t, got.Notes, 1)
	require.Equal(t, secret, got.Notes[0].Content)
	require.Equal(t, Colleague{ID: r.anaID, Name: "Ana"}, got.Notes[0].User)

	r.call("POST", "/api/chat/session/"+r.session.ID+"/end", nil)
	for _, path := range []string{"/api/chat/session/" + r.session.ID, "/api/chat/history/" + r.session.ID, "/api/chat/session/" + r.session.ID + "/events?wait=0"} {
		a := r.call("GET", path, nil)
		require.Equal(t, 200, a.StatusCode)
		require.NotContains(t, string(a.body), secret)
	}
	require.NotContains(t, r.log.String(), secret)
}

func TestAnAgentPicksAmongColleaguesWhoMaySpeak(t *testing.T) {
	r := newRound(t)
	r.user("viewer@example.org", chat.UserViewer, r.site.ID)
	r.user("elsewhere@example.org", chat.UserAgent)
	admin := r.user("zoe@example.org", chat.UserAdmin)
	var got ColleaguePage
	r.ana("GET", "/api/admin/sites/"+r.site.ID+"/agents", nil).into(t, &got)
	require.Equal(t, []Colleague{{r.anaID, "Ana"}, {r.benID, "Ben"}, {admin.ID, "zoe"}}, got.Data)
}

func TestADebtIsNotedAndPicked(t *testing.T) {
	r := newRound(t)
	require.True(t, r.do(r.ana, "follow-up", FollowUp{Needed: true}).FollowUp)
	var page ConversationPage
	r.ben("GET", "/api/admin/conversations?follow_up=1", nil).into(t, &page)
	require.Len(t, page.Data, 1)
	require.False(t, r.do(r.ben, "follow-up", FollowUp{Needed: false}).FollowUp)
	r.ben("GET", "/api/admin/conversations?follow_up=1", nil).into(t, &page)
	require.Empty(t, page.Data)
}

func TestWhatNobodyTookOrWhatHasEndedIsRefusedByItsName(t *testing.T) {
	r := newRound(t)
	refuses := func(action string, body any, code chat.Code) {
		t.Helper()
		require.Equal(t, string(code), r.ana("POST", r.path+"/"+action, body).code(t), action)
	}
	waits := r.waiting()
	require.Equal(t, string(chat.CodeNotTaken), r.ana("POST", "/api/admin/conversations/"+waits.ID+"/handback", nil).code(t))
	refuses("notes", NewNote{ID: uuid.NewString()}, chat.CodeMessageEmpty)
	refuses("notes", NewNote{ID: uuid.NewString(), Content: strings.Repeat("a", 4001)}, chat.CodeMessageTooLong)
	r.do(r.ana, "takeover", nil)
	r.do(r.ana, "close", nil)
	refuses("handback", nil, chat.CodeSessionClosed)
	refuses("transfer", ConversationTransfer{AgentID: r.benID}, chat.CodeSessionClosed)
	refuses("typing", nil, chat.CodeSessionClosed)
}
