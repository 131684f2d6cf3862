package docs

import (
	"bytes"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// view is what the page shows.
type view struct {
	Title, Version, Summary string
	Intro                   template.HTML
	Groups                  []group
	Schemas                 []schema
}

type group struct {
	Name  string
	Text  template.HTML
	Calls []call
}

type call struct {
	ID, Method, Path, Summary string
	Text                      template.HTML
	Access                    template.HTML
	Parameters                []field
	Body                      *body
	Answers                   []answer
	Problems                  []problem
}

type body struct {
	Optional bool
	Text     template.HTML
	Contents []content
}

type content struct {
	Media    string
	Type     template.HTML
	Examples []example
}

type example struct{ Name, Text string }

type answer struct {
	Status   string
	Text     template.HTML
	Headers  []field
	Contents []content
}

type problem struct {
	Status  int
	Code    string
	Meaning template.HTML
}

type field struct {
	Name, Where string // Where is "path", "query" or "header" of a parameter
	Required    bool
	Type        template.HTML
	Limits      []string
	Text        template.HTML
}

type schema struct {
	Name   string
	Text   template.HTML
	Type   template.HTML // of one that is no object
	Limits []string
	Fields []field
}

// reader makes the view of a document. The first error stays.
type reader struct {
	root     node
	problems map[string][]Problem
	err      error
}

func read(document []byte, problems map[string][]Problem) (view, error) {
	root, err := parse(document)
	if err != nil {
		return view{}, err
	}
	r := &reader{root: root, problems: problems}
	info := root.get("info")
	out := view{
		Title: info.get("title").text(), Version: info.get("version").text(), Summary: info.get("summary").text(),
		Intro: r.markdown(info.get("description")),
	}
	for _, tag := range root.get("tags").items() {
		out.Groups = append(out.Groups, group{Name: tag.get("name").text(), Text: r.markdown(tag.get("description"))})
	}
	for path, item := range root.get("paths").entries() {
		for method, operation := range item.entries() {
			at := slices.IndexFunc(out.Groups, func(g group) bool { return slices.Contains(operation.get("tags").texts(), g.Name) })
			if at < 0 {
				return view{}, fmt.Errorf("%s %s has no tag of the list of tags", method, path)
			}
			out.Groups[at].Calls = append(out.Groups[at].Calls, r.call(strings.ToUpper(method), path, operation))
		}
	}
	for name, s := range root.get("components", "schemas").entries() {
		out.Schemas = append(out.Schemas, r.schema(name, s))
	}
	return out, r.err
}

func (r *reader) call(method, path string, n node) call {
	out := call{
		ID: n.get("operationId").text(), Method: method, Path: path, Summary: n.get("summary").text(),
		Text: r.markdown(n.get("description")), Access: r.access(n),
	}
	for _, parameter := range n.get("parameters").items() {
		parameter = parameter.target()
		f := r.field(parameter.get("name").text(), parameter.get("schema"))
		f.Where, f.Required = parameter.get("in").text(), parameter.get("required").text() == "true"
		f.Text = r.markdown(parameter.get("description"))
		out.Parameters = append(out.Parameters, f)
	}
	if b := n.get("requestBody"); b.exists() {
		out.Body = &body{Optional: b.get("required").text() != "true", Text: r.markdown(b.get("description")), Contents: r.contents(b)}
	}
	for status, response := range n.get("responses").entries() {
		if status == "default" {
			continue // the problems
		}
		response = response.target()
		a := answer{Status: status, Text: r.markdown(response.get("description")), Contents: r.contents(response)}
		for name, header := range response.get("headers").entries() {
			header = header.target()
			f := r.field(name, header.get("schema"))
			f.Text = r.markdown(header.get("description"))
			a.Headers = append(a.Headers, f)
		}
		out.Answers = append(out.Answers, a)
	}
	for _, p := range r.problems[out.ID] {
		out.Problems = append(out.Problems, problem{Status: p.Status, Code: string(p.Code), Meaning: r.render(p.Meaning)})
	}
	return out
}

// access says who may make a call.
func (r *reader) access(n node) template.HTML {
	security := n.get("security")
	if !security.exists() {
		security = r.root.get("security")
	}
	for _, option := range security.items() {
		for scheme := range option.entries() {
			text := r.root.get("components", "securitySchemes", scheme, "description").text()
			if roles := n.get("x-roles").texts(); len(roles) > 0 {
				text = "Roles: " + strings.Join(roles, ", ") + "."
			}
			return r.render(text)
		}
	}
	return "Anybody."
}

func (r *reader) contents(n node) (out []content) {
	for media, c := range n.get("content").entries() {
		item := content{Media: media, Type: typeOf(c.get("schema"))}
		for name, e := range c.get("examples").entries() {
			e = e.target()
			if summary := e.get("summary").text(); summary != "" {
				name = summary
			}
			value := e.get("value")
			text := value.text()
			if strings.HasSuffix(media, "json") {
				var err error
				if text, err = value.json(); err != nil {
					r.fail(err)
				}
			}
			item.Examples = append(item.Examples, example{Name: name, Text: text})
		}
		out = append(out, item)
	}
	return out
}

func (r *reader) schema(name string, n node) schema {
	out := schema{Name: name, Text: r.markdown(n.get("description")), Fields: r.fields("", n)}
	if len(out.Fields) == 0 {
		out.Type, out.Limits = typeOf(n), limitsOf(n)
	}
	return out
}

// fields lists an object's properties; those of an object within it have a
// dotted name.
func (r *reader) fields(prefix string, n node) (out []field) {
	required := n.get("required").texts()
	for name, property := range n.get("properties").entries() {
		f := r.field(prefix+name, property)
		f.Required = slices.Contains(required, name)
		f.Text = r.markdown(property.get("description"))
		out = append(append(out, f), r.fields(f.Name+".", property)...)
	}
	return out
}

func (r *reader) field(name string, schema node) field {
	return field{Name: name, Type: typeOf(schema), Limits: limitsOf(schema)}
}

var markdown = goldmark.New(goldmark.WithExtensions(extension.Table))

func (r *reader) markdown(n node) template.HTML { return r.render(n.text()) }

// render turns Markdown into HTML. HTML within it is left out.
func (r *reader) render(text string) template.HTML {
	var out bytes.Buffer
	if err := markdown.Convert([]byte(text), &out); err != nil {
		r.fail(err)
	}
	return template.HTML(out.String())
}

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}
