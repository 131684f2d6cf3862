package dev

import (
	"net"
	"strconv"
	"strings"
	"testing"
)

func TestCheckPortsNamesPortAndVariable(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	taken := l.Addr().(*net.TCPAddr).Port
	free, err := FreePort()
	if err != nil {
		t.Fatal(err)
	}

	if err := checkPorts([]portUse{{free, "the API", "PORT"}}); err != nil {
		t.Errorf("a free port: %v", err)
	}
	for name, c := range map[string]struct {
		uses []portUse
		want []string
	}{
		"taken":        {[]portUse{{taken, "Temporal", "TEMPORAL_PORT"}}, []string{strconv.Itoa(taken), "Temporal", "TEMPORAL_PORT"}},
		"twice":        {[]portUse{{free, "the API", "PORT"}, {free, "Temporal", "TEMPORAL_PORT"}}, []string{"PORT", "TEMPORAL_PORT", strconv.Itoa(free)}},
		"out of range": {[]portUse{{70000, "the API", "PORT"}}, []string{"PORT", "70000"}},
	} {
		err := checkPorts(c.uses)
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		if strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: more than one line: %v", name, err)
		}
		for _, part := range c.want {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %q does not say %s", name, err, part)
			}
		}
	}
}
