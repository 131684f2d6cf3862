package sanitize

import (
	"fmt"
	"html"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// maxDepth is how deep lists and quotations may nest; the rest is flattened.
const maxDepth = 8

// markdownWriter writes a parsed document as Markdown again, without what is
// not allowed. Text is taken from the source as it was escaped there.
type markdownWriter struct {
	source  []byte
	allowed func(host string) bool
	inTable bool
}

// blocks writes the children of a container, separated by blank lines.
func (w *markdownWriter) blocks(parent ast.Node, depth int) string {
	var parts []string
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if s := strings.Trim(w.block(n, depth), "\n"); strings.TrimSpace(s) != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "\n\n")
}

func (w *markdownWriter) block(n ast.Node, depth int) string {
	switch n := n.(type) {
	case *ast.Paragraph, *ast.TextBlock:
		return strings.TrimSpace(w.inlines(n))
	case *ast.Heading:
		content := strings.TrimSpace(strings.ReplaceAll(w.inlines(n), "\n", " "))
		if content == "" {
			return ""
		}
		return strings.Repeat("#", n.Level) + " " + content
	case *ast.ThematicBreak:
		return "***"
	case *ast.CodeBlock:
		return fenced("", w.lines(n))
	case *ast.FencedCodeBlock:
		return fenced(string(n.Language(w.source)), w.lines(n))
	case *ast.HTMLBlock:
		raw := w.lines(n)
		if n.HasClosure() {
			raw += string(n.ClosureLine.Value(w.source))
		}
		return escapePlain(strings.TrimSpace(html.UnescapeString(stripMarkup(raw))))
	case *ast.Blockquote:
		content := w.blocks(n, depth+1)
		if depth >= maxDepth || content == "" {
			return content
		}
		return indent(content, "> ", "> ")
	case *ast.List:
		return w.list(n, depth)
	case *east.Table:
		return w.table(n)
	}
	return w.blocks(n, depth)
}

func (w *markdownWriter) list(n *ast.List, depth int) string {
	var items []string
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		content := w.listItem(item, depth+1, n.IsTight)
		if content == "" {
			continue
		}
		marker := string(n.Marker) + " "
		if n.IsOrdered() {
			marker = fmt.Sprintf("%d%c ", number, n.Marker)
			number++
		}
		if depth < maxDepth {
			content = indent(content, marker, strings.Repeat(" ", len(marker)))
		}
		items = append(items, content)
	}
	if n.IsTight {
		return strings.Join(items, "\n")
	}
	return strings.Join(items, "\n\n")
}

// listItem writes an item. In a tight list its blocks stay together, so that
// the list stays tight.
func (w *markdownWriter) listItem(item ast.Node, depth int, tight bool) string {
	content := w.blocks(item, depth)
	if !tight {
		return content
	}
	first := item.FirstChild()
	if first == nil || first.Kind() != ast.KindTextBlock {
		return content
	}
	if next := first.NextSibling(); next != nil && next.Kind() == ast.KindList && next.NextSibling() == nil {
		return strings.TrimSpace(w.block(first, depth)) + "\n" + strings.Trim(w.block(next, depth), "\n")
	}
	return content
}

func (w *markdownWriter) table(n *east.Table) string {
	w.inTable = true
	defer func() { w.inTable = false }()
	var rows []string
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		line := "|"
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			line += " " + strings.TrimSpace(strings.ReplaceAll(w.inlines(cell), "\n", " ")) + " |"
		}
		rows = append(rows, line)
		if len(rows) == 1 {
			rule := "|"
			for _, a := range n.Alignments {
				rule += map[east.Alignment]string{
					east.AlignLeft: " :--- |", east.AlignRight: " ---: |", east.AlignCenter: " :---: |", east.AlignNone: " --- |",
				}[a]
			}
			rows = append(rows, rule)
		}
	}
	return strings.Join(rows, "\n")
}

func (w *markdownWriter) lines(n ast.Node) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(w.source))
	}
	return b.String()
}

func (w *markdownWriter) inlines(parent ast.Node) string {
	var b strings.Builder
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		s := w.inline(n)
		if strings.HasPrefix(s, "[") && strings.HasSuffix(b.String(), "!") { // no image out of "Yes!" and a link
			before := strings.TrimSuffix(b.String(), "!")
			b.Reset()
			b.WriteString(before + `\!`)
		}
		b.WriteString(s)
	}
	return b.String()
}

