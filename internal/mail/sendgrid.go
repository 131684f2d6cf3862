package mail

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"github.com/sendgrid/rest"
	"github.com/sendgrid/sendgrid-go"
	sgmail "github.com/sendgrid/sendgrid-go/helpers/mail"

	"github.com/innconnect/innconnect/internal/chat"
)

const (
	sendGridURL      = "https://api.sendgrid.com"
	sendGridPath     = "/v3/mail/send"
	maxSendGridBytes = 64 << 10 // of a response
	maxRetryAfter    = time.Hour
)

// newSendGridClient bounds responses and refuses every redirect: the key and
// the mail go to the configured address only. (The library's own client does
// neither and has no time-out.)
func newSendGridClient(transport http.RoundTripper) *http.Client {
	if transport == nil {
		transport = http.DefaultTransport
	}
	return &http.Client{
		Transport:     bounded{transport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("redirect refused") },
	}
}

type bounded struct{ next http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.next.RoundTrip(r)
	if err == nil {
		resp.Body = http.MaxBytesReader(nil, resp.Body, maxSendGridBytes)
	}
	return resp, err
}

func (s *Sender) sendBySendGrid(ctx context.Context, key string, e envelope) error {
	req := sendgrid.GetRequest(key, sendGridPath, cmp.Or(s.o.SendGridURL, sendGridURL))
	req.Method = rest.Post
	req.Body = sgmail.GetRequestBody(sendGridMail(e))
	client := rest.Client{HTTPClient: s.sendgrid}
	resp, err := client.SendWithContext(ctx, req)
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	case ctx.Err() != nil:
		return fail(chat.ProviderUnavailable, 0, "SendGrid did not answer in time")
	case err != nil && resp == nil: // the library's error names the address
		return fail(chat.ProviderUnavailable, 0, "no connection to SendGrid")
	case resp.StatusCode == http.StatusAccepted:
		return nil // also when the rest of the response is lost
	case resp.StatusCode >= http.StatusBadRequest:
		return sendGridRefusal(resp, time.Now())
	default:
		return fail(chat.ProviderIncomplete, resp.StatusCode, "what answers at SendGrid's address is not SendGrid")
	}
}

// sendGridMail writes the request. Links and pictures of SendGrid's own are
// switched off: a link in a mail leads where it says.
func sendGridMail(e envelope) *sgmail.SGMailV3 {
	to := sgmail.NewPersonalization()
	to.AddTos(sgmail.NewEmail("", e.Recipient))
	to.SetCustomArg("innconnect_mail_id", e.ID)
	m := sgmail.NewV3Mail()
	m.SetFrom(sgmail.NewEmail(e.From.Name, e.From.Address))
	m.Subject = e.Subject
	m.AddPersonalizations(to)
	m.AddContent(sgmail.NewContent("text/plain", e.Text), sgmail.NewContent("text/html", e.HTML))
	m.SetHeader("Message-ID", "<"+e.MessageID+">")
	for name, value := range e.headers() {
		m.SetHeader(name, value)
	}
	off := false
	m.SetTrackingSettings(&sgmail.TrackingSettings{
		ClickTracking:        &sgmail.ClickTrackingSetting{Enable: &off, EnableText: &off},
		OpenTracking:         &sgmail.OpenTrackingSetting{Enable: &off},
		SubscriptionTracking: &sgmail.SubscriptionTrackingSetting{Enable: &off},
	})
	return m
}

// sendGridRefusal maps a status of 400 or more.
func sendGridRefusal(resp *rest.Response, now time.Time) error {
	p := &chat.ProviderError{Status: resp.StatusCode, RetryAfter: sendGridWait(resp.Headers, now)}
	phrase := "SendGrid refuses the mail"
	switch {
	case p.Status == http.StatusTooManyRequests:
		p.Kind, phrase = chat.ProviderRateLimited, "SendGrid takes no more mails for now"
	case p.Status >= http.StatusInternalServerError, p.Status == http.StatusRequestTimeout:
		p.Kind, phrase = chat.ProviderUnavailable, "SendGrid is not available"
	case p.Status == http.StatusUnauthorized:
		p.Kind, phrase = chat.ProviderRejected, "SendGrid does not accept the key"
	default:
		p.Kind = chat.ProviderRejected
		if field := sendGridField(resp.Body); field != "" {
			phrase += " because of its field " + field
		}
	}
	return fmt.Errorf("%s: %w", phrase, p)
}

// sendGridWait is how long SendGrid asks to wait: by Retry-After, or by the time
// at which its own header says that the limit ends.
func sendGridWait(headers http.Header, now time.Time) time.Duration {
	if value := headers.Get("Retry-After"); value != "" {
		return chat.ParseRetryAfter(value, now, maxRetryAfter)
	}
	reset, err := strconv.ParseInt(headers.Get("X-RateLimit-Reset"), 10, 64)
	if err != nil {
		return 0
	}
	return min(max(time.Unix(reset, 0).Sub(now), 0), maxRetryAfter)
}

// fieldName is how SendGrid names a field of the request. Nothing else of its
// answer is repeated: its messages may quote an address.
var fieldName = regexp.MustCompile(`^[a-z0-9_.\[\]]{1,60}$`)

func sendGridField(body string) string {
	var answer struct {
		Errors []struct {
			Field string `json:"field"`
		} `json:"errors"`
	}
	if json.Unmarshal([]byte(body), &answer) != nil || len(answer.Errors) == 0 || !fieldName.MatchString(answer.Errors[0].Field) {
		return ""
	}
	return answer.Errors[0].Field
}
