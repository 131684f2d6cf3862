package e2e

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/client"
)

// TestTwoAPIProcessesTellOneOrder talks to one session through two processes at
// the same time, and reads it through both.
func TestTwoAPIProcessesTellOneOrder(t *testing.T) {
	s := startStack(t)
	s.start("worker")
	s.importArticles(map[string]string{"pets": petsArticle, "parking": parkingArticle})
	second := *s
	port := strconv.Itoa(freePort(t))
	second.env = append(slices.Clone(s.env), "PORT="+port)
	second.base = "http://127.0.0.1:" + port
	var err error
	second.api, err = client.New(second.base, s.site.APIKey, client.WithRequestEditorFn(client.WithOrigin(testOrigin)))
	require.NoError(t, err)
	second.start("api")
	second.waitReady()

	visitor := s.newSession()
	var wg sync.WaitGroup
	for i := range 6 {
		for n, at := range []*stack{s, &second} {
			wg.Go(func() {
				if _, err := at.send(context.Background(), visitor, fmt.Sprintf("%d-%d", n, i), "Can I bring my dog?"); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()

	first := s.history(visitor)
	require.Equal(t, first, second.history(visitor))
	for i, m := range first {
		require.EqualValues(t, i+1, m.Seq, "no number is missing or given twice")
	}
	asked := 0
	for _, m := range first {
		if m.Role == client.MessageRoleVisitor {
			asked++
			require.NotNil(t, m.ReplyID)
		}
	}
	require.Equal(t, 12, asked)

	news := s.news(visitor)
	require.Equal(t, news, second.news(visitor))
	for i, e := range news {
		require.EqualValues(t, i+1, e.ID)
	}
}

// news is everything that a session's visitor has been told.
func (s *stack) news(in client.Session) []client.SessionEvent {
	s.t.Helper()
	at := 0
	out, err := client.Check(s.api.FollowSessionWithResponse(context.Background(), in.ID,
		&client.FollowSessionParams{Wait: &at}, client.WithVisitor(in.VisitorID)))
	require.NoError(s.t, err)
	return out.JSON200.Events
}