func (w *markdownWriter) inline(n ast.Node) string {
	switch n := n.(type) {
	case *ast.Text:
		s := escapeSource(string(n.Segment.Value(w.source)))
		switch {
		case w.inTable:
		case n.HardLineBreak():
			s += "\\\n"
		case n.SoftLineBreak():
			s += "\n"
		}
		return s
	case *ast.String:
		return escapePlain(string(n.Value))
	case *ast.CodeSpan:
		return w.codeSpan(n)
	case *ast.Emphasis:
		return wrap(strings.Repeat("*", n.Level), w.inlines(n))
	case *east.Strikethrough:
		return wrap("~~", w.inlines(n))
	case *ast.Link:
		content := w.inlines(n)
		address, ok := safeURL(destination(n.Destination), w.allowed)
		if !ok || strings.TrimSpace(content) == "" {
			return content
		}
		return "[" + content + "](" + address + ")"
	case *ast.AutoLink:
		label := string(n.Label(w.source))
		address, ok := safeURL(autoLinkURL(n, w.source), w.allowed)
		switch {
		case !ok:
			return escapePlain(label)
		case address == label || address == "mailto:"+label:
			return "<" + label + ">"
		default:
			return "[" + escapePlain(label) + "](" + address + ")"
		}
	case *ast.RawHTML:
		return w.rawHTML(n)
	}
	return w.inlines(n) // an image's description, among others
}

// rawHTML drops a tag, and shows what only looks like one ("List<String>").
func (w *markdownWriter) rawHTML(n *ast.RawHTML) string {
	raw := string(n.Segments.Value(w.source))
	t, ok := parseTag([]byte(raw))
	switch {
	case !ok || !t.isMarkup():
		return escapePlain(raw)
	case t.name == "br" && !w.inTable:
		return "\\\n"
	case breaks[t.name] || cells[t.name]:
		return " "
	}
	return ""
}

func (w *markdownWriter) codeSpan(n *ast.CodeSpan) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.Write(t.Segment.Value(w.source))
		}
	}
	code := strings.ReplaceAll(b.String(), "\n", " ")
	if code == "" {
		return ""
	}
	if w.inTable {
		code = strings.ReplaceAll(strings.ReplaceAll(code, `\|`, "|"), "|", `\|`)
	}
	ticks := strings.Repeat("`", longestRun(code, '`')+1)
	if code[0] == '`' || code[len(code)-1] == '`' || code[0] == ' ' && code[len(code)-1] == ' ' && strings.TrimSpace(code) != "" {
		code = " " + code + " "
	}
	return ticks + code + ticks
}

// wrap puts marks around text, inside the spaces at its ends.
func wrap(mark, s string) string {
	inner := strings.TrimSpace(s)
	if inner == "" {
		return s
	}
	from := strings.Index(s, inner)
	return s[:from] + mark + inner + mark + s[from+len(inner):]
}

var notLanguage = regexp.MustCompile(`[^A-Za-z0-9+#-]`)

func fenced(language, code string) string {
	fence := strings.Repeat("`", max(3, longestRun(code, '`')+1))
	return fence + notLanguage.ReplaceAllString(language, "") + "\n" + strings.TrimSuffix(code, "\n") + "\n" + fence
}

func longestRun(s string, c byte) int {
	longest, n := 0, 0
	for i := range len(s) {
		if s[i] != c {
			n = 0
			continue
		}
		n++
		longest = max(longest, n)
	}
	return longest
}

func indent(s, first, rest string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		switch {
		case i == 0:
			lines[i] = first + line
		case line == "":
			lines[i] = strings.TrimRight(rest, " ")
		default:
			lines[i] = rest + line
		}
	}
	return strings.Join(lines, "\n")
}

// bareURL finds what a client could turn into a link by itself. Allowed ones
// are autolinks by now, so these are broken.
var bareURL = regexp.MustCompile(`(?i)(?:https?|ftp):/|www\.|@[^\s@]`)

// linkBreaks returns the offsets at which a backslash keeps text from being
// taken for a link.
func linkBreaks(s string) map[int]bool {
	at := map[int]bool{}
	for _, m := range bareURL.FindAllStringIndex(s, -1) {
		at[m[0]+strings.IndexAny(s[m[0]:m[1]], ":.@")] = true
	}
	return at
}

// escapeSource writes a piece of the source's text so that it stays text
// wherever it comes to stand. Escapes that are there are kept.
func escapeSource(s string) string {
	breaks := linkBreaks(s)
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && i+1 < len(s):
			b.WriteByte(c)
			i++
			c = s[i]
		case c == '\\', c == '[', c == ']', c == '`', breaks[i],
			c == '<' && (i+1 == len(s) || opensTag(s[i+1])):
			b.WriteByte('\\')
		}
		b.WriteByte(c)
	}
	return b.String()
}

// blockStart finds what would open a list, a heading or the like at the start
// of a line.
var blockStart = regexp.MustCompile(`^\s*(?:[-+=]|\d+[.)])`)

// escapePlain writes text that is no Markdown as Markdown.
func escapePlain(s string) string {
	var b strings.Builder
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		line = strings.TrimSpace(line)
		breaks := linkBreaks(line)
		if m := blockStart.FindString(line); m != "" {
			breaks[len(m)-1] = true
		}
		for i := range len(line) {
			if breaks[i] || strings.IndexByte("\\`*_[]<>|~&#", line[i]) >= 0 {
				b.WriteByte('\\')
			}
			b.WriteByte(line[i])
		}
	}
	return b.String()
}
