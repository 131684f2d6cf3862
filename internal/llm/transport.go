package llm

import (
	"errors"
	"io"
	"net"
	"net/http"
	"syscall"
	"time"
)

// Limits on what a provider may send. An answer of chat.MaxAnswerBytes in
// one-byte events of 400 bytes each stays below maxStreamBytes.
const (
	maxStreamBytes = 8 << 20
	maxErrorBytes  = 64 << 10
)

// drainTimeout is how long a finished answer waits for the end of the response,
// which lets the connection be used again.
const drainTimeout = 50 * time.Millisecond

// DialControl may refuse a network address ("ip:port") just before it is
// dialled, after name resolution. See net.Dialer.Control.
type DialControl func(network, address string, conn syscall.RawConn) error

// NewTransport returns a transport to share between clients: it keeps idle
// connections to each provider. control may be nil. A proxy named by
// HTTPS_PROXY is used; control then sees the proxy's address.
func NewTransport(control DialControl) *http.Transport {
	dialer := &net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second, Control: control}
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           dialer.DialContext,
		ForceAttemptHTTP2:     true,
		TLSHandshakeTimeout:   5 * time.Second,
		ExpectContinueTimeout: time.Second,
		MaxIdleConns:          128,
		MaxIdleConnsPerHost:   64, // a turn a connection on HTTP/1.1
		IdleConnTimeout:       90 * time.Second,
		// Finds out within seconds that a shared HTTP/2 connection is dead.
		HTTP2: &http.HTTP2Config{SendPingTimeout: 10 * time.Second, PingTimeout: 5 * time.Second},
	}
}

var (
	errRedirect = errors.New("the provider redirects")
	errTooLong  = errors.New("the response is too long")
)

// newHTTPClient refuses every redirect: the key and the prompt go to the
// configured address only.
func newHTTPClient(transport http.RoundTripper) *http.Client {
	return &http.Client{
		Transport:     boundedTransport{next: transport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return errRedirect },
	}
}

// boundedTransport caps the size of responses and makes their connections
// reusable.
type boundedTransport struct{ next http.RoundTripper }

func (t boundedTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	limit := int64(maxStreamBytes)
	if resp.StatusCode >= http.StatusMultipleChoices {
		limit = maxErrorBytes
	}
	resp.Body = &boundedBody{body: resp.Body, left: limit}
	return resp, nil
}

type boundedBody struct {
	body  io.ReadCloser
	left  int64
	ended bool
}

func (b *boundedBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLong
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.body.Read(p)
	b.left -= int64(n)
	b.ended = b.ended || err != nil
	return n, err
}

// Close reads the few bytes that follow the last event, for a moment only.
func (b *boundedBody) Close() error {
	if !b.ended {
		timer := time.AfterFunc(drainTimeout, func() { _ = b.body.Close() })
		_, _ = io.CopyN(io.Discard, b.body, 4<<10)
		timer.Stop()
	}
	return b.body.Close()
}
