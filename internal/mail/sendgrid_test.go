package mail_test

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/mail"
	"github.com/innconnect/innconnect/internal/mail/sendgridtest"
)

func letter() chat.Mail {
	return chat.Mail{
		ID: uuid.NewString(), Kind: chat.MailReply, Recipient: "visitor@example.net", Subject: "Antwoord van Hôtel",
		Text: "Dag,\n\nHonden zijn welkom.\n", HTML: "<p>Honden zijn <b>welkom</b>.</p>", CreatedAt: time.Now(),
	}
}

func sender(t testing.TB, o mail.Options) *mail.Sender {
	t.Helper()
	if o.From == "" {
		o.From = "InnConnect <noreply@innconnect.example>"
	}
	s, err := mail.New(o)
	require.NoError(t, err)
	return s
}

func bySendGrid(t testing.TB, server *sendgridtest.Server) *mail.Sender {
	return sender(t, mail.Options{SendGridKey: sendgridtest.Key, SendGridURL: server.URL})
}

func TestAMailGoesToSendGridWithTheSameIDInEveryAttempt(t *testing.T) {
	server := sendgridtest.NewServer(t, nil)
	m := letter()
	for range 2 {
		require.NoError(t, bySendGrid(t, server).Send(t.Context(), m, chat.MailSettings{FromName: "Hôtel, \"Paris\""}))
	}
	for _, r := range server.Requests() {
		require.Equal(t, "visitor@example.net", r.To())
		require.Equal(t, "noreply@innconnect.example", r.From.Email)
		require.Equal(t, "Hôtel, \"Paris\"", r.From.Name)
		require.Equal(t, m.Subject, r.Subject)
		require.Equal(t, m.ID, r.MailID())
		require.Equal(t, "<"+m.ID+"@innconnect.example>", r.Headers["Message-ID"])
		require.Equal(t, "text/plain", r.Content[0].Type)
		require.Equal(t, m.Text, r.Content[0].Value)
		require.Equal(t, m.HTML, r.Content[1].Value)
	}
}

func TestASiteSendsWithItsOwnKeyAndSender(t *testing.T) {
	server := sendgridtest.NewServer(t, nil)
	s := sender(t, mail.Options{SendGridKey: "SG.another", SendGridURL: server.URL})
	require.Error(t, s.Send(t.Context(), letter(), chat.MailSettings{}))
	require.NoError(t, s.Send(t.Context(), letter(), chat.MailSettings{SendGridKey: sendgridtest.Key, From: "help@shop.example"}))
	require.Equal(t, "help@shop.example", server.Accepted()[0].From.Email)
}

func TestEachFailureOfSendGridSaysWhetherToTryAgain(t *testing.T) {
	server := sendgridtest.NewServer(t, nil)
	s := bySendGrid(t, server)
	for name, c := range map[string]struct {
		script sendgridtest.Script
		kind   chat.ProviderFailure
		wait   time.Duration
		text   string
	}{
		"a limit": {sendgridtest.Script{Status: 429, Header: map[string]string{"Retry-After": "7"}},
			chat.ProviderRateLimited, 7 * time.Second, "SendGrid takes no more mails for now: provider rate_limited (HTTP 429)"},
		"an outage": {sendgridtest.Script{Status: 503}, chat.ProviderUnavailable, 0, "SendGrid is not available: provider unavailable (HTTP 503)"},
		"a failure": {sendgridtest.Script{Status: 500, Header: map[string]string{"Retry-After": "2"}},
			chat.ProviderUnavailable, 2 * time.Second, "SendGrid is not available: provider unavailable (HTTP 500)"},
		"a wrong field": {sendgridtest.Script{Status: 400, Body: `{"errors":[{"message":"visitor@example.net is no address","field":"from.email"}]}`},
			chat.ProviderRejected, 0, "SendGrid refuses the mail because of its field from.email: provider rejected (HTTP 400)"},
		"a made-up field": {sendgridtest.Script{Status: 400, Body: `{"errors":[{"field":"visitor@example.net"}]}`},
			chat.ProviderRejected, 0, "SendGrid refuses the mail: provider rejected (HTTP 400)"},
		"a wrong key":        {sendgridtest.Script{Status: 401}, chat.ProviderRejected, 0, "SendGrid does not accept the key: provider rejected (HTTP 401)"},
		"a forbidden sender": {sendgridtest.Script{Status: 403}, chat.ProviderRejected, 0, "SendGrid refuses the mail: provider rejected (HTTP 403)"},
		"too large":          {sendgridtest.Script{Status: 413}, chat.ProviderRejected, 0, "SendGrid refuses the mail: provider rejected (HTTP 413)"},
		"another server":     {sendgridtest.Script{Status: 200, Body: "<html>"}, chat.ProviderIncomplete, 0, "what answers at SendGrid's address is not SendGrid: provider incomplete (HTTP 200)"},
		"a redirect":         {sendgridtest.Script{Status: 307, Header: map[string]string{"Location": "/elsewhere"}}, chat.ProviderUnavailable, 0, "no connection to SendGrid: provider unavailable"},
		"a cut":              {sendgridtest.Script{Cut: true}, chat.ProviderUnavailable, 0, "no connection to SendGrid: provider unavailable"},
	} {
		server.Decide(func(sendgridtest.Request) sendgridtest.Script { return c.script })
		err := s.Send(t.Context(), letter(), chat.MailSettings{})
		p := chat.AsProviderError(err)
		require.NotNil(t, p, name)
		require.Equal(t, c.kind, p.Kind, name)
		require.Equal(t, c.wait, p.RetryAfter, name)
		require.Equal(t, c.text, err.Error(), name)
	}
}

