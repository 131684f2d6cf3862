package activities

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/answer"
	"github.com/innconnect/innconnect/internal/chat"
)

// drafts keeps what a visitor would see; nothing else of the transcript is used.
type drafts struct {
	Transcript
	texts []string
}

func (d *drafts) SaveDraft(_ context.Context, _ chat.TurnKey, _ int, text string) error {
	d.texts = append(d.texts, text)
	return nil
}

// draw streams text byte by byte with no pause between two drafts.
func draw(t *testing.T, text string, hosts ...string) []string {
	t.Helper()
	kept := &drafts{}
	d := &draftWriter{
		ctx: t.Context(), transcript: kept, stream: answer.NewStream(3),
		allowed: func(host string) bool { return len(hosts) > 0 && host == hosts[0] },
	}
	for _, b := range []byte(text) {
		require.NoError(t, d.add(string([]byte{b})))
		d.last = d.last.Add(-draftEvery)
	}
	return kept.texts
}

func TestADraftOnlyEverGrows(t *testing.T) {
	texts := draw(t, "Dogs are **welcome** [1]. See [our page](https://shop.example/pets) or [another](https://evil.example/?q=secret) one. Cats too.\n\n- one\n- two\n", "shop.example")
	require.Greater(t, len(texts), 10)
	for i := range texts[1:] {
		require.True(t, strings.HasPrefix(texts[i+1], texts[i]), "%q then %q", texts[i], texts[i+1])
	}
}

func TestADraftNeverHoldsAnImageOrAForeignLink(t *testing.T) {
	for _, text := range []string{
		"Look: ![x](https://evil.example/?q=secret) and more.",
		"Look: [x](https://evil.example/?q=secret) and more.",
		"<img src=https://evil.example/?q=secret> and more.",
	} {
		for _, draft := range draw(t, text) {
			require.NotContains(t, draft, "](https://evil.example/?q=secret)")
			require.NotRegexp(t, `(^|[^\\])<img`, draft, "a backslash makes it text")
		}
	}
}

func TestADraftNeverShowsTheProtocol(t *testing.T) {
	for _, draft := range draw(t, "NO_ANSWER") {
		require.NotContains(t, draft, "NO")
	}
	for _, draft := range draw(t, "Dogs are welcome [1].\nQUICK_REPLIES: Cats | Birds") {
		require.NotContains(t, draft, "QUICK")
		require.NotContains(t, draft, "[1]")
	}
}
