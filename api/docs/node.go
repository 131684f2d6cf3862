package docs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// node is a place in the document. Unlike a map it keeps the order in which
// things were written down, which is the order to read them in. The zero node
// is where nothing stands.
type node struct {
	root, at *yaml.Node
}

func parse(document []byte) (node, error) {
	var n yaml.Node
	if err := yaml.Unmarshal(document, &n); err != nil {
		return node{}, err
	}
	if len(n.Content) == 0 {
		return node{}, fmt.Errorf("the document is empty")
	}
	return node{root: n.Content[0], at: n.Content[0]}, nil
}

func (n node) exists() bool { return n.at != nil }

// get follows keys.
func (n node) get(keys ...string) node {
	for _, key := range keys {
		n = n.child(key)
	}
	return n
}

func (n node) child(key string) node {
	for k, v := range n.entries() {
		if k == key {
			return v
		}
	}
	return node{}
}

// entries yields the members of a mapping, in order.
func (n node) entries() func(yield func(string, node) bool) {
	return func(yield func(string, node) bool) {
		if n.at == nil || n.at.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(n.at.Content); i += 2 {
			if !yield(n.at.Content[i].Value, node{n.root, dereference(n.at.Content[i+1])}) {
				return
			}
		}
	}
}

// items returns the members of a list.
func (n node) items() (out []node) {
	if n.at != nil && n.at.Kind == yaml.SequenceNode {
		for _, item := range n.at.Content {
			out = append(out, node{n.root, dereference(item)})
		}
	}
	return out
}

func dereference(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// text returns a scalar as it was written, "" for none.
func (n node) text() string {
	if n.at == nil || n.at.Kind != yaml.ScalarNode {
		return ""
	}
	return n.at.Value
}

// texts returns a list of scalars, or one scalar as such a list.
func (n node) texts() (out []string) {
	if one := n.text(); one != "" {
		return []string{one}
	}
	for _, item := range n.items() {
		out = append(out, item.text())
	}
	return out
}

// target follows a $ref within the document, if there is one.
func (n node) target() node {
	ref := n.child("$ref").text()
	if ref == "" {
		return n
	}
	out := node{n.root, n.root}
	for part := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		out = out.child(strings.NewReplacer("~1", "/", "~0", "~").Replace(part))
	}
	return out
}

// refName is the last part of a $ref, "" for none.
func (n node) refName() string {
	ref := n.child("$ref").text()
	return ref[strings.LastIndex(ref, "/")+1:]
}

// json writes a value as indented JSON with its members in order.
func (n node) json() (string, error) {
	var compact, indented bytes.Buffer
	if err := n.writeJSON(&compact); err != nil {
		return "", err
	}
	if err := json.Indent(&indented, compact.Bytes(), "", "  "); err != nil {
		return "", err
	}
	return indented.String(), nil
}

func (n node) writeJSON(w *bytes.Buffer) error {
	switch n.at.Kind {
	case yaml.MappingNode:
		separator := "{"
		for key, value := range n.entries() {
			w.WriteString(separator)
			separator = ","
			if err := writeScalar(w, key); err != nil {
				return err
			}
			w.WriteByte(':')
			if err := value.writeJSON(w); err != nil {
				return err
			}
		}
		if separator == "{" {
			w.WriteByte('{')
		}
		w.WriteByte('}')
	case yaml.SequenceNode:
		w.WriteByte('[')
		for i, item := range n.items() {
			if i > 0 {
				w.WriteByte(',')
			}
			if err := item.writeJSON(w); err != nil {
				return err
			}
		}
		w.WriteByte(']')
	default:
		var value any
		if err := n.at.Decode(&value); err != nil {
			return err
		}
		return writeScalar(w, value)
	}
	return nil
}

func writeScalar(w *bytes.Buffer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return err
	}
	w.Truncate(w.Len() - 1) // the line break
	return nil
}
