package document_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/document"
)

// TestMain is also the reading process of the tests.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "read-document":
			if err := document.Serve(os.Stdin, os.Stdout); err != nil {
				os.Exit(1)
			}
			return
		case "take-memory": // once it serves, which the input ends
			_ = document.Serve(strings.NewReader(`{"name":"a.md","content":"YQ=="}`), io.Discard)
			kept := [][]byte{}
			for range 64 {
				kept = append(kept, bytes.Repeat([]byte("x"), 64<<20))
			}
			os.Exit(len(kept) & 0)
		}
	}
	os.Exit(m.Run())
}

func reader(t *testing.T, argument string) document.Reader {
	t.Helper()
	command, err := document.Command(argument)
	require.NoError(t, err)
	return document.Reader{Command: command}
}

func read(t *testing.T, in document.Input) (chat.Document, error) {
	t.Helper()
	return reader(t, "read-document").Read(context.Background(), in)
}

func problem(t *testing.T, err error) chat.ImportProblem {
	t.Helper()
	require.Error(t, err)
	found := chat.AsImportError(err)
	require.NotNil(t, found, "%v", err)
	return found.Problem
}

const longText = `<p>Dogs and cats are welcome in all our rooms, all year round. Please keep them on a lead in the garden, so
that other guests feel safe, and tell us before you come so that we can put a basket and a bowl into your room.</p>
<p>There is a <a href="/fees">small fee</a> for the cleaning of the room, which you pay at the desk when you leave.</p>`

func TestTheMainPartOfAPageBecomesMarkdown(t *testing.T) {
	got, err := read(t, document.Input{URL: "https://hotel.example/help/pets", Name: "https://hotel.example/help/pets", ContentType: "text/html; charset=utf-8", Content: []byte(`
		<!doctype html><html lang="en-GB"><head><title>Pets | Hotel</title><script>alert(1)</script></head><body>
		<header>Our hotel <nav><a href="/rooms">Rooms</a> <a href="/spa">Spa</a></nav></header>
		<main><article><h1>Pets</h1>` + longText + `<h2>Fees</h2><table><tr><th>Animal</th><th>Fee</th></tr><tr><td>Dog</td><td>12 €</td></tr></table>
		<ul><li>Bowls</li><li>Baskets</li></ul><img src="https://evil.example/x.png" alt="A dog"></article></main>
		<footer>All rights reserved, imprint, privacy</footer></body></html>`)})
	require.NoError(t, err)
	require.Equal(t, "Pets", got.Title)
	require.Equal(t, "en", got.Language)
	require.Equal(t, "https://hotel.example/help/pets", got.URL)
	require.Contains(t, got.Body, "## Fees")
	require.Contains(t, got.Body, "- Bowls")
	require.Regexp(t, `\| *Dog *\| *12 € *\|`, got.Body)
	require.Contains(t, got.Body, "[small fee](https://hotel.example/fees)")
	for _, foreign := range []string{"alert", "Spa", "imprint", "evil.example", "<"} {
		require.NotContains(t, got.Body, foreign)
	}
}

func TestAShortPageIsTakenWithoutItsSurroundings(t *testing.T) {
	got, err := read(t, document.Input{Name: "hours.html", Content: []byte(`<html><head><title>Opening hours</title></head><body><nav>Home</nav><div>We open at nine.</div><footer>Imprint</footer></body></html>`)})
	require.NoError(t, err)
	require.Equal(t, "Opening hours", got.Title)
	require.Equal(t, "We open at nine.", got.Body)
}

func TestPagesInOldEncodingsAreRead(t *testing.T) {
	got, err := read(t, document.Input{Name: "https://hotel.example/", ContentType: "text/html; charset=iso-8859-1", Content: []byte("<html><title>Fr\xfchst\xfcck</title><body><p>Fr\xfchst\xfcck ab sieben.</p></body></html>")})
	require.NoError(t, err)
	require.Equal(t, "Frühstück", got.Title)
	require.Equal(t, "Frühstück ab sieben.", got.Body)
}

func TestFrontMatterNamesAMarkdownFile(t *testing.T) {
	got, err := read(t, document.Input{Name: "pets.md", Content: []byte("\ufeff---\nid: p1\ntitle: Pets\nlanguage: nl-NL\ntags: [dogs]\n---\nHonden zijn welkom.\r\n")})
	require.NoError(t, err)
	require.Equal(t, chat.Document{ID: "p1", Title: "Pets", Body: "Honden zijn welkom.", Language: "nl", Tags: []string{"dogs"}}, got)
	got, err = read(t, document.Input{Name: "late_check-out.md", Content: []byte("Until eleven.")})
	require.NoError(t, err)
	require.Equal(t, "late check out", got.Title)
}

