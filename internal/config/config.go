// Package config holds the program's settings and is the only reader of the
// environment.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"

	"github.com/caarlos0/env/v11"
)

// Config is every setting that the processes read from the environment.
type Config struct {
	DatabaseURL string `env:"DATABASE_URL"` // postgres:// address

	DatabaseMaxConns int32 `env:"DATABASE_MAX_CONNS" envDefault:"16"` // for each process

	Port int    `env:"PORT" envDefault:"8080"`            // of the API
	Bind string `env:"BIND_ADDRESS" envDefault:"0.0.0.0"` // the API listens here

	MaxWaiting int `env:"MAX_WAITING_MESSAGES" envDefault:"1000"` // for their answer, in each API process

	// Proxies whose X-Forwarded-For says where a call comes from.
	TrustedProxies Proxies `env:"TRUSTED_PROXIES"`

	TemporalAddress   string `env:"TEMPORAL_ADDRESS" envDefault:"127.0.0.1:7233"` // host:port
	TemporalNamespace string `env:"TEMPORAL_NAMESPACE" envDefault:"default"`
	TemporalTLS       bool   `env:"TEMPORAL_TLS"`           // implied by an API key or a client certificate
	TemporalAPIKey    string `env:"TEMPORAL_API_KEY"`       // Temporal Cloud
	TemporalUIURL     string `env:"TEMPORAL_UI_URL"`        // of the Temporal web UI; conversations then link to their workflow
	TemporalCertFile  string `env:"TEMPORAL_TLS_CERT_FILE"` // client certificate, PEM
	TemporalKeyFile   string `env:"TEMPORAL_TLS_KEY_FILE"`  // its key, PEM

	EmbeddingsURL        string `env:"EMBEDDINGS_URL"` // base URL ending in /v1; empty: lexical search only
	EmbeddingsModel      string `env:"EMBEDDINGS_MODEL" envDefault:"intfloat/multilingual-e5-small"`
	EmbeddingsDimensions int    `env:"EMBEDDINGS_DIMENSIONS" envDefault:"384"`
	EmbeddingsAPIKey     string `env:"EMBEDDINGS_API_KEY"`

	MistralAPIKey  string `env:"MISTRAL_API_KEY"` // for sites without a key of their own
	MistralBaseURL string `env:"MISTRAL_BASE_URL" envDefault:"https://api.mistral.ai/v1"`
	MistralModel   string `env:"MISTRAL_MODEL" envDefault:"mistral-small-latest"`

	ImportAllowHosts []string `env:"IMPORT_ALLOW_HOSTS"` // host or host:port; articles may be imported from there although they are private

	PublicURL string `env:"PUBLIC_URL"` // where people reach the API, such as https://chat.example.com; links in mails begin with it

	MailFrom      string `env:"MAIL_FROM"`        // sender of sites that name none: an address, or "Name <address>"
	MailOutboxDir string `env:"MAIL_OUTBOX_DIR"`  // when set, mails become files here and none is sent
	SendGridKey   string `env:"SENDGRID_API_KEY"` // for sites without a key of their own
	SendGridURL   string `env:"SENDGRID_BASE_URL" envDefault:"https://api.sendgrid.com"`
	SMTPHost      string `env:"SMTP_HOST"` // for sites without a SendGrid key of their own
	SMTPPort      int    `env:"SMTP_PORT" envDefault:"587"`
	SMTPUsername  string `env:"SMTP_USERNAME"`
	SMTPPassword  string `env:"SMTP_PASSWORD"`
	SMTPSecurity  string `env:"SMTP_SECURITY" envDefault:"starttls"` // starttls, tls or none

	EncryptionKey string `env:"INNCONNECT_ENCRYPTION_KEY"` // 32 bytes in base64; seals third parties' keys at rest
	DemoSiteKey   string `env:"DEMO_SITE_KEY"`             // public key of the demo site; /demo is served when set
	DataDir       string `env:"INNCONNECT_DATA_DIR" envDefault:".data"`

	// Of the development stack.
	PostgresPort   int    `env:"POSTGRES_PORT" envDefault:"5433"`
	TemporalPort   int    `env:"TEMPORAL_PORT" envDefault:"7233"`
	TemporalUIPort int    `env:"TEMPORAL_UI_PORT" envDefault:"8233"`
	EmbedderPort   int    `env:"EMBEDDER_PORT" envDefault:"8089"`
	TemporalBinDir string `env:"INNCONNECT_TEMPORAL_BIN_DIR"` // prebuilt programs; empty: built and kept in the data folder

	// TurnsPerRun is after how many turns a conversation's workflow begins a new
	// run, so that its history stays short; 0 leaves that to the workflow.
	TurnsPerRun int `env:"INNCONNECT_TURNS_PER_RUN"`

	// MetricsPort serves Prometheus metrics at /metrics; 0 serves none.
	MetricsPort int `env:"METRICS_PORT"`

	// PayloadKey encrypts what workflows and activities tell each other: 32
	// bytes in base64; further keys, after commas, only decrypt. Empty: plain.
	PayloadKey string `env:"INNCONNECT_PAYLOAD_KEY"`

	// OpenTelemetry's own variables that switch traces on; its library reads
	// these and the rest of them.
	OTLPEndpoint       string `env:"OTEL_EXPORTER_OTLP_ENDPOINT"`
	OTLPTracesEndpoint string `env:"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"`
	TracesExporter     string `env:"OTEL_TRACES_EXPORTER"`
	OTelDisabled       bool   `env:"OTEL_SDK_DISABLED"`

	LogLevel slog.Level `env:"LOG_LEVEL" envDefault:"INFO"`
}

// Tracing tells whether the environment names a place for traces.
func (c Config) Tracing() bool {
	if c.OTelDisabled || c.TracesExporter == "none" {
		return false
	}
	return c.TracesExporter != "" || c.OTLPEndpoint != "" || c.OTLPTracesEndpoint != ""
}

// Load reads and checks the environment. The error names the variable.
func Load() (Config, error) {
	c, err := env.ParseAs[Config]()
	if err != nil {
		return Config{}, fmt.Errorf("settings: %w", err)
	}
	if c.Port < 1 || c.Port > 65535 {
		return Config{}, fmt.Errorf("settings: PORT is %d, want 1 to 65535", c.Port)
	}
	if c.MetricsPort < 0 || c.MetricsPort > 65535 {
		return Config{}, fmt.Errorf("settings: METRICS_PORT is %d, want 0 to 65535", c.MetricsPort)
	}
	if c.MaxWaiting < 1 {
		return Config{}, fmt.Errorf("settings: MAX_WAITING_MESSAGES is %d, want at least 1", c.MaxWaiting)
	}
	if (c.TemporalCertFile == "") != (c.TemporalKeyFile == "") {
		return Config{}, errors.New("settings: TEMPORAL_TLS_CERT_FILE and TEMPORAL_TLS_KEY_FILE go together")
	}
	if u, err := url.Parse(c.PublicURL); c.PublicURL != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "") {
		return Config{}, errors.New("settings: PUBLIC_URL begins with https:// or http:// and a host")
	}
	if c.SendGridKey != "" && c.SMTPHost != "" {
		return Config{}, errors.New("settings: set SENDGRID_API_KEY or SMTP_HOST, not both")
	}
	return c, nil
}

// SendsMail tells whether mails of the installation can be sent, which belong to
// no site.
func (c Config) SendsMail() bool {
	return c.MailOutboxDir != "" || c.SendGridKey != "" || c.SMTPHost != ""
}
