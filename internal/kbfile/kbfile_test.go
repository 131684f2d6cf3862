package kbfile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
	return dir
}

func TestFrontMatterNamesTheArticle(t *testing.T) {
	dir := folder(t, map[string]string{"pets.md": "---\nid: p1\ntitle: Pets\nlanguage: nl-NL\ntags: [dogs, cats]\nstatus: draft\nurl: https://hotel.example/pets\n---\n\nDogs are welcome.\n"})
	got, err := Read([]string{dir}, "en")
	require.NoError(t, err)
	require.Equal(t, []chat.Article{{ExternalID: "p1", Title: "Pets", Body: "Dogs are welcome.", Language: "nl", Tags: []string{"dogs", "cats"}, Status: chat.ArticleDraft, URL: "https://hotel.example/pets"}}, got)
}

func TestPathHeadingAndSiteFillWhatIsMissing(t *testing.T) {
	dir := folder(t, map[string]string{"rooms/wifi.md": "Hello.\n\n## Wi-Fi ##\n\nFree.", "notes.txt": "not read"})
	got, err := Read([]string{dir}, "de")
	require.NoError(t, err)
	require.Len(t, got, 1)
	require.Equal(t, "rooms/wifi.md", got[0].ExternalID)
	require.Equal(t, "Wi-Fi", got[0].Title)
	require.Equal(t, "de", got[0].Language)
	require.Equal(t, chat.ArticlePublished, got[0].Status)
}

func TestRowsOfJSONLAreArticles(t *testing.T) {
	dir := folder(t, map[string]string{"kb.jsonl": `{"id":"a","title":"A","body":"x","lang":"fr","site":"elsewhere","source":"web"}` + "\n\n" + `{"id":"b","title":"B","body":""}`})
	got, err := Read([]string{filepath.Join(dir, "kb.jsonl")}, "en")
	require.NoError(t, err)
	require.Len(t, got, 2)
	require.Equal(t, "fr", got[0].Language)
	require.Equal(t, "en", got[1].Language)
}

func TestBadInputNamesTheFileAndGivesNoArticles(t *testing.T) {
	for name, c := range map[string]struct{ file, text, want string }{
		"no title":      {"a.md", "text", "no title"},
		"bad status":    {"a.md", "---\ntitle: A\nstatus: live\n---\n", `status "live"`},
		"bad language":  {"a.md", "---\ntitle: A\nlanguage: english\n---\n", `language "english"`},
		"bad front":     {"a.md", "---\ntitle: [\n---\n", "front matter"},
		"bad JSON":      {"a.jsonl", `{"id":"a","title":"A"}` + "\n{", "a.jsonl:2"},
		"no id":         {"a.jsonl", `{"title":"A"}`, "a.jsonl:1: the row has no id"},
		"same id twice": {"a.jsonl", `{"id":"a","title":"A"}` + "\n" + `{"id":"a","title":"B"}`, `the id "a" is also in`},
		"NUL":           {"a.jsonl", `{"id":"a","title":"A\u0000"}`, "NUL"},
		"too long":      {"a.jsonl", `{"id":"a","title":"A","body":"` + strings.Repeat("x", chat.MaxArticleBytes+1) + `"}`, "longer than"},
		"script as url": {"a.jsonl", `{"id":"a","title":"A","url":"javascript:alert(1)"}`, "not a web address"},
		"other file":    {"a.pdf", "", "not a Markdown"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, map[string]string{c.file: c.text})
			got, err := Read([]string{filepath.Join(dir, c.file)}, "en")
			require.ErrorContains(t, err, c.want)
			require.Empty(t, got)
		})
	}
	_, err := Read([]string{"/nowhere"}, "en")
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = Read([]string{t.TempDir()}, "en")
	require.ErrorContains(t, err, "no Markdown files")
}