func TestLargerTypeOfAPDFIsAHeading(t *testing.T) {
	content, err := os.ReadFile("testdata/rules.pdf")
	require.NoError(t, err)
	got, err := read(t, document.Input{Name: "rules.pdf", Content: content})
	require.NoError(t, err)
	require.Equal(t, "House rules of the hotel", got.Title)
	require.Contains(t, got.Body, "## House rules\n\nDogs and cats are welcome in all our rooms.")
	require.Contains(t, got.Body, "so\nthat other guests feel safe")
	require.Contains(t, got.Body, "\n\n## Check-out\n\nCheck-out is until eleven o'clock. Späterer Check-out kostet 20 €.\n\n")
}

func TestWhatCannotBeReadSaysWhy(t *testing.T) {
	scan, err := os.ReadFile("testdata/scan.pdf")
	require.NoError(t, err)
	rules, err := os.ReadFile("testdata/rules.pdf")
	require.NoError(t, err)
	for name, c := range map[string]struct {
		in   document.Input
		want chat.ImportProblem
	}{
		"a scanned PDF":          {document.Input{Name: "scan.pdf", Content: scan}, chat.ImportNoText},
		"half a PDF":             {document.Input{Name: "rules.pdf", Content: rules[:60]}, chat.ImportUnreadable},
		"a PDF by name alone":    {document.Input{Name: "rules.pdf", Content: []byte("hello")}, chat.ImportUnknownType},
		"a program":              {document.Input{Name: "setup.exe", Content: []byte("MZ\x90\x00")}, chat.ImportUnknownType},
		"a program as Markdown":  {document.Input{Name: "a.md", Content: []byte("MZ\x90\x00\xff")}, chat.ImportUnknownType},
		"a picture on the web":   {document.Input{Name: "https://x.example/a.md", ContentType: "image/png", Content: []byte("x")}, chat.ImportUnknownType},
		"an empty file":          {document.Input{Name: "a.md"}, chat.ImportNoText},
		"an empty page":          {document.Input{Name: "a.html", Content: []byte("<html><script>1</script></html>")}, chat.ImportNoText},
		"broken front matter":    {document.Input{Name: "a.md", Content: []byte("---\ntitle: [\n---\n")}, chat.ImportUnreadable},
		"a YAML bomb":            {document.Input{Name: "a.md", Content: []byte(yamlBomb())}, chat.ImportUnreadable},
		"a million nested boxes": {document.Input{Name: "a.html", Content: []byte(strings.Repeat("<div>", 1_000_000))}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(t, c.in)
			if found := problem(t, err); c.want != "" {
				require.Equal(t, c.want, found)
			}
		})
	}
}

func yamlBomb() string {
	var b strings.Builder
	b.WriteString("---\na0: &a0 [x,x,x,x,x,x,x,x,x]\n")
	for i := 1; i < 12; i++ {
		before := string(rune('a'+i-1)) + "0"
		b.WriteString(string(rune('a'+i)) + "0: &" + string(rune('a'+i)) + "0 [" + strings.Repeat("*"+before+",", 9) + "]\n")
	}
	b.WriteString("title: *l0\n---\ntext\n")
	return b.String()
}

func TestAProcessThatTakesTooMuchIsEndedAlone(t *testing.T) {
	_, err := reader(t, "take-memory").Read(context.Background(), document.Input{Name: "a.md", Content: []byte("x")})
	require.Equal(t, chat.ImportTooComplex, problem(t, err))

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = reader(t, "read-document").Read(ctx, document.Input{Name: "a.md", Content: []byte("x")})
	require.ErrorIs(t, err, context.Canceled, "an import that is stopped is no fault of the document")
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"a.md", "a.html"} {
		f.Add(name, []byte("# A\n<table><tr><td>x"+longText))
	}
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		got, err := document.Read(document.Input{Name: name, Content: content})
		if err != nil {
			require.NotNil(t, chat.AsImportError(err))
			return
		}
		require.NotEmpty(t, got.Body)
		require.True(t, strings.ToValidUTF8(got.Title+got.Body, "") == got.Title+got.Body)
	})
}
