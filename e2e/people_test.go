package e2e

import (
	"context"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/client"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
	"github.com/innconnect/innconnect/workflows"
)

// people work on a stack's site.
type people struct {
	*stack
	store *store.Store
	talk  *workflows.Conversations
	ids   []string // of users, in the order of their names
}

func (s *stack) people(names ...string) *people {
	s.t.Helper()
	st, err := store.Open(context.Background(), s.databaseURL, 16, storetest.Sealer(s.t))
	require.NoError(s.t, err)
	s.t.Cleanup(st.Close)
	p := &people{stack: s, store: st, talk: workflows.NewConversations(s.temporal, 0)}
	for _, name := range names {
		u, err := st.CreateUser(context.Background(), store.NewUser{
			Email: name + "@example.org", Name: name, Password: "correct horse", Role: chat.UserAgent, SiteIDs: []string{s.site.ID}})
		require.NoError(s.t, err)
		p.ids = append(p.ids, u.ID)
	}
	return p
}

// in names the session and the i-th of the people.
func (p *people) in(session client.Session, i int) chat.AgentKey {
	return chat.AgentKey{SiteID: p.site.ID, SessionID: session.ID, AgentID: p.ids[i]}
}

func (p *people) reply(ctx context.Context, who chat.AgentKey, clientID, content string) error {
	_, _, err := p.store.AddAgentMessage(ctx, store.NewAgentMessage{AgentKey: who, ClientMessageID: clientID, Content: content})
	return err
}