func TestTheEndOfALimitIsReadFromSendGridsOwnHeader(t *testing.T) {
	server := sendgridtest.NewServer(t, func(sendgridtest.Request) sendgridtest.Script {
		return sendgridtest.Script{Status: 429, Header: map[string]string{
			"X-RateLimit-Reset": strconv.FormatInt(time.Now().Add(40*time.Second).Unix(), 10)}}
	})
	p := chat.AsProviderError(bySendGrid(t, server).Send(t.Context(), letter(), chat.MailSettings{}))
	require.InDelta(t, 40, p.RetryAfter.Seconds(), 2)
}

func TestAStallingProviderIsGivenUpAndAnEndedCallerIsToldSo(t *testing.T) {
	server := sendgridtest.NewServer(t, func(sendgridtest.Request) sendgridtest.Script { return sendgridtest.Script{Stall: true} })
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	err := bySendGrid(t, server).Send(ctx, letter(), chat.MailSettings{})
	require.Equal(t, chat.ProviderUnavailable, chat.AsProviderError(err).Kind)

	ended, end := context.WithCancel(t.Context())
	end()
	require.ErrorIs(t, bySendGrid(t, server).Send(ended, letter(), chat.MailSettings{}), context.Canceled)
}

// sendGridSpec is SendGrid's published contract, which is not part of this
// repository.
const sendGridSpec = "../../../shared/specs/sendgrid-mail-v3.json"

func TestRequestsKeepSendGridsContract(t *testing.T) {
	if _, err := os.Stat(sendGridSpec); err != nil {
		t.Skipf("SendGrid's OpenAPI file is not at %s", sendGridSpec)
	}
	doc, err := openapi3.NewLoader().LoadFromFile(sendGridSpec)
	require.NoError(t, err)
	op := doc.Paths.Find("/v3/mail/send").Post
	schema := op.RequestBody.Value.Content.Get("application/json").Schema.Value
	valid := func(body []byte) error {
		var value any
		require.NoError(t, json.Unmarshal(body, &value))
		return schema.VisitJSON(value, openapi3.EnableJSONSchema2020())
	}
	require.Error(t, valid([]byte(`{"from":{"email":"a@b.example"}}`)), "the check must find what is missing")
	require.Error(t, valid([]byte(`{"from":{"email":"a@b.example"},"personalizations":[{"to":[{"email":"c@d.example"}]}],"subject":""}`)))

	server := sendgridtest.NewServer(t, nil)
	s := bySendGrid(t, server)
	bare := letter()
	bare.Recipient = "a+b_c@sub.example.museum"
	require.NoError(t, s.Send(t.Context(), letter(), chat.MailSettings{FromName: "Shop"}))
	require.NoError(t, s.Send(t.Context(), bare, chat.MailSettings{From: "help@shop.example"}))
	require.Len(t, server.Requests(), 2)
	for _, r := range server.Requests() {
		require.NoError(t, valid(r.Body), string(r.Body))
	}
}

func TestTheScriptedProviderKeepsSendGridsContract(t *testing.T) {
	if _, err := os.Stat(sendGridSpec); err != nil {
		t.Skipf("SendGrid's OpenAPI file is not at %s", sendGridSpec)
	}
	doc, err := openapi3.NewLoader().LoadFromFile(sendGridSpec)
	require.NoError(t, err)
	server := sendgridtest.NewServer(t, func(sendgridtest.Request) sendgridtest.Script { return sendgridtest.Script{Status: 400} })
	req, err := http.NewRequest("POST", server.URL+"/v3/mail/send", strings.NewReader("{}"))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+sendgridtest.Key)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Equal(t, 400, resp.StatusCode)
	var body any
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&body))
	answer := doc.Paths.Find("/v3/mail/send").Post.Responses.Status(400).Value.Content.Get("application/json").Schema.Value
	require.NoError(t, answer.VisitJSON(body))
}
