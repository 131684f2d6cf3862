package docs

import (
	"fmt"
	"html/template"
	"strings"
)

// typeOf says in words which values a schema takes, with links to the schemas
// that it names.
func typeOf(n node) template.HTML {
	var alternatives []string
	for _, option := range n.get("oneOf").items() {
		alternatives = append(alternatives, string(typeOf(option)))
	}
	switch name := n.refName(); {
	case name != "":
		name = template.HTMLEscapeString(name)
		return template.HTML(fmt.Sprintf(`<a href="#schema-%s">%s</a>`, name, name))
	case len(alternatives) > 0:
		return template.HTML(strings.Join(alternatives, " or "))
	case n.get("enum").exists():
		for _, value := range n.get("enum").texts() {
			alternatives = append(alternatives, "<code>"+template.HTMLEscapeString(value)+"</code>")
		}
		return template.HTML(strings.Join(alternatives, " or "))
	}
	types := n.get("type").texts()
	for i, name := range types {
		switch {
		case name == "array":
			types[i] = "list of " + string(typeOf(n.get("items")))
		case name == "object" && len(n.get("additionalProperties").items()) == 0 && n.get("additionalProperties").text() == "" && n.get("additionalProperties").exists():
			types[i] = "object of any names with " + string(typeOf(n.get("additionalProperties")))
		case name != "null" && n.get("format").exists():
			types[i] = template.HTMLEscapeString(fmt.Sprintf("%s (%s)", name, n.get("format").text()))
		}
	}
	if len(types) == 0 {
		return "anything"
	}
	return template.HTML(strings.Join(types, " or "))
}

// limitsOf lists what a schema asks of a value besides its type.
func limitsOf(n node) (out []string) {
	between := func(least, most, unit string) {
		low, high := n.get(least).text(), n.get(most).text()
		switch {
		case low != "" && high != "":
			out = append(out, strings.TrimSpace(low+" to "+high+" "+unit))
		case low != "":
			out = append(out, strings.TrimSpace("at least "+low+" "+unit))
		case high != "":
			out = append(out, strings.TrimSpace("at most "+high+" "+unit))
		}
	}
	between("minLength", "maxLength", "characters")
	between("minItems", "maxItems", "items")
	between("minimum", "maximum", "")
	for _, limit := range []string{"pattern", "default"} {
		if value := n.get(limit).text(); value != "" {
			out = append(out, limit+" "+value)
		}
	}
	if items := n.get("items"); items.exists() {
		for _, limit := range limitsOf(items) {
			out = append(out, "each "+limit)
		}
	}
	return out
}
