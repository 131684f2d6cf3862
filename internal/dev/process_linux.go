package dev

import (
	"os/exec"
	"runtime"
	"sync"
	"syscall"
)

// sysProcAttr puts a child in a process group of its own, so that a Ctrl-C in
// the terminal reaches the supervisor alone, and has the kernel send it the
// signal when the supervisor dies, however that happens.
func sysProcAttr(orphan syscall.Signal, as *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: orphan, Credential: as}
}

type startRequest struct {
	cmd    *exec.Cmd
	result chan error
}

var starter = sync.OnceValue(func() chan<- startRequest {
	requests := make(chan startRequest)
	go func() {
		// The kernel's parent of a child is the thread that forked it, not
		// the process: this thread must live as long as the process does.
		runtime.LockOSThread()
		for r := range requests {
			r.result <- r.cmd.Start()
		}
	}()
	return requests
})

// startCommand starts a command on a thread that never ends.
func startCommand(cmd *exec.Cmd) error {
	r := startRequest{cmd: cmd, result: make(chan error, 1)}
	starter() <- r
	return <-r.result
}
