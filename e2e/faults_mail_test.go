package e2e

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/client"
	"github.com/innconnect/innconnect/internal/mail/sendgridtest"
)

// TestFaultsOfTheMailProvider breaks the first attempt at each mail in a way of
// its own and holds that each visitor gets theirs. It prints rows of the table of
// docs/reliability.md.
func TestFaultsOfTheMailProvider(t *testing.T) {
	faults := map[string]struct { // by the visitor's address
		name   string
		script sendgridtest.Script
		copies int
	}{
		"limits@example.net": {"limits its rate", sendgridtest.Script{Status: 429, Header: map[string]string{"Retry-After": "1"}}, 1},
		"fails@example.net":  {"fails", sendgridtest.Script{Status: 500}, 1},
		"talks@example.net":  {"answers rubbish", sendgridtest.Script{Status: 200, Body: "<html>"}, 1},
		"stalls@example.net": {"stalls", sendgridtest.Script{Stall: true}, 1},
		"cuts@example.net":   {"takes a mail and cuts its answer", sendgridtest.Script{Cut: true}, 2},
	}
	s := startMailStack(t)
	s.start("worker")
	s.exec(`update site_settings set rating_follow_up_seconds = 1`)
	var mu sync.Mutex
	tried := map[string]bool{}
	s.provider.Decide(func(r sendgridtest.Request) sendgridtest.Script {
		mu.Lock()
		defer mu.Unlock()
		if tried[r.To()] {
			return sendgridtest.Script{}
		}
		tried[r.To()] = true
		return faults[r.To()].script
	})
	start := time.Now()
	for address := range faults {
		created, err := client.Check(s.api.CreateSessionWithResponse(t.Context(), nil, client.NewSession{Email: &address}))
		require.NoError(t, err)
		s.ask(*created.JSON201, "1", "hello")
		s.end(*created.JSON201)
	}
	sent := func() (out int) {
		for _, m := range s.mails() {
			if m.Status == client.MailStatusSent {
				out++
			}
		}
		return out
	}
	require.Eventually(t, func() bool { return sent() == len(faults) }, 2*time.Minute, 100*time.Millisecond)

	got := map[string][]sendgridtest.Request{}
	for _, r := range s.provider.Accepted() {
		got[r.To()] = append(got[r.To()], r)
	}
	fmt.Println("\n| fault | promised | found |\n|---|---|---|")
	for address, f := range faults {
		promised := "the mail is sent once"
		if f.copies > 1 {
			promised = "the mail is sent again under the same Message-ID"
		}
		require.Len(t, got[address], f.copies, f.name)
		for _, r := range got[address] {
			require.Equal(t, got[address][0].Headers["Message-ID"], r.Headers["Message-ID"])
		}
		fmt.Println(fault{"a mail provider that " + f.name, promised, promised})
	}
	fmt.Printf("all within %.0f s\n", time.Since(start).Seconds())
}
