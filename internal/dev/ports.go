package dev

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"syscall"
)

// portUse is a port with what it is for and how to choose another.
type portUse struct {
	number   int
	what     string
	variable string // the environment variable that moves it
}

// checkPorts returns an error that names every port that cannot be had, and
// the variable that moves it. All are checked on 127.0.0.1 and, as the API
// may listen on every address, on the wildcard too.
func checkPorts(uses []portUse) error {
	var problems []error
	seen := map[int]string{}
	for _, u := range uses {
		if u.number < 1 || u.number > 65535 {
			problems = append(problems, fmt.Errorf("%s is %d, want 1 to 65535", u.variable, u.number))
			continue
		}
		if other, twice := seen[u.number]; twice {
			problems = append(problems, fmt.Errorf("%s and %s are both %d: set one of them to another port", other, u.variable, u.number))
			continue
		}
		seen[u.number] = u.variable
		if err := tryPort(u.number); err != nil {
			problems = append(problems, fmt.Errorf("port %d for %s is taken: stop what uses it, or set %s to another port", u.number, u.what, u.variable))
		}
	}
	return errors.Join(problems...)
}

// tryPort reports whether a listener could be opened.
func tryPort(port int) error {
	for _, host := range []string{"127.0.0.1", ""} {
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if err != nil {
			return err
		}
		if err := l.Close(); err != nil {
			return err
		}
	}
	return nil
}

// FreePort returns a port of 127.0.0.1 that nothing uses at this moment. It
// lies below the range from which the kernel takes the ports of outgoing
// connections, so that none of those takes it before a server does.
func FreePort() (int, error) {
	for range 200 {
		port := 10_000 + rand.IntN(22_000)
		err := tryPort(port)
		if err == nil {
			return port, nil
		}
		if !errors.Is(err, syscall.EADDRINUSE) {
			return 0, fmt.Errorf("find a free port: %w", err)
		}
	}
	return 0, errors.New("find a free port: 200 tries found none")
}
