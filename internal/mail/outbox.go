package mail

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/innconnect/innconnect/internal/chat"
)

// Outbox reads the folder that a Sender with OutboxDir writes to.
type Outbox struct{ Dir string }

// OutboxMail is one file of an outbox.
type OutboxMail struct {
	ID      string // of the mail, a UUID
	Date    time.Time
	From    string
	To      string
	Subject string
	Text    string
	HTML    string
}

const (
	outboxSuffix   = ".eml"
	maxOutboxMails = 500     // on the page; the folder keeps all
	maxOutboxBytes = 1 << 20 // of one file
)

// outboxKept is how long a mail stays in the folder. Nothing that is erased
// reaches into it, so nothing stays there for long.
const outboxKept = 7 * 24 * time.Hour

// writeToOutbox writes the mail's file. Another attempt writes the same file.
func writeToOutbox(dir string, e envelope) error {
	msg, err := compose(e)
	if err != nil {
		return err
	}
	path := filepath.Join(dir, e.ID+outboxSuffix)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fail(chat.ProviderUnavailable, 0, "the outbox folder cannot be made")
	}
	if err := msg.WriteToFile(path + ".part"); err != nil {
		return fail(chat.ProviderUnavailable, 0, "the outbox folder cannot be written to")
	}
	if err := os.Rename(path+".part", path); err != nil { // whoever reads the folder sees whole mails
		return fail(chat.ProviderUnavailable, 0, "the outbox folder cannot be written to")
	}
	return nil
}

// RemoveOld removes mails that were written longer than 7 days ago.
func (o Outbox) RemoveOld() error {
	files, err := filepath.Glob(filepath.Join(o.Dir, "*"+outboxSuffix+"*")) // also parts of mails
	if err != nil {
		return fmt.Errorf("list outbox: %w", err)
	}
	var failed error
	for _, file := range files {
		info, err := os.Stat(file)
		if err == nil && time.Since(info.ModTime()) > outboxKept {
			err = os.Remove(file)
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) { // another worker was at it
			failed = errors.Join(failed, fmt.Errorf("remove old mail: %w", err))
		}
	}
	return failed
}

// List returns the newest mails, newest first, without their texts.
func (o Outbox) List() ([]OutboxMail, error) {
	entries, err := os.ReadDir(o.Dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil // nothing has been sent yet
	}
	if err != nil {
		return nil, fmt.Errorf("list outbox: %w", err)
	}
	var out []OutboxMail
	for _, entry := range entries {
		id, isMail := strings.CutSuffix(entry.Name(), outboxSuffix)
		if !isMail {
			continue
		}
		m, err := o.Find(id)
		if err != nil {
			continue // no mail of ours
		}
		m.Text, m.HTML = "", ""
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b OutboxMail) int {
		if c := b.Date.Compare(a.Date); c != 0 {
			return c
		}
		return strings.Compare(b.ID, a.ID)
	})
	return out[:min(len(out), maxOutboxMails)], nil
}

// Find returns the mail of an id, or chat.ErrNotFound.
func (o Outbox) Find(id string) (OutboxMail, error) {
	if uuid.Validate(id) != nil || len(id) != 36 { // before it becomes a path
		return OutboxMail{}, chat.ErrNotFound
	}
	f, err := os.Open(filepath.Join(o.Dir, id+outboxSuffix))
	if err != nil {
		return OutboxMail{}, chat.ErrNotFound
	}
	m, err := readMail(io.LimitReader(f, maxOutboxBytes))
	_ = f.Close() // it was only read
	if err != nil {
		return OutboxMail{}, fmt.Errorf("read outbox: %w", err)
	}
	m.ID = id
	return m, nil
}

// readMail reads what compose wrote.
func readMail(r io.Reader) (OutboxMail, error) {
	msg, err := mail.ReadMessage(r)
	if err != nil {
		return OutboxMail{}, err
	}
	var out OutboxMail
	words := mime.WordDecoder{}
	for name, to := range map[string]*string{"From": &out.From, "To": &out.To, "Subject": &out.Subject} {
		if *to, err = words.DecodeHeader(msg.Header.Get(name)); err != nil {
			return OutboxMail{}, err
		}
	}
	out.To = strings.Trim(out.To, "<>") // an address without a name
	if out.Date, err = msg.Header.Date(); err != nil {
		return OutboxMail{}, err
	}
	_, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil {
		return OutboxMail{}, err
	}
	parts := multipart.NewReader(msg.Body, params["boundary"])
	for {
		part, err := parts.NextPart() // decodes quoted-printable
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return OutboxMail{}, err
		}
		text, err := io.ReadAll(part)
		if err != nil {
			return OutboxMail{}, err
		}
		switch media, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); media {
		case "text/plain":
			out.Text = string(text)
		case "text/html":
			out.HTML = string(text)
		}
	}
}
