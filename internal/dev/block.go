package dev

import (
	"fmt"
	"strings"
	"time"
)

// block is what a person reads when the stack is up.
func (r *run) block(took time.Duration) string {
	embeddings := "on (" + r.stack.EmbeddingsModel + ")"
	if r.stack.EmbeddingsURL == "" {
		embeddings = "off: lexical search only, because " + r.stack.EmbeddingsOff
	}
	temporalUI := r.stack.TemporalUIURL
	if temporalUI == "" {
		temporalUI = "that of " + r.stack.TemporalAddress
	}
	metrics := "off"
	if r.o.Ports.Metrics != 0 {
		metrics = fmt.Sprintf("http://localhost:%d/metrics (API), :%d (worker)", r.o.Ports.Metrics, r.o.Ports.workerMetrics())
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\nInnConnect is running (started in %.1f s). Ctrl-C stops it.\n\n", took.Seconds())
	for _, row := range [][2]string{
		{"Demo page", r.stack.APIURL + "/demo"},
		{"Admin panel", r.stack.APIURL + "/admin"},
		{"API", r.stack.APIURL + "/api/chat"},
		{"Temporal UI", temporalUI},
		{"Metrics", metrics},
		{"Demo site key", r.demo.SiteKey},
		{"Demo admin login", r.demo.AdminLogin},
		{"Mails", r.demo.Mails},
		{"Embeddings", embeddings},
		{"Data and logs", r.stack.DataDir},
	} {
		fmt.Fprintf(&b, "  %-17s %s\n", row[0], row[1])
	}
	b.WriteString("\n")
	return b.String()
}
