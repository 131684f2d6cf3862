package preview

import (
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

func TestOurOwnPagesAloneMayFrameThePreview(t *testing.T) {
	w := httptest.NewRecorder()
	require.NoError(t, New().Serve(w, httptest.NewRequest("GET", "/preview", nil), ""))
	require.Contains(t, w.Header().Get("Content-Security-Policy"), "frame-ancestors 'self'")
	require.Contains(t, w.Header().Get("Content-Security-Policy"), "default-src 'none'")
	require.Contains(t, w.Body.String(), "/widget/innconnect-widget.js")
}

func TestThereIsNothingElse(t *testing.T) {
	for _, name := range []string{"/nothing", "/../preview.go", "/files"} {
		err := New().Serve(httptest.NewRecorder(), httptest.NewRequest("GET", "/preview", nil), name)
		require.Equal(t, chat.CodeNotFound, chat.CodeOf(err), name)
	}
}
