package dev

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// alive says whether a process with this id exists, whoever owns it.
func alive(pid int) bool {
	if pid <= 0 {
		return false
	}
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}

// isProgram says whether the process exists and runs a program of that name.
// Where the system does not tell names, existing is enough.
func isProgram(pid int, name string) bool {
	if !alive(pid) {
		return false
	}
	comm, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/comm")
	if err != nil {
		_, err := os.Stat("/proc/self/comm")
		return err != nil // no /proc at all
	}
	return strings.TrimSpace(string(comm)) == name
}
