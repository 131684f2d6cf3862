package mail_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/mail"
)

// smtpServer is a real mail server on a loopback port. Its fields say what it
// refuses.
type smtpServer struct {
	mu        sync.Mutex
	signedIn  []string
	got       []received
	encrypted bool

	refuseRcpt, refuseData error
	cutAfterData           bool
	listener               net.Listener
	server                 *smtp.Server
}

type received struct{ from, to, data string }

// start serves on a port. security is what the client will use; config has the
// certificate.
func (s *smtpServer) start(t testing.TB, security mail.SMTPSecurity, config *tls.Config) mail.SMTPOptions {
	t.Helper()
	s.server = smtp.NewServer(s)
	s.server.Domain = "localhost"
	s.server.AllowInsecureAuth = true
	s.server.ReadTimeout, s.server.WriteTimeout = 10*time.Second, 10*time.Second
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.listener = l
	if security == mail.SMTPTLS {
		l = tls.NewListener(l, config)
	} else if security == mail.SMTPStartTLS {
		s.server.TLSConfig = config
	}
	go func() { _ = s.server.Serve(l) }()
	t.Cleanup(func() { _ = s.server.Close() })
	_, port, err := net.SplitHostPort(s.listener.Addr().String())
	require.NoError(t, err)
	n, err := strconv.Atoi(port)
	require.NoError(t, err)
	return mail.SMTPOptions{Host: "127.0.0.1", Port: n, Security: security}
}

func (s *smtpServer) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &smtpSession{server: s, conn: c}, nil
}

type smtpSession struct {
	server   *smtpServer
	conn     *smtp.Conn
	from, to string
}

func (*smtpSession) AuthMechanisms() []string { return []string{sasl.Plain} }
func (x *smtpSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if password != "secret" {
			return &smtp.SMTPError{Code: 535, Message: "wrong password"}
		}
		x.server.mu.Lock()
		defer x.server.mu.Unlock()
		x.server.signedIn = append(x.server.signedIn, user)
		return nil
	}), nil
}
func (x *smtpSession) Mail(from string, _ *smtp.MailOptions) error { x.from = from; return nil }
func (x *smtpSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	x.to = to
	return x.server.refuseRcpt
}
func (x *smtpSession) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if x.server.refuseData != nil {
		return x.server.refuseData
	}
	_, encrypted := x.conn.TLSConnectionState()
	x.server.mu.Lock()
	x.server.got = append(x.server.got, received{x.from, x.to, string(data)})
	x.server.encrypted = encrypted
	x.server.mu.Unlock()
	if x.server.cutAfterData {
		return x.conn.Conn().Close()
	}
	return nil
}
func (*smtpSession) Reset()        {}
func (*smtpSession) Logout() error { return nil }

// certificate is one for 127.0.0.1, and what a client needs to trust it.
func certificate(t testing.TB) (server, client *tls.Config) {
	t.Helper()
	h := httptest.NewUnstartedServer(nil)
	h.StartTLS()
	t.Cleanup(h.Close)
	pool := x509.NewCertPool()
	pool.AddCert(h.Certificate())
	return &tls.Config{Certificates: h.TLS.Certificates}, &tls.Config{RootCAs: pool, ServerName: "127.0.0.1"}
}

func TestAMailGoesOverAnEncryptedSMTPConnection(t *testing.T) {
	serverTLS, clientTLS := certificate(t)
	for _, security := range []mail.SMTPSecurity{mail.SMTPStartTLS, mail.SMTPTLS} {
		var server smtpServer
		o := server.start(t, security, serverTLS)
		o.TLS, o.Username, o.Password = clientTLS, "shop", "secret"
		m := letter()
		require.NoError(t, sender(t, mail.Options{SMTP: o}).Send(t.Context(), m, chat.MailSettings{}), security)
		require.True(t, server.encrypted, security)
		require.Equal(t, []string{"shop"}, server.signedIn)
		require.Len(t, server.got, 1)
		got := server.got[0]
		require.Equal(t, "noreply@innconnect.example", got.from)
		require.Equal(t, "visitor@example.net", got.to)
		require.Contains(t, got.data, "Message-ID: <"+m.ID+"@innconnect.example>\r\n")
		require.Contains(t, got.data, "Auto-Submitted: auto-generated\r\n")
		require.Contains(t, got.data, "text/plain")
		require.Contains(t, got.data, "text/html")
	}
}

