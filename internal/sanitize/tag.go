package sanitize

import "strings"

// tag is what stands between "<" and ">".
type tag struct {
	name        string // lower case; "" for a declaration
	end         bool
	declaration bool // "<!…" or "<?…"
	attrs       []attr
	openQuote   bool // the tag ends inside a quoted value
}

type attr struct {
	name     string // lower case
	hasValue bool
}

// parseTag reads a tag from its "<" on. It reports false for text that no
// parser takes for a tag. As a browser would, it reads over a "<" on the way.
func parseTag(b []byte) (tag, bool) {
	var t tag
	i := 1
	if i < len(b) && b[i] == '/' {
		t.end = true
		i++
	}
	if i >= len(b) {
		return t, false
	}
	if !t.end && i+1 < len(b) {
		if b[i] == '!' && (isLetter(b[i+1]) || b[i+1] == '[' || b[i+1] == '-') || b[i] == '?' && isLetter(b[i+1]) {
			t.declaration = true
			return t, true
		}
	}
	if !isLetter(b[i]) {
		return t, false
	}
	from := i
	for i < len(b) && !isSpace(b[i]) && b[i] != '/' && b[i] != '>' {
		i++
	}
	t.name = strings.ToLower(string(b[from:i]))
	for {
		for i < len(b) && (isSpace(b[i]) || b[i] == '/') {
			i++
		}
		if i >= len(b) || b[i] == '>' {
			return t, true
		}
		from = i
		for i++; i < len(b) && !isSpace(b[i]) && b[i] != '/' && b[i] != '>' && b[i] != '='; i++ {
		}
		a := attr{name: strings.ToLower(string(b[from:i]))}
		j := i
		for j < len(b) && isSpace(b[j]) {
			j++
		}
		if j < len(b) && b[j] == '=' {
			a.hasValue = true
			i, t.openQuote = skipValue(b, j+1)
		}
		t.attrs = append(t.attrs, a)
	}
}

// skipValue returns the offset behind an attribute's value, and whether its
// closing quote is missing.
func skipValue(b []byte, i int) (int, bool) {
	for i < len(b) && isSpace(b[i]) {
		i++
	}
	if i < len(b) && (b[i] == '"' || b[i] == '\'') {
		quote := b[i]
		for i++; i < len(b); i++ {
			if b[i] == quote {
				return i + 1, false
			}
		}
		return len(b), true
	}
	for i < len(b) && !isSpace(b[i]) && b[i] != '>' {
		i++
	}
	return i, false
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r' }

// isMarkup tells markup from ordinary text with angle brackets.
func (t tag) isMarkup() bool {
	if t.declaration {
		return true
	}
	known := elements[t.name] || innocent[t.name]
	if t.end {
		return known
	}
	bare := 0
	for _, a := range t.attrs {
		switch {
		case isDangerous(a):
			return true
		case known && isUsual(a):
			return true
		default:
			bare++
		}
	}
	// "a<b and c>d": the name of a harmless element, then words that are no
	// attributes.
	return known && (bare == 0 || !innocent[t.name])
}

// isDangerous tells whether an attribute does something on any element.
func isDangerous(a attr) bool {
	if !a.hasValue {
		return false
	}
	if len(a.name) > 3 && strings.HasPrefix(a.name, "on") {
		return true
	}
	switch a.name {
	case "href", "src", "srcset", "srcdoc", "style", "xlink:href", "action", "formaction", "background",
		"poster", "ping", "xmlns", "is", "slot":
		return true
	}
	return false
}

// isUsual tells whether an attribute is one that people write in markup.
func isUsual(a attr) bool {
	if a.hasValue {
		return valueAttributes[a.name] || strings.HasPrefix(a.name, "data-") || strings.HasPrefix(a.name, "aria-")
	}
	return bareAttributes[a.name]
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

var (
	// elements are markup whatever follows the name.
	elements = set(`abbr acronym animate animatemotion animatetransform annotation-xml applet area audio base
		basefont bdi bdo bgsound big blink blockquote body br canvas caption center circle cite clippath col
		colgroup datalist dd defs del desc details dfn dialog dir discard div dl dt ellipse embed feblend fecolormatrix
		fecomponenttransfer fecomposite feconvolvematrix fediffuselighting fedisplacementmap fedropshadow feflood
		fegaussianblur feimage femerge femorphology feoffset fespecularlighting fetile feturbulence
		fieldset figcaption figure filter font foreignobject form frame frameset g
		h1 h2 h3 h4 h5 h6 head hgroup hr html iframe image img input ins isindex kbd keygen legend li line
		lineargradient link listing maction malignmark marker marquee mask math menuitem meta metadata mglyph mi mn mo
		mpath ms mtext multicol nextid nobr noembed noframes noscript object ol optgroup option
		param path pattern picture plaintext polygon polyline portal pre progress radialgradient rb rect rp rt rtc ruby
		samp script search select semantics set slot source span stop strike strong style svg symbol table tbody td
		template text textarea textpath tfoot th thead title tr track tspan tt ul use video view wbr xml xmp xss`)

	// innocent are elements without a danger of their own whose names also occur
	// as words and variables in comparisons.
	innocent = set(`a address article aside b button code data em footer header i label main map mark menu meter
		nav output p q s section small sub summary sup time u var`)

	// valueAttributes, with a value, and bareAttributes, without, mark a known
	// element as markup.
	valueAttributes = set(`abbr accept accesskey align allow alt autocomplete border bgcolor cellpadding cellspacing
		charset class color cols colspan content contenteditable coords data datetime dir download
		draggable enctype face for headers height hidden hspace http-equiv id integrity itemid itemprop itemtype label
		lang language list loading max maxlength media method min name nonce part pattern
		placeholder popover popovertarget preload rel role rows rowspan sandbox scope shape
		size sizes span spellcheck start step tabindex target title translate type usemap valign value vspace width wrap`)
	bareAttributes = set(`async autofocus autoplay checked contenteditable controls defer disabled download hidden inert
		itemscope loop multiple muted nomodule novalidate popover readonly required reversed selected`)

	// rawText are elements whose content is no text for a reader.
	rawText = set(`script style template noscript iframe noembed noframes xmp textarea title svg math`)

	// breaks end a line, cells only separate.
	breaks = set(`address article aside blockquote br caption center dd details dialog dir div dl dt fieldset figcaption
		figure footer form h1 h2 h3 h4 h5 h6 header hr li main menu nav ol p pre section summary table tr ul`)
	cells = set(`td th option`)
)
