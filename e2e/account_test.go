package e2e

import (
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/client"
	"github.com/innconnect/innconnect/internal/mail/sendgridtest"
)

// desk is a browser of somebody who works with the admin panel.
func (s *stack) desk() *client.ClientWithResponses {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(s.t, err)
	out, err := client.New(s.base, "", client.WithHTTPClient(&http.Client{Jar: jar}))
	require.NoError(s.t, err)
	return out
}

var linkToken = regexp.MustCompile(`/admin/[a-z-]+#([A-Za-z0-9]{43})\b`)

// token returns the token of the link in a text.
func token(t testing.TB, text string) string {
	t.Helper()
	found := linkToken.FindStringSubmatch(text)
	require.NotNil(t, found, text)
	return found[1]
}

func TestPeopleComeInByLinksThatArePrintedAndMailed(t *testing.T) {
	s := &mailStack{stack: prepareStack(t), provider: sendgridtest.NewServer(t, nil)}
	s.env = append(s.env, "PUBLIC_URL="+s.base, "MAIL_FROM=noreply@havenlicht.example", "SENDGRID_API_KEY="+sendgridtest.Key, "SENDGRID_BASE_URL="+s.provider.URL)
	var setup struct{ URL string }
	require.NoError(t, json.Unmarshal(s.run("setup"), &setup))
	require.Contains(t, setup.URL, s.base+"/admin/setup#")
	s.start("api")
	s.waitReady()
	s.start("worker")

	const password = "correct horse battery"
	olga, ana := s.desk(), s.desk()
	_, err := client.Check(olga.SetUpWithResponse(t.Context(), client.FirstAdmin{
		Token: token(t, setup.URL), Email: "olga@example.org", Name: "Olga", Password: password,
	}))
	require.NoError(t, err)
	invited, err := client.Check(olga.InviteUserWithResponse(t.Context(), client.NewUser{
		Email: "ana@example.org", Name: "Ana", Role: client.UserRoleAgent, Sites: &[]string{s.site.ID},
	}))
	require.NoError(t, err)
	mails := s.accepted(1)
	require.Equal(t, "ana@example.org", mails[0].To())
	_, err = client.Check(ana.AcceptInvitationWithResponse(t.Context(), client.AcceptedInvitation{
		Token: token(t, mails[0].Content[0].Value), Password: password,
	}))
	require.NoError(t, err)
	me, err := client.Check(ana.GetMeWithResponse(t.Context()))
	require.NoError(t, err)
	require.Equal(t, invited.JSON201.ID, me.JSON200.User.ID)

	for _, email := range []string{"nobody@example.org", "ana@example.org"} { // the mails are written in this order
		_, err = client.Check(s.desk().RequestPasswordResetWithResponse(t.Context(), client.PasswordResetRequest{Email: email}))
		require.NoError(t, err)
	}
	mails = s.accepted(2)
	require.Equal(t, "ana@example.org", mails[1].To(), "nobody else is written to")
	_, err = client.Check(s.desk().FinishPasswordResetWithResponse(t.Context(), client.PasswordReset{
		Token: token(t, mails[1].Content[0].Value), Password: "another horse battery",
	}))
	require.NoError(t, err)
	gone, err := ana.GetMeWithResponse(t.Context())
	require.NoError(t, err)
	require.Equal(t, 401, gone.StatusCode(), "the password ended the user's sessions")
	require.Len(t, s.provider.Accepted(), 2)

	require.Eventually(t, func() bool {
		seen, err := client.Check(olga.GetOperationsWithResponse(t.Context()))
		require.NoError(t, err)
		require.NotNil(t, seen.JSON200.TaskQueue)
		return len(seen.JSON200.TaskQueue.Workers) == 1
	}, ready, 200*time.Millisecond, "the worker is seen")
}
