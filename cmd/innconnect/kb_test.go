package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/config"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// kbEnvironment is an environment on a fresh schema with one site, without an
// embedding service.
func kbEnvironment(t *testing.T) (e *environment, out *bytes.Buffer, siteID string) {
	t.Helper()
	out = &bytes.Buffer{}
	e = &environment{
		Context: context.Background(),
		Config:  config.Config{DatabaseURL: storetest.URL(t), DatabaseMaxConns: 8, DataDir: t.TempDir()},
		Log:     slog.New(slog.DiscardHandler),
		Stdout:  out, Stderr: io.Discard, Stdin: strings.NewReader(""),
	}
	st, err := e.OpenStore(e)
	require.NoError(t, err)
	defer st.Close()
	site, _, err := st.CreateSite(e, store.NewSite{Name: "Hotel", Origins: []string{"https://hotel.example"}})
	require.NoError(t, err)
	return e, out, site.ID
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func importFile(t *testing.T, e *environment, out *bytes.Buffer, siteID, path string) imported {
	t.Helper()
	out.Reset()
	require.NoError(t, (&kbImportCmd{Site: siteID, Paths: []string{path}}).Run(e))
	var got imported
	require.NoError(t, json.Unmarshal(out.Bytes(), &got))
	return got
}

func TestImportingAgainUpdates(t *testing.T) {
	e, out, site := kbEnvironment(t)
	rows := `{"id":"a","title":"Dogs","body":"Welcome."}` + "\n" + `{"id":"b","title":"Cats","body":"Welcome too."}`
	got := importFile(t, e, out, site, write(t, "kb.jsonl", rows))
	require.Equal(t, imported{Articles: 2, Created: 2, Chunks: 2, Embeddings: "off: no embedding service is set"}, got)
	rows = strings.Replace(rows, "Welcome too", "Not allowed", 1)
	got = importFile(t, e, out, site, write(t, "kb.jsonl", rows))
	require.Equal(t, 1, got.Updated)
	require.Equal(t, 1, got.Unchanged)
	require.Equal(t, 2, got.Chunks)
}

func TestBadInputImportsNothing(t *testing.T) {
	e, out, site := kbEnvironment(t)
	path := write(t, "kb.jsonl", `{"id":"a","title":"Dogs","body":"Welcome."}`+"\n"+`{"id":"b"}`)
	err := (&kbImportCmd{Site: site, Paths: []string{path}}).Run(e)
	require.ErrorContains(t, err, "nothing was imported")
	require.ErrorContains(t, err, "kb.jsonl:2")
	require.Zero(t, out.Len())
	for _, id := range []string{"nope", "6bd71a0c-db6d-4af4-821b-e5f6895b3fda"} {
		require.ErrorContains(t, (&kbImportCmd{Site: id, Paths: []string{path}}).Run(e), id)
	}
	got := importFile(t, e, out, site, write(t, "ok.jsonl", `{"id":"a","title":"Dogs","body":"Welcome."}`))
	require.Equal(t, 1, got.Created, "the bad file left nothing behind")
}

func TestABatchKeepsItsOrder(t *testing.T) {
	e, out, site := kbEnvironment(t)
	importFile(t, e, out, site, write(t, "kb.jsonl", `{"id":"dogs","title":"Dogs","body":"Bring your dog."}`+"\n"+`{"id":"cats","title":"Cats","body":"Bring your cat."}`))
	out.Reset()
	var in strings.Builder
	for i := range 50 {
		fmt.Fprintf(&in, "{\"id\":\"%d\",\"text\":\"my %s\"}\n", i, []string{"dog", "cat"}[i%2])
	}
	e.Stdin = strings.NewReader(in.String())
	require.NoError(t, (&kbSearchCmd{Site: site, Batch: true}).Run(e))
	d := json.NewDecoder(out)
	for i := range 50 {
		var row batchOut
		require.NoError(t, d.Decode(&row))
		require.Equal(t, fmt.Sprint(i), row.Q)
		require.Equal(t, []string{"dogs", "cats"}[i%2], row.Ranked[0])
	}
	require.False(t, d.More())

	e.Stdin = strings.NewReader(`{"id":"1","text":"dog"}` + "\n{")
	require.ErrorContains(t, (&kbSearchCmd{Site: site, Batch: true}).Run(e), "line 2")
	require.ErrorContains(t, (&kbSearchCmd{Site: site}).Run(e), "--batch")
}

func TestSearchShowsTheScoresOfEachArm(t *testing.T) {
	e, out, site := kbEnvironment(t)
	importFile(t, e, out, site, write(t, "kb.jsonl", `{"id":"dogs","title":"Dogs","body":"Bring your dog."}`))
	out.Reset()
	require.NoError(t, (&kbSearchCmd{Site: site, Question: []string{"my", "dog"}}).Run(e))
	var got map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &got))
	first := got["articles"].([]any)[0].(map[string]any)
	require.Equal(t, "dogs", first["external_id"])
	for _, key := range []string{"words", "grams", "fused"} {
		require.Contains(t, first, key)
	}
	require.Contains(t, got, "answerability")
}
