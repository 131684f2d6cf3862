// Package kbfile reads articles from Markdown and JSONL files.
package kbfile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/adrg/frontmatter"

	"github.com/innconnect/innconnect/internal/chat"
)

// maxErrors bounds how many bad articles one error lists.
const maxErrors = 10

// Read reads the articles of all paths: Markdown files (.md, .markdown), JSONL
// files (.jsonl, .ndjson), and folders, of which it takes the Markdown files.
// language is that of articles that name none. The error lists what is wrong
// with which file; articles are only returned when nothing is.
func Read(paths []string, language string) ([]chat.Article, error) {
	r := reader{language: language, seen: map[string]string{}}
	for _, p := range paths {
		if err := r.path(p); err != nil {
			r.fail(err)
		}
	}
	if len(r.errs) > maxErrors {
		more := len(r.errs) - maxErrors
		r.errs = append(r.errs[:maxErrors], fmt.Errorf("and %d more", more))
	}
	if err := errors.Join(r.errs...); err != nil {
		return nil, err
	}
	return r.articles, nil
}

type reader struct {
	language string
	articles []chat.Article
	seen     map[string]string // where an id was
	errs     []error
}

func (r *reader) fail(err error) { r.errs = append(r.errs, err) }

func (r *reader) path(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return r.file(path, filepath.Base(path))
	}
	before := len(r.articles) + len(r.errs)
	err = filepath.WalkDir(path, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !isMarkdown(file) {
			return err
		}
		relative, err := filepath.Rel(path, file)
		if err != nil {
			return err
		}
		if err := r.file(file, filepath.ToSlash(relative)); err != nil {
			r.fail(err)
		}
		return nil
	})
	if err == nil && len(r.articles)+len(r.errs) == before {
		return fmt.Errorf("%s: no Markdown files in this folder", path)
	}
	return err
}

func isMarkdown(path string) bool {
	ext := strings.ToLower(filepath.Ext(path))
	return ext == ".md" || ext == ".markdown"
}

func (r *reader) file(path, defaultID string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	switch ext := strings.ToLower(filepath.Ext(path)); {
	case isMarkdown(path):
		r.markdown(path, defaultID, data)
	case ext == ".jsonl", ext == ".ndjson":
		r.jsonl(path, data)
	default:
		return fmt.Errorf("%s: not a Markdown (.md) or JSONL (.jsonl) file", path)
	}
	return nil
}

// row is an article as files write it.
type row struct {
	ID       string   `yaml:"id" json:"id"`
	Title    string   `yaml:"title" json:"title"`
	Body     string   `yaml:"-" json:"body"`
	Language string   `yaml:"language" json:"language"`
	Lang     string   `yaml:"lang" json:"lang"` // the same, shorter
	Tags     []string `yaml:"tags" json:"tags"`
	Status   string   `yaml:"status" json:"status"`
	URL      string   `yaml:"url" json:"url"`
}

func (r *reader) markdown(path, defaultID string, data []byte) {
	a, err := Markdown(data)
	if err != nil {
		r.fail(fmt.Errorf("%s: %w", path, err))
		return
	}
	if a.ExternalID == "" {
		a.ExternalID = defaultID
	}
	r.add(path, a)
}

// Markdown reads an article from a Markdown file, with or without front matter.
// What the file does not say stays empty; its title may be its first heading.
func Markdown(data []byte) (chat.Article, error) {
	var in row
	body, err := frontmatter.Parse(bytes.NewReader(data), &in)
	if err != nil {
		return chat.Article{}, fmt.Errorf("front matter: %w", err)
	}
	in.Body = string(body)
	return in.article(), nil
}

func (r *reader) jsonl(path string, data []byte) {
	lines := bufio.NewReader(bytes.NewReader(data))
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			where := fmt.Sprintf("%s:%d", path, n)
			var in row
			if err := json.Unmarshal(line, &in); err != nil {
				r.fail(fmt.Errorf("%s: %w", where, err))
			} else if in.ID == "" {
				r.fail(fmt.Errorf("%s: the row has no id", where))
			} else {
				r.add(where, in.article())
			}
		}
		if errors.Is(err, io.EOF) {
			return
		}
	}
}

var heading = regexp.MustCompile(`(?m)^#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*\r?$`)

func (in row) article() chat.Article {
	a := chat.Article{
		ExternalID: strings.TrimSpace(in.ID),
		Title:      strings.TrimSpace(in.Title),
		Body:       strings.TrimSpace(strings.ReplaceAll(in.Body, "\r\n", "\n")),
		Language:   strings.ToLower(strings.TrimSpace(in.Language)),
		Tags:       in.Tags,
		URL:        strings.TrimSpace(in.URL),
		Status:     chat.ArticleStatus(in.Status),
	}
	if m := heading.FindStringSubmatch(a.Body); a.Title == "" && m != nil {
		a.Title = strings.TrimSpace(m[1])
	}
	if a.Language == "" {
		a.Language = strings.ToLower(strings.TrimSpace(in.Lang))
	}
	a.Language, _, _ = strings.Cut(a.Language, "-")
	return a
}

func (r *reader) add(where string, a chat.Article) {
	if a.Language == "" {
		a.Language = r.language
	}
	if a.Status == "" {
		a.Status = chat.ArticlePublished
	}
	if a.Title == "" {
		r.fail(fmt.Errorf("%s: no title and no heading to take it from", where))
		return
	}
	if err := a.Check(); err != nil {
		r.fail(fmt.Errorf("%s: %w", where, err))
		return
	}
	if first, ok := r.seen[a.ExternalID]; ok {
		r.fail(fmt.Errorf("%s: the id %q is also in %s", where, a.ExternalID, first))
		return
	}
	r.seen[a.ExternalID] = where
	r.articles = append(r.articles, a)
}
