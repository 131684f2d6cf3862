package e2e

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/innconnect/innconnect/client"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// TestTwoThousandIdleStreamsFitIn150MB follows 2,000 sessions at one API
// process, waits until each stream had a comment, and holds that a message then
// reaches its stream and that the process stayed small. It prints the figures of
// docs/streams.md; `make streams` runs it.
func TestTwoThousandIdleStreamsFitIn150MB(t *testing.T) {
	if os.Getenv("E2E_NO_RACE") == "" {
		t.Skip("a measurement: run `make streams`")
	}
	const streams, limitMB = 2000, 150
	s := prepareStack(t)
	server := s.start("api")
	s.waitReady()
	before := server.memoryMB(t, "VmRSS")
	database, err := store.Open(context.Background(), s.databaseURL, 8, storetest.Sealer(t))
	require.NoError(t, err)
	t.Cleanup(database.Close)

	var commented atomic.Int64
	told := make(chan string, 1)
	sessions := make([]chat.Session, streams)
	start := time.Now()
	var opening errgroup.Group
	opening.SetLimit(50)
	for i := range sessions {
		opening.Go(func() (err error) {
			if sessions[i], err = database.CreateSession(context.Background(), store.NewSession{SiteID: s.site.ID}); err != nil {
				return err
			}
			resp, err := s.api.FollowSession(context.Background(), sessions[i].ID, nil,
				client.WithVisitor(sessions[i].VisitorID), client.AcceptEvents)
			if err != nil {
				return err
			}
			t.Cleanup(func() { resp.Body.Close() })
			if resp.StatusCode != http.StatusOK {
				return fmt.Errorf("stream %d: status %d", i, resp.StatusCode)
			}
			go follow(resp.Body, &commented, told, sessions[i].ID)
			return nil
		})
	}
	require.NoError(t, opening.Wait())
	opened := time.Since(start)
	require.Eventually(t, func() bool { return commented.Load() == streams }, time.Minute, 100*time.Millisecond)

	last := sessions[streams-1]
	sent := time.Now()
	_, err = database.DeliverReply(context.Background(), chat.TurnKey{SiteID: last.SiteID, SessionID: last.ID, TurnID: uuid.NewString()},
		chat.Reply{Role: chat.RoleSystem, Content: "Are you still there?"})
	require.NoError(t, err)
	require.Equal(t, last.ID, <-told)
	reached := time.Since(sent)

	now, peak := server.memoryMB(t, "VmRSS"), server.memoryMB(t, "VmHWM")
	fmt.Printf("| | |\n|---|---|\n")
	fmt.Printf("| process without streams | %.0f MB |\n", before)
	fmt.Printf("| with %d idle streams | %.0f MB |\n", streams, now)
	fmt.Printf("| at its peak, while they were opened | %.0f MB |\n", peak)
	fmt.Printf("| a message, from the call that stores it to its stream | %.0f ms |\n", float64(reached.Microseconds())/1000)
	fmt.Printf("| all streams were opened in | %.1f s |\n", opened.Seconds())
	require.Less(t, peak, float64(limitMB))
}

// follow reads a stream to its end, counts its first comment and tells when a
// message comes.
func follow(body io.Reader, commented *atomic.Int64, told chan<- string, sessionID string) {
	lines, quiet := bufio.NewScanner(body), true
	for lines.Scan() {
		switch {
		case lines.Text() == ":" && quiet:
			quiet = false
			commented.Add(1)
		case lines.Text() == "event: message":
			told <- sessionID
		}
	}
}

// memoryMB reads a figure of the process from the kernel.
func (p *process) memoryMB(t testing.TB, name string) float64 {
	t.Helper()
	status, err := os.ReadFile("/proc/" + strconv.Itoa(p.cmd.Process.Pid) + "/status")
	if os.IsNotExist(err) {
		t.Skip("memory is read from /proc, which this system does not have")
	}
	require.NoError(t, err)
	found := regexp.MustCompile(name + `:\s+(\d+) kB`).FindStringSubmatch(string(status))
	require.NotNil(t, found, strings.TrimSpace(string(status)))
	kb, err := strconv.ParseFloat(found[1], 64)
	require.NoError(t, err)
	return kb / 1024
}
