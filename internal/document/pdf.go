package document

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"

	"github.com/innconnect/innconnect/internal/chat"
)

const (
	pdfPages = 500
	// pdfMemory is what PDFium may use, in pages of 64 KB: 192 MB. It runs inside of
	// a WebAssembly machine that can reach nothing else.
	pdfMemory = 3072
	pdfWait   = 10 * time.Second // until the machine runs
)

// readPDF takes the text of a PDF file. Larger type is a heading, more space
// between lines a paragraph.
func readPDF(in Input) (chat.Document, error) {
	broken := chat.ImportRefused(chat.ImportUnreadable, "")
	pool, err := webassembly.Init(webassembly.Config{
		MaxIdle: 1, MaxTotal: 1,
		RuntimeConfig: wazero.NewRuntimeConfigInterpreter().WithMemoryLimitPages(pdfMemory),
	})
	if err != nil {
		return chat.Document{}, broken
	}
	ctx, cancel := context.WithTimeout(context.Background(), pdfWait)
	defer cancel()
	machine, err := pool.GetInstanceWithContext(ctx)
	if err != nil {
		return chat.Document{}, broken
	}
	file, err := machine.OpenDocument(&requests.OpenDocument{File: &in.Content})
	if err != nil {
		return chat.Document{}, broken
	}
	count, err := machine.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: file.Document})
	if err != nil {
		return chat.Document{}, broken
	}
	if count.PageCount > pdfPages {
		return chat.Document{}, chat.ImportRefused(chat.ImportTooLarge, "")
	}
	var lines []line
	for page := range count.PageCount {
		found, err := linesOf(machine, file.Document, page)
		if err != nil {
			return chat.Document{}, broken
		}
		lines = append(lines, found...)
	}
	out := chat.Document{Body: layOut(lines)}
	meta, err := machine.GetMetaData(&requests.GetMetaData{Document: file.Document, Tags: &[]string{"Title"}})
	if err == nil {
		for _, tag := range meta.Tags {
			out.Title = tag.Value
		}
	}
	if out.Title == "" || strings.Contains(out.Title, ".") { // of a file, as many programs put there
		out.Title = cmp.Or(largest(lines), out.Title)
	}
	return out, nil
}

// line is one of a page.
type line struct {
	text string
	size float64 // of its type, in points
	top  float64 // from the bottom of the page
	page int
}

// linesOf returns the lines of a page in the order in which they are read.
// PDFium knows the lines and the words in them, and apart from those the size
// and place of each run of letters: both name the same letters in one order.
func linesOf(machine pdfium.Pdfium, file references.FPDF_DOCUMENT, page int) ([]line, error) {
	at := requests.Page{ByIndex: &requests.PageByIndex{Document: file, Index: page}}
	text, err := machine.GetPageText(&requests.GetPageText{Page: at})
	if err != nil {
		return nil, err
	}
	runs, err := machine.GetPageTextStructured(&requests.GetPageTextStructured{
		Page: at, Mode: requests.GetPageTextStructuredModeRects, CollectFontInformation: true,
	})
	if err != nil {
		return nil, err
	}
	type place struct{ size, top float64 }
	var places []place // of each letter
	for _, run := range runs.Rects {
		p := place{top: run.PointPosition.Top}
		if run.FontInformation != nil {
			p.size = run.FontInformation.Size
		}
		for range letters(run.Text) {
			places = append(places, p)
		}
	}
	var out []line
	const hyphen = "\u0002" // one that a line ends with, within a word
	for written := range strings.Lines(strings.ReplaceAll(text.Text, "\r\n", "\n")) {
		l := line{text: strings.TrimSpace(written), page: page}
		n := letters(l.text)
		if n > 0 && len(places) > 0 {
			l.size, l.top = places[0].size, places[0].top
		}
		places = places[min(n, len(places)):]
		if last := len(out) - 1; last >= 0 && strings.HasSuffix(out[last].text, hyphen) {
			out[last].text = strings.TrimSuffix(out[last].text, hyphen) + l.text
			continue
		}
		out = append(out, l)
	}
	return out, nil
}

// letters counts what is no blank.
func letters(text string) (n int) {
	for _, r := range text {
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}

const (
	headingSize   = 1.15 // times the size of most letters
	headingRunes  = 150
	paragraphStep = 1.6 // times the size, from line to line
)

// layOut writes lines as Markdown.
func layOut(lines []line) string {
	body := bodySize(lines)
	var b strings.Builder
	var before line
	for _, l := range lines {
		l.text = strings.ReplaceAll(l.text, "\u0002", "")
		if l.text == "" {
			continue
		}
		heading := isHeading(l, body)
		item, isItem := listItem(l.text)
		switch {
		case b.Len() == 0:
		case heading && isHeading(before, body) && before.size == l.size && !apart(before, l):
			b.WriteString(" " + l.text) // of a heading over two lines
			before = l
			continue
		case heading || isHeading(before, body) || apart(before, l):
			b.WriteString("\n\n")
		default:
			b.WriteString("\n")
		}
		switch {
		case heading:
			b.WriteString("## " + l.text)
		case isItem:
			b.WriteString("- " + item)
		default:
			b.WriteString(l.text)
		}
		before = l
	}
	return b.String()
}

func apart(before, l line) bool {
	return before.page == l.page && before.top-l.top > paragraphStep*max(l.size, before.size)
}

func isHeading(l line, body float64) bool {
	return body > 0 && l.size >= headingSize*body && len([]rune(l.text)) <= headingRunes
}

var bullets = []string{"•", "◦", "▪", "●", "○", "–", "·", "\uf0b7"} // the last one is a symbol font's

func listItem(text string) (string, bool) {
	for _, bullet := range bullets {
		if rest, is := strings.CutPrefix(text, bullet); is && strings.TrimSpace(rest) != "" {
			return strings.TrimSpace(rest), true
		}
	}
	return "", false
}

// bodySize is the size of most letters.
func bodySize(lines []line) float64 {
	count := map[float64]int{}
	for _, l := range lines {
		count[l.size] += len(l.text)
	}
	best := 0.0
	for size, n := range count {
		if n > count[best] || n == count[best] && size < best {
			best = size
		}
	}
	return best
}

// largest is the first line in the largest type of the first pages, which tends
// to be the title.
func largest(lines []line) string {
	const first = 2
	early := slices.DeleteFunc(slices.Clone(lines), func(l line) bool { return l.page >= first || l.text == "" })
	if len(early) == 0 {
		return ""
	}
	return slices.MaxFunc(early, func(a, b line) int { return cmp.Compare(a.size, b.size) }).text
}
