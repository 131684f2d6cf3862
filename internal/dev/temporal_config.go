package dev

import (
	"bytes"
	"crypto/tls"
	_ "embed"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"text/template"

	"github.com/jackc/pgx/v5"
)

//go:embed temporal_server.yaml.tmpl
var temporalServerTemplate string

//go:embed temporal_dynamic.yaml
var temporalDynamicConfig []byte

//go:embed temporal_ui.yaml.tmpl
var temporalUITemplate string

// sqlTarget is a Postgres server as Temporal's programs want it.
type sqlTarget struct {
	Host, Port     string
	User, Password string
	TLS            bool
	VerifyHost     bool
	Main           string // database of histories
	Visibility     string // database of the searchable list of workflows
}

// temporalTarget derives the databases from the product's own. In a private
// cluster they are called temporal and temporal_visibility; on a server that
// others share the product database's name stands before them, so that two
// stacks do not become one Temporal cluster by accident.
func temporalTarget(address string) (sqlTarget, error) {
	c, err := pgx.ParseConfig(address)
	if err != nil {
		return sqlTarget{}, fmt.Errorf("read the database address for Temporal: %w", err)
	}
	if c.Host == "" || c.Host[0] == '/' {
		return sqlTarget{}, fmt.Errorf("DATABASE_URL names a socket; Temporal needs host and port")
	}
	t := sqlTarget{
		Host: c.Host, Port: strconv.Itoa(int(c.Port)), User: c.User, Password: c.Password,
		Main: "temporal", Visibility: "temporal_visibility",
	}
	if c.Database != ProductDatabase {
		t.Main, t.Visibility = c.Database+"_temporal", c.Database+"_temporal_visibility"
	}
	if required := tlsRequired(c); required != nil {
		t.TLS, t.VerifyHost = true, !required.InsecureSkipVerify
	}
	return t, nil
}

// tlsRequired returns the TLS settings unless the connection may also go in
// the clear, as with sslmode=prefer.
func tlsRequired(c *pgx.ConnConfig) *tls.Config {
	for _, f := range c.Fallbacks {
		if f.TLSConfig == nil {
			return nil
		}
	}
	return c.TLSConfig
}

// Address is the server's host and port.
func (t sqlTarget) Address() string { return net.JoinHostPort(t.Host, t.Port) }

// temporalPorts are the ports of one server process. Only Frontend is for
// clients; the rest are its services talking to each other.
type temporalPorts struct {
	Frontend, FrontendMember int
	History, HistoryMember   int
	Matching, MatchingMember int
	Worker, WorkerMember     int
}

// newTemporalPorts takes free ports for all but the frontend.
func newTemporalPorts(frontend int) (temporalPorts, error) {
	p := temporalPorts{Frontend: frontend}
	taken := map[int]bool{frontend: true}
	for _, to := range []*int{
		&p.FrontendMember, &p.History, &p.HistoryMember, &p.Matching,
		&p.MatchingMember, &p.Worker, &p.WorkerMember,
	} {
		for *to == 0 || taken[*to] {
			port, err := FreePort()
			if err != nil {
				return temporalPorts{}, err
			}
			*to = port
		}
		taken[*to] = true
	}
	return p, nil
}

// renderTemporalServer returns the server's configuration file.
func renderTemporalServer(t sqlTarget, p temporalPorts, dynamicFile string) ([]byte, error) {
	return render(temporalServerTemplate, struct {
		SQL         sqlTarget
		Ports       temporalPorts
		DynamicFile string
	}{t, p, dynamicFile})
}

// renderTemporalUI returns the web UI's configuration file.
func renderTemporalUI(port int, address, namespace string) ([]byte, error) {
	return render(temporalUITemplate, struct {
		Port               int
		Address, Namespace string
	}{port, address, namespace})
}

func render(text string, data any) ([]byte, error) {
	// JSON strings are YAML strings: no password can break out of its line.
	t, err := template.New("").Funcs(template.FuncMap{"quote": strconv.Quote}).Option("missingkey=error").Parse(text)
	if err != nil {
		return nil, fmt.Errorf("parse a configuration template: %w", err)
	}
	var out bytes.Buffer
	if err := t.Execute(&out, data); err != nil {
		return nil, fmt.Errorf("fill in a configuration template: %w", err)
	}
	return out.Bytes(), nil
}

// writePrivate writes a file that may hold a password.
func writePrivate(dir, name string, data []byte) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("make %s: %w", dir, err)
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return "", fmt.Errorf("write %s: %w", path, err)
	}
	return path, nil
}
