package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/innconnect/innconnect/internal/config"
	"github.com/innconnect/innconnect/internal/demo"
	"github.com/innconnect/innconnect/internal/dev"
	"github.com/innconnect/innconnect/internal/seal"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/workflows"
)

type devCmd struct {
	Run  devRunCmd  `cmd:"" default:"1" help:"Run everything on this machine until Ctrl-C (default)."`
	Exec devExecCmd `cmd:"" help:"Run a command with an empty Postgres and a Temporal server of its own."`
}

type devRunCmd struct{}

// devMetricsPort is where the API's metrics are unless METRICS_PORT is set; the
// worker's are on the next port.
const devMetricsPort = 9464

func (devRunCmd) Run(e *environment) error {
	root, err := repoRoot()
	if err != nil {
		return err
	}
	binary, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	c := e.Config
	environment, err := devEnvironment(c)
	if err != nil {
		return err
	}
	d := demoSite{root: root, port: c.Port, file: filepath.Join(c.DataDir, "demo.json")}
	o := dev.Options{
		RepoRoot: root,
		DataDir:  c.DataDir,
		Binary:   binary,
		Out:      e.Stdout,
		Ports: dev.Ports{
			API: c.Port, Temporal: c.TemporalPort, TemporalUI: c.TemporalUIPort,
			Postgres: c.PostgresPort, Embedder: c.EmbedderPort, Metrics: cmp.Or(c.MetricsPort, devMetricsPort),
		},
		DatabaseURL:          c.DatabaseURL,
		TemporalAddress:      os.Getenv("TEMPORAL_ADDRESS"), // its default is for the other commands
		TemporalNamespace:    c.TemporalNamespace,
		EmbeddingsURL:        c.EmbeddingsURL,
		EmbeddingsModel:      c.EmbeddingsModel,
		EmbeddingsDimensions: c.EmbeddingsDimensions,
		EncryptionKey:        c.EncryptionKey,
		TemporalBinDir:       c.TemporalBinDir,
		Env:                  environment,
		Prepare: func(ctx context.Context, s dev.Stack) ([]string, error) {
			site, err := d.ensure(ctx, s)
			return []string{"DEMO_SITE_KEY=" + site.Key, "TEMPORAL_UI_URL=" + s.TemporalUIURL}, err
		},
		Seed: func(ctx context.Context, s dev.Stack) (dev.Demo, error) {
			return d.index(ctx, e, s)
		},
	}
	return dev.Run(e, o)
}

// devEnvironment is what the API and the worker of the stack are told besides
// this process's own environment.
func devEnvironment(c config.Config) ([]string, error) {
	out := []string{"BIND_ADDRESS=127.0.0.1"}
	if c.PublicURL == "" {
		out = append(out, fmt.Sprintf("PUBLIC_URL=http://localhost:%d", c.Port))
	}
	if c.MailFrom == "" {
		out = append(out, "MAIL_FROM=InnConnect <noreply@innconnect.localhost>")
	}
	if c.MailOutboxDir == "" && keepsMails(c) {
		outbox, err := filepath.Abs(filepath.Join(c.DataDir, "outbox"))
		if err != nil {
			return nil, fmt.Errorf("find the data folder: %w", err)
		}
		out = append(out, "MAIL_OUTBOX_DIR="+outbox)
	}
	return out, nil
}

// keepsMails tells whether mails stay on this machine, as they do unless a way to
// send them is set.
func keepsMails(c config.Config) bool {
	return c.MailOutboxDir != "" || c.SendGridKey == "" && c.SMTPHost == ""
}

// demoSite keeps the demo site of a stack.
type demoSite struct {
	root, file string
	port       int
	site       demo.Site
}

func (d *demoSite) ensure(ctx context.Context, s dev.Stack) (demo.Site, error) {
	st, err := openStackStore(ctx, s)
	if err != nil {
		return demo.Site{}, err
	}
	defer st.Close()
	d.site, err = demo.EnsureSite(ctx, st, d.file, []string{
		fmt.Sprintf("http://localhost:%d", d.port), fmt.Sprintf("http://127.0.0.1:%d", d.port)})
	if err != nil {
		return demo.Site{}, err
	}
	return d.site, demo.ImportArticles(ctx, st, d.root, d.site.ID)
}

// index starts the embedding of new articles. Words find them already, so
// nobody waits for it.
func (d *demoSite) index(ctx context.Context, e *environment, s dev.Stack) (dev.Demo, error) {
	out := dev.Demo{SiteKey: d.site.Key, AdminLogin: d.site.AdminEmail + " / " + d.site.AdminPassword, Mails: "sent"}
	if keepsMails(e.Config) {
		out.Mails = s.APIURL + "/outbox (kept there, not sent)"
	}
	if s.EmbeddingsURL == "" {
		return out, nil
	}
	e.Config.TemporalAddress, e.Config.TemporalNamespace = s.TemporalAddress, s.TemporalNamespace
	temporal, err := e.Temporal(ctx)
	if err != nil {
		return out, err
	}
	defer temporal.Close()
	return out, workflows.NewIndexer(temporal).Start(ctx, d.site.ID)
}

func openStackStore(ctx context.Context, s dev.Stack) (*store.Store, error) {
	key, err := seal.DecodeKey(s.EncryptionKey)
	if err != nil {
		return nil, err
	}
	box, err := seal.New(key)
	if err != nil {
		return nil, err
	}
	const connections = 4
	return store.Open(ctx, s.DatabaseURL, connections, box)
}
