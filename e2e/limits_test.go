package e2e

import (
	"context"
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/client"
)

// beginBehind starts a conversation through a proxy that has the given client.
func (s *stack) beginBehind(proxied string) error {
	_, err := client.Check(s.api.CreateSessionWithResponse(context.Background(), nil, client.NewSession{},
		client.WithVisitor(uuid.NewString()), func(_ context.Context, r *http.Request) error {
			r.Header.Set("X-Forwarded-For", proxied)
			return nil
		}))
	return err
}

func TestLimitsGoByTheProxysClientsAndHoldAfterARestart(t *testing.T) {
	s := prepareStack(t)
	s.run("site", "update", "--id", s.site.ID, "--limit-sessions", "1", "--limit-site-sessions", "2")
	s.env = append(s.env, "TRUSTED_PROXIES=127.0.0.1")
	first := s.start("api")
	s.waitReady()
	limited := func(err error) {
		t.Helper()
		var problem *client.Problem
		require.ErrorAs(t, err, &problem)
		require.Equal(t, client.ErrorCodeRateLimited, problem.Code)
	}
	require.NoError(t, s.beginBehind("192.0.2.1"))
	limited(s.beginBehind("192.0.2.66, 192.0.2.1"))
	require.NoError(t, s.beginBehind("192.0.2.2"))
	first.kill(t)
	s.start("api")
	s.waitReady()
	limited(s.beginBehind("192.0.2.3")) // the site's two of today
}
