package workflows

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// agent returns somebody who works on the session's site.
func (s *setup) agent(name string) chat.AgentKey {
	s.Helper()
	user, err := s.store.CreateUser(context.Background(), store.NewUser{
		Email: name + "@example.org", Name: name, Password: "correct horse", Role: chat.UserAgent, SiteIDs: []string{s.session.SiteID}})
	require.NoError(s, err)
	return chat.AgentKey{SiteID: s.session.SiteID, SessionID: s.session.ID, AgentID: user.ID}
}

// at does something at a time of the workflow.
func (s *setup) at(after time.Duration, do func()) { s.env.RegisterDelayedCallback(do, after) }

// lapse has the lease of the person run out, as only real time does.
func (s *setup) lapse() { s.Helper(); s.exec(`update sessions set agent_lease_until = now()`) }

func (s *setup) exec(query string) {
	s.Helper()
	conn, err := pgx.Connect(context.Background(), s.databaseURL)
	require.NoError(s, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(context.Background(), query)
	require.NoError(s, err)
}

func (s *setup) reply(who chat.AgentKey, content string) {
	s.Helper()
	_, _, err := s.store.AddAgentMessage(context.Background(), store.NewAgentMessage{
		AgentKey: who, ClientMessageID: content, Content: content, HTML: content})
	require.NoError(s, err)
}

// roles returns who wrote each message.
func (s *setup) roles() (out []chat.Role) {
	s.Helper()
	for _, m := range s.transcript() {
		out = append(out, m.Role)
	}
	return out
}

func TestTakingOverDropsTheAnswerThatIsBeingWritten(t *testing.T) {
	s := newSetup(t)
	ann := s.agent("Ann")
	s.model = func(int, func(string) error) (string, error) {
		s.at(0, func() { s.update("take over", updateTakeOver, ann) })
		return "", errors.New("try again")
	}
	s.send(0, "1", "May my dog come?")
	s.at(time.Minute, func() {
		require.NoError(t, s.failures["1"], "its sender is told that it waits for a person")
		require.Empty(t, s.results["1"].ReplyID)
		require.Equal(t, chat.ReasonManual, s.results["1"].Reason)
	})
	s.send(2*time.Minute, "2", "Hello?")
	s.at(3*time.Minute, func() { s.reply(ann, "Ann here.") })
	s.end(4 * time.Minute)
	s.run()
	require.NoError(t, s.env.GetWorkflowError())
	require.Equal(t, 1, s.asked)
	require.Equal(t, []chat.Role{chat.RoleVisitor, chat.RoleVisitor, chat.RoleAgent}, s.roles())
}

func TestTheAssistantAnswersAgainAfterTheHandBack(t *testing.T) {
	s := newSetup(t)
	ann := s.agent("Ann")
	s.at(0, func() { s.update("take over", updateTakeOver, ann) })
	s.send(time.Minute, "read", "May my dog come?")
	s.at(2*time.Minute, func() { s.reply(ann, "Yes.") })
	s.send(3*time.Minute, "unread", "And my cat?")
	s.at(4*time.Minute, func() { s.update("hand back", updateHandBack, ann) })
	s.send(5*time.Minute, "new", "And my bird?")
	s.end(6 * time.Minute)
	s.run()
	require.Equal(t, 2, s.asked, "for what nobody read, and for what came after")
	require.Equal(t, []chat.Role{chat.RoleVisitor, chat.RoleAgent, chat.RoleVisitor, chat.RoleAssistant, chat.RoleVisitor, chat.RoleAssistant}, s.roles())
	require.Equal(t, chat.StatusActive, s.results["new"].Status)
}

func TestOfTwoPeopleTheSecondIsToldWhoWasFirst(t *testing.T) {
	s := newSetup(t)
	ann, bob := s.agent("Ann"), s.agent("Bob")
	s.at(0, func() { s.update("ann", updateTakeOver, ann) })
	s.at(0, func() { s.update("bob", updateTakeOver, bob) })
	s.at(time.Minute, func() { s.update("give", updateTransfer, chat.Transfer{AgentKey: ann, ToID: bob.AgentID}) })
	s.at(2*time.Minute, func() {
		s.update("ann ends", updateEnd, chat.Ending{By: chat.EndedByAgent, AgentID: ann.AgentID})
		s.update("bob ends", updateEnd, chat.Ending{By: chat.EndedByAgent, AgentID: bob.AgentID})
	})
	s.run()
	require.NoError(t, s.failures["ann"])
	require.True(t, isCode(s.failures["bob"], chat.CodeAlreadyTaken))
	require.ErrorContains(t, s.failures["bob"], "Ann has this conversation.")
	require.True(t, isCode(s.failures["ann ends"], chat.CodeAlreadyTaken))
	require.NoError(t, s.failures["bob ends"])
	require.Equal(t, chat.EndedByAgent, s.status().ClosedBy)
}

func TestAPersonWhoIsSilentLosesTheConversation(t *testing.T) {
	s := newSetup(t)
	ann := s.agent("Ann")
	s.at(0, func() { s.update("take over", updateTakeOver, ann) })
	s.at(4*time.Minute, func() {
		require.NotNil(t, s.status().Agent)
		s.lapse()
	})
	s.at(6*time.Minute, func() { require.Nil(t, s.status().Agent) })
	s.end(7 * time.Minute)
	s.run()
}

func TestTheButtonAsksForAPersonAtOnceAndOnce(t *testing.T) {
	s := newSetup(t)
	s.model = func(int, func(string) error) (string, error) {
		s.at(0, func() { s.update("button", updatePerson) })
		s.at(0, func() { s.update("button again", updatePerson) })
		return "", errors.New("try again")
	}
	s.send(0, "1", "Mag mijn hond mee naar het hotel?")
	s.end(time.Minute)
	s.run()
	require.NoError(t, s.failures["button"])
	require.NoError(t, s.failures["button again"])
	messages := s.transcript()
	require.Len(t, messages, 2, "the answer that was being written is dropped")
	require.Equal(t, chat.RoleSystem, messages[1].Role)
	require.Contains(t, messages[1].Content, "collega", "in the language that the visitor writes in")
	require.Equal(t, chat.ReasonCustomerRequest, s.status().EscalationReason)
}
