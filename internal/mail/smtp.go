package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"slices"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/innconnect/innconnect/internal/chat"
)

// SMTPOptions name a mail server.
type SMTPOptions struct {
	Host     string
	Port     int
	Username string // "" for a server that wants no sign-in
	Password string
	Security SMTPSecurity
	TLS      *tls.Config // nil for the system's certificates
}

// SMTPSecurity says how the connection is encrypted.
type SMTPSecurity string

// The ways to encrypt. A server that does not offer the chosen one is refused.
const (
	SMTPStartTLS SMTPSecurity = "starttls"
	SMTPTLS      SMTPSecurity = "tls"
	SMTPPlain    SMTPSecurity = "none" // for a relay on the same machine or network that wants no sign-in
)

// smtpStepTimeout bounds each exchange with a server.
const smtpStepTimeout = 15 * time.Second

type smtpClient struct {
	host    string
	options []gomail.Option
}

func newSMTPClient(o SMTPOptions) (*smtpClient, error) {
	options := []gomail.Option{gomail.WithPort(o.Port)}
	switch o.Security {
	case SMTPStartTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case SMTPTLS:
		options = append(options, gomail.WithSSL())
	case SMTPPlain:
		if o.Username != "" {
			return nil, errors.New("SMTP_USERNAME needs an encrypted connection: SMTP_SECURITY is starttls or tls")
		}
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, errors.New("SMTP_SECURITY is starttls, tls or none")
	}
	if o.TLS != nil {
		options = append(options, gomail.WithTLSConfig(o.TLS))
	}
	if o.Username != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(o.Username), gomail.WithPassword(o.Password))
	}
	c := &smtpClient{host: o.Host, options: options}
	if _, err := gomail.NewClient(c.host, c.options...); err != nil {
		return nil, fmt.Errorf("SMTP settings: %w", err)
	}
	return c, nil
}

// send makes one connection for the mail. A mail that the server has accepted
// is sent, whatever becomes of the connection afterwards.
func (c *smtpClient) send(ctx context.Context, e envelope) error {
	msg, err := compose(e)
	if err != nil {
		return err
	}
	// Once connected, the library heeds its own time-out and not the context.
	wait := smtpStepTimeout
	if deadline, ok := ctx.Deadline(); ok {
		wait = min(wait, max(time.Until(deadline), time.Millisecond))
	}
	client, err := gomail.NewClient(c.host, append(slices.Clip(c.options), gomail.WithTimeout(wait))...)
	if err != nil {
		return refuse("the SMTP settings are not valid")
	}
	err = client.DialAndSendWithContext(ctx, msg)
	if err == nil || msg.IsDelivered() {
		return nil
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	return smtpFailure(err)
}

// smtpFailure maps an error of the library, which is dropped: it names the
// recipient and quotes the server.
func smtpFailure(err error) error {
	code, what := 0, "the connection"
	var sending *gomail.SendError
	var reply *textproto.Error
	if errors.As(err, &sending) {
		code = sending.ErrorCode()
		switch sending.Reason {
		case gomail.ErrSMTPMailFrom:
			what = "the sender"
		case gomail.ErrSMTPRcptTo:
			what = "the recipient"
		case gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
			what = "the mail"
		}
	} else if errors.As(err, &reply) {
		code, what = reply.Code, "the sign-in"
	}
	var network net.Error
	switch {
	case code >= 500:
		return refuse(fmt.Sprintf("the mail server refuses %s (SMTP %d)", what, code))
	case code >= 400:
		return fail(chat.ProviderUnavailable, 0, fmt.Sprintf("the mail server does not take %s for now (SMTP %d)", what, code))
	case sending != nil, errors.As(err, &network), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fail(chat.ProviderUnavailable, 0, "no connection to the mail server, or it broke")
	default: // a certificate, the encryption or the way to sign in
		return refuse("the mail server cannot be used with these SMTP settings")
	}
}
