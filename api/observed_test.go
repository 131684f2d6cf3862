package api

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/innconnect/innconnect/internal/chat"
)

// TestMain holds that the contract documents what the operations do: after a
// run of all tests, each operation has answered with every status and every
// problem that the contract lists for it, and with nothing else.
func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	if code == 0 && wholeRun() {
		if differences := seen.differences(); len(differences) > 0 {
			fmt.Printf("FAIL: what the tests saw is not what the contract lists\n%s\n", strings.Join(differences, "\n"))
			code = 1
		}
	}
	os.Exit(code)
}

// wholeRun tells whether no test was left out.
func wholeRun() bool {
	for _, name := range []string{"test.run", "test.skip", "test.fuzz", "test.list"} {
		if flag.Lookup(name).Value.String() != "" {
			return false
		}
	}
	return !testing.Short() && os.Getenv("TEST_DATABASE_URL") != ""
}

// observer notes what the API's own log says about each request.
type observer struct{ slog.Handler }

func (o observer) Handle(ctx context.Context, record slog.Record) error {
	if record.Message == "request" {
		attr := map[string]string{}
		record.Attrs(func(a slog.Attr) bool {
			attr[a.Key] = a.Value.String()
			return true
		})
		status, code := attr["status"], chat.Code(attr["code"])
		if code != "" { // a stream that began well may end with a problem
			status = fmt.Sprintf("%d %s", problems[code].status, code)
		}
		seen.add(attr["method"]+" "+attr["route"], status)
	}
	return o.Handler.Handle(ctx, record)
}

// outcomes are the answers that a run of tests got, by operation: a status, and
// with a problem its code.
type outcomes struct {
	mu sync.Mutex
	of map[string]map[string]bool
}

var seen = outcomes{of: map[string]map[string]bool{}}

func (o *outcomes) add(operation, outcome string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.of[operation] == nil {
		o.of[operation] = map[string]bool{}
	}
	o.of[operation][outcome] = true
}

// differences lists where the contract and the outcomes part.
func (o *outcomes) differences() (out []string) {
	all, err := endpoints()
	if err != nil {
		return []string{err.Error()}
	}
	for _, e := range all {
		listed := map[string]bool{}
		for _, status := range e.successes {
			listed[status] = true
		}
		for _, code := range e.problems {
			listed[fmt.Sprintf("%d %s", problems[code].status, code)] = true
		}
		for outcome := range listed {
			if !o.of[e.name][outcome] {
				out = append(out, e.name+": no test saw "+outcome)
			}
		}
		for outcome := range o.of[e.name] {
			if !listed[outcome] {
				out = append(out, e.name+": the contract does not list "+outcome)
			}
		}
	}
	slices.Sort(out)
	return out
}
