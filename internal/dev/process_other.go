//go:build !linux

package dev

import (
	"os/exec"
	"syscall"
)

// sysProcAttr puts a child in a process group of its own, so that a Ctrl-C in
// the terminal reaches the supervisor alone. Only Linux can also tell the
// kernel what becomes of the child when the supervisor is killed.
func sysProcAttr(_ syscall.Signal, as *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Credential: as}
}

func startCommand(cmd *exec.Cmd) error { return cmd.Start() }