func TestAServerThatDoesNotEncryptIsNotUsedUnlessPlainIsChosen(t *testing.T) {
	var server smtpServer
	o := server.start(t, mail.SMTPPlain, nil)
	o.Security = mail.SMTPStartTLS
	err := sender(t, mail.Options{SMTP: o}).Send(t.Context(), letter(), chat.MailSettings{})
	require.Equal(t, chat.ProviderRejected, chat.AsProviderError(err).Kind, err)
	require.Empty(t, server.got)

	o.Security = mail.SMTPPlain
	require.NoError(t, sender(t, mail.Options{SMTP: o}).Send(t.Context(), letter(), chat.MailSettings{}))
	require.False(t, server.encrypted)
}

func TestAPasswordNeverTravelsUnencrypted(t *testing.T) {
	_, err := mail.New(mail.Options{SMTP: mail.SMTPOptions{Host: "127.0.0.1", Port: 25, Security: mail.SMTPPlain, Username: "shop", Password: "secret"}})
	require.ErrorContains(t, err, "SMTP_USERNAME")
}

func TestACertificateThatNobodySignedIsRefused(t *testing.T) {
	serverTLS, _ := certificate(t)
	for _, security := range []mail.SMTPSecurity{mail.SMTPStartTLS, mail.SMTPTLS} {
		var server smtpServer
		o := server.start(t, security, serverTLS)
		err := sender(t, mail.Options{SMTP: o}).Send(t.Context(), letter(), chat.MailSettings{})
		require.Equal(t, chat.ProviderRejected, chat.AsProviderError(err).Kind, "%s: %v", security, err)
		require.Empty(t, server.got)
	}
}

func TestEachFailureOfAMailServerSaysWhetherToTryAgain(t *testing.T) {
	serverTLS, clientTLS := certificate(t)
	later := &smtp.SMTPError{Code: 450, EnhancedCode: smtp.EnhancedCode{4, 2, 0}, Message: "greylisted visitor@example.net"}
	never := &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no visitor@example.net here"}
	for name, c := range map[string]struct {
		server   *smtpServer
		password string
		kind     chat.ProviderFailure
		text     string
	}{
		"a recipient later": {&smtpServer{refuseRcpt: later}, "", chat.ProviderUnavailable, "the mail server does not take the recipient for now (SMTP 450): provider unavailable"},
		"a recipient never": {&smtpServer{refuseRcpt: never}, "", chat.ProviderRejected, "the mail server refuses the recipient (SMTP 550): provider rejected"},
		"a mail later":      {&smtpServer{refuseData: later}, "", chat.ProviderUnavailable, "the mail server does not take the mail for now (SMTP 450): provider unavailable"},
		"a mail never":      {&smtpServer{refuseData: never}, "", chat.ProviderRejected, "the mail server refuses the mail (SMTP 550): provider rejected"},
		"a wrong password":  {&smtpServer{}, "guess", chat.ProviderRejected, "the mail server refuses the sign-in (SMTP 535): provider rejected"},
		"a cut":             {&smtpServer{cutAfterData: true}, "", chat.ProviderUnavailable, "no connection to the mail server, or it broke: provider unavailable"},
	} {
		o := c.server.start(t, mail.SMTPStartTLS, serverTLS)
		o.TLS = clientTLS
		if c.password != "" {
			o.Username, o.Password = "shop", c.password
		}
		err := sender(t, mail.Options{SMTP: o}).Send(t.Context(), letter(), chat.MailSettings{})
		p := chat.AsProviderError(err)
		require.NotNil(t, p, "%s: %v", name, err)
		require.Equal(t, c.kind, p.Kind, "%s: %v", name, err)
		require.Equal(t, c.text, err.Error(), name)
	}
}

func TestAMailServerThatIsAwayOrStallsIsTriedAgain(t *testing.T) {
	var server smtpServer
	o := server.start(t, mail.SMTPPlain, nil)
	require.NoError(t, server.listener.Close())
	err := sender(t, mail.Options{SMTP: o}).Send(t.Context(), letter(), chat.MailSettings{})
	require.Equal(t, chat.ProviderUnavailable, chat.AsProviderError(err).Kind, err)

	silent, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = silent.Close() })
	o.Port = silent.Addr().(*net.TCPAddr).Port
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	start := time.Now()
	err = sender(t, mail.Options{SMTP: o}).Send(ctx, letter(), chat.MailSettings{})
	require.Equal(t, chat.ProviderUnavailable, chat.AsProviderError(err).Kind, err)
	require.Less(t, time.Since(start), 5*time.Second)
	require.False(t, errors.Is(err, context.Canceled))
}
