package e2e

import (
	"context"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/client"
)

// What visitors do, through the Go client.

func (s *stack) newSession() client.Session {
	s.t.Helper()
	out, err := client.Check(s.api.CreateSessionWithResponse(context.Background(), nil, client.NewSession{}))
	require.NoError(s.t, err)
	return *out.JSON201
}

// send asks a question and waits for its answer.
func (s *stack) send(ctx context.Context, in client.Session, clientID, content string) (*client.SendMessageResponse, error) {
	return client.Check(s.api.SendMessageWithResponse(ctx, nil, question(in, clientID, content), client.WithVisitor(in.VisitorID)))
}

func question(in client.Session, clientID, content string) client.NewMessage {
	return client.NewMessage{SessionID: in.ID, ClientMessageID: &clientID, Content: content}
}

func (s *stack) ask(in client.Session, clientID, content string) client.MessageResult {
	s.t.Helper()
	out, err := s.send(context.Background(), in, clientID, content)
	require.NoError(s.t, err)
	return *out.JSON200
}

func (s *stack) history(in client.Session) []client.Message {
	s.t.Helper()
	out, err := client.Check(s.api.GetHistoryWithResponse(context.Background(), in.ID, nil, client.WithVisitor(in.VisitorID)))
	require.NoError(s.t, err)
	return out.JSON200.Messages
}

func (s *stack) end(in client.Session) {
	s.t.Helper()
	_, err := client.Check(s.api.EndSessionWithResponse(context.Background(), in.ID, nil, client.Empty{}, client.WithVisitor(in.VisitorID)))
	require.NoError(s.t, err)
}
