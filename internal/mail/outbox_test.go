package mail_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/mail"
)

func TestAnOutboxForgetsMailsAfterAWeek(t *testing.T) {
	dir := t.TempDir()
	file := func(name string, age time.Duration) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte("Subject: A\r\n\r\n"), 0o600))
		written := time.Now().Add(-age)
		require.NoError(t, os.Chtimes(path, written, written))
		return path
	}
	old, part := file("1.eml", 7*24*time.Hour+time.Minute), file("2.eml.part", 8*24*time.Hour)
	fresh, foreign := file("3.eml", 7*24*time.Hour-time.Minute), file("notes.txt", 1000*time.Hour)
	require.NoError(t, mail.Outbox{Dir: dir}.RemoveOld())
	for _, path := range []string{old, part} {
		require.NoFileExists(t, path)
	}
	for _, path := range []string{fresh, foreign} {
		require.FileExists(t, path)
	}
	require.NoError(t, mail.Outbox{Dir: filepath.Join(dir, "nowhere")}.RemoveOld())
}
