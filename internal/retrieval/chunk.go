package retrieval

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"github.com/innconnect/innconnect/internal/chat"
)

const (
	// chunkWords is the most words in a chunk. Models of 512 tokens read them whole.
	chunkWords = 160
	// sectionWords is from how many words on a heading begins a new chunk.
	// Shorter sections stay together: by themselves they say too little.
	sectionWords = 80
)

var markdown = goldmark.New(goldmark.WithExtensions(extension.Table))

// block is a top-level piece of Markdown.
type block struct {
	source string
	level  int // of a heading, 0 otherwise
	title  string
}

// cut cuts Markdown into chunks that begin at headings or between blocks. An
// empty body is one empty chunk, so that a title alone can be found.
func cut(body string) []chat.ChunkIndex {
	var (
		out     []chat.ChunkIndex
		path    []string // headings in force, the outermost first
		levels  []int    // theirs
		heading string   // of the chunk at hand
		pieces  []string
		count   int
	)
	flush := func() {
		if t := strings.TrimSpace(strings.Join(pieces, "\n\n")); t != "" {
			out = append(out, chat.ChunkIndex{Heading: heading, Text: t})
		}
		pieces, count = nil, 0
	}
	for _, b := range blocks(body) {
		if b.level > 0 {
			if count >= sectionWords {
				flush()
			}
			for len(levels) > 0 && levels[len(levels)-1] >= b.level {
				levels, path = levels[:len(levels)-1], path[:len(path)-1]
			}
			levels, path = append(levels, b.level), append(path, b.title)
			if len(pieces) == 0 {
				heading = joinPath(path)
			} else {
				pieces = append(pieces, b.source)
			}
			continue
		}
		for _, piece := range split(b.source) {
			n := len(strings.Fields(piece))
			if count+n > chunkWords && count > 0 {
				flush()
				heading = joinPath(path)
			}
			if len(pieces) == 0 {
				heading = joinPath(path)
			}
			pieces, count = append(pieces, piece), count+n
		}
	}
	flush()
	if len(out) == 0 {
		out = append(out, chat.ChunkIndex{Heading: heading})
	}
	return out
}

func joinPath(path []string) string {
	var named []string
	for _, p := range path {
		if p != "" {
			named = append(named, p)
		}
	}
	return strings.Join(named, " › ")
}

// blocks parses Markdown into its top-level pieces, as written.
func blocks(body string) []block {
	source := []byte(body)
	root := markdown.Parser().Parse(text.NewReader(source))
	var out []block
	start := 0 // of the piece at hand
	var last ast.Node
	emit := func(end int) {
		piece := strings.TrimSpace(string(source[start:end]))
		if piece != "" {
			b := block{source: piece}
			if h, ok := last.(*ast.Heading); ok {
				b.level, b.title = h.Level, strings.TrimSpace(string(bytes.TrimSpace(h.Lines().Value(source))))
			}
			out = append(out, b)
		}
		start = end
	}
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		at, ok := begin(n)
		if !ok { // a rule or an empty item: part of the piece before
			continue
		}
		line := bytes.LastIndexByte(source[:at], '\n') + 1
		if fenced, ok := n.(*ast.FencedCodeBlock); ok && fenced.Info == nil && line > start {
			line = bytes.LastIndexByte(source[:line-1], '\n') + 1 // the fence itself
		}
		if last != nil && line > start {
			emit(line)
		}
		last = n
	}
	emit(len(source))
	return out
}

// begin returns where a node's first text lies in the source.
func begin(n ast.Node) (int, bool) {
	if f, ok := n.(*ast.FencedCodeBlock); ok && f.Info != nil {
		return f.Info.Segment.Start, true
	}
	if n.Type() == ast.TypeBlock && n.Lines().Len() > 0 {
		return n.Lines().At(0).Start, true
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			return t.Segment.Start, true
		}
		if at, ok := begin(c); ok {
			return at, true
		}
	}
	return 0, false
}

// split cuts a block that is too long for one chunk, at line ends or sentences
// if it has them.
func split(source string) []string {
	if len(strings.Fields(source)) <= chunkWords {
		return []string{source}
	}
	var out []string
	var cur strings.Builder
	count := 0
	flush := func() {
		if t := strings.TrimSpace(cur.String()); t != "" {
			out = append(out, t)
		}
		cur.Reset()
		count = 0
	}
	for _, s := range sentences(source) {
		ws := strings.Fields(s)
		if count+len(ws) > chunkWords {
			flush()
		}
		for len(ws) > chunkWords {
			out = append(out, strings.Join(ws[:chunkWords], " "))
			ws = ws[chunkWords:]
			s = strings.Join(ws, " ")
		}
		cur.WriteString(s)
		count += len(ws)
	}
	flush()
	return out
}

// sentences cuts text after line ends and after sentence marks that a blank
// follows. Joined, the pieces are the text.
func sentences(s string) []string {
	var out []string
	start := 0
	for i := 0; i < len(s); i++ {
		end := s[i] == '\n' || i+1 < len(s) && s[i+1] == ' ' && strings.IndexByte(".!?", s[i]) >= 0
		if end {
			out = append(out, s[start:i+1])
			start = i + 1
		}
	}
	return append(out, s[start:])
}
