package extractive

import (
	"regexp"
	"strings"

	"github.com/innconnect/innconnect/internal/chat"
)

// section is the text under one heading of a passage.
type section struct {
	passage  int    // index
	heading  string // nearest heading; "" at the top of an article
	title    string // of the article
	language string
	units    []unit
}

// unit is what an answer takes or leaves as a whole: a sentence, or a list,
// table or piece of code with the sentence that introduces it.
type unit struct {
	text      string // Markdown
	block     bool
	paragraph int // sentences of one paragraph share it
	words     int
	stems     map[string]bool
}

var (
	atxHeading  = regexp.MustCompile(`^ {0,3}#{1,6}(?:[ \t]+(.*?))?[ \t]*#*[ \t]*$`)
	setextRule  = regexp.MustCompile(`^ {0,3}(?:=+|-{2,})[ \t]*$`)
	listItem    = regexp.MustCompile(`^\s*(?:[-*+]|\d{1,9}[.)])(?:\s|$)`)
	tableRule   = regexp.MustCompile(`^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*$`)
	fence       = regexp.MustCompile("^ {0,3}(```+|~~~+)")
	thematic    = regexp.MustCompile(`^ {0,3}(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$`)
	imageMark   = regexp.MustCompile(`!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])?`)
	htmlTag     = regexp.MustCompile(`</?[A-Za-z][^<>]*>|<!--[\s\S]*?-->`)
	boldOnly    = regexp.MustCompile(`^(?:\*\*|__)([^*_]+)(?:\*\*|__):?$`)
	questionTag = regexp.MustCompile(`^(?:\*\*)?(?:[QVF]|Question|Vraag|Frage)\s?[:.](?:\*\*)?\s*`)
	answerTag   = regexp.MustCompile(`^(?:\*\*)?(?:[AR]|Answer|Antwoord|Antwort|Réponse)\s?[:.](?:\*\*)?\s*`)
)

// parse reads a passage's sections.
func parse(index int, p chat.Passage) []section {
	path := strings.Split(p.Heading, " › ")
	heading := path[len(path)-1]
	parser := passageParser{section: section{passage: index, heading: heading, title: p.Title, language: p.Language}}
	lines := strings.Split(strings.ReplaceAll(p.Text, "\r\n", "\n"), "\n")
	for i := 0; i < len(lines); {
		i = parser.read(lines, i)
	}
	parser.flush()
	return parser.out
}

type passageParser struct {
	section    section // that is being read
	out        []section
	paragraphs int
}

// read reads the block that begins at a line and returns the line behind it.
func (p *passageParser) read(lines []string, i int) int {
	line := lines[i]
	switch {
	case strings.TrimSpace(line) == "" || thematic.MatchString(line):
		return i + 1
	case atxHeading.MatchString(line):
		p.startSection(atxHeading.FindStringSubmatch(line)[1])
		return i + 1
	case fence.MatchString(line):
		mark := fence.FindStringSubmatch(line)[1]
		end := i + 1
		for end < len(lines) && !strings.HasPrefix(strings.TrimSpace(lines[end]), mark) {
			end++
		}
		end = min(end+1, len(lines))
		p.addBlock(lines[i:end])
		return end
	case i+1 < len(lines) && strings.Contains(line, "|") && strings.Contains(lines[i+1], "-") && tableRule.MatchString(lines[i+1]) && strings.Contains(lines[i+1], "|"):
		end := i + 2
		for end < len(lines) && strings.Contains(lines[end], "|") {
			end++
		}
		p.addBlock(lines[i:end])
		return end
	case listItem.MatchString(line) || strings.HasPrefix(strings.TrimSpace(line), ">"):
		end := i + 1
		for end < len(lines) && continuesList(lines, end) {
			end++
		}
		p.addBlock(lines[i:end])
		return end
	}
	end := i + 1
	for end < len(lines) && strings.TrimSpace(lines[end]) != "" && !startsBlock(lines[end]) {
		if setextRule.MatchString(lines[end]) && end == i+1 {
			p.startSection(line)
			return end + 1
		}
		end++
	}
	p.addParagraph(lines[i:end])
	return end
}

func startsBlock(line string) bool {
	return atxHeading.MatchString(line) || fence.MatchString(line) || listItem.MatchString(line) && !strings.HasPrefix(strings.TrimSpace(line), "*")
}

// continuesList tells whether a line belongs to the list or quotation before it.
func continuesList(lines []string, i int) bool {
	line := lines[i]
	switch {
	case strings.TrimSpace(line) == "":
		return i+1 < len(lines) && (listItem.MatchString(lines[i+1]) || strings.HasPrefix(lines[i+1], "  "))
	case atxHeading.MatchString(line) || fence.MatchString(line):
		return false
	case listItem.MatchString(line), line[0] == ' ', line[0] == '\t', line[0] == '>':
		return true
	}
	return strings.TrimSpace(lines[i-1]) != ""
}

func (p *passageParser) startSection(heading string) {
	p.flush()
	p.section.heading = strings.TrimSpace(heading)
}

func (p *passageParser) flush() {
	if len(p.section.units) > 0 {
		p.out = append(p.out, p.section)
	}
	p.section.units = nil
}

// addParagraph adds a paragraph's sentences. A paragraph that is only a
// question or only bold is a heading.
func (p *passageParser) addParagraph(lines []string) {
	text := strings.Join(strings.Fields(clean(strings.Join(lines, "\n"))), " ")
	if text == "" {
		return
	}
	if m := boldOnly.FindStringSubmatch(text); m != nil {
		p.startSection(questionTag.ReplaceAllString(m[1], ""))
		return
	}
	sentences := splitSentences(text, p.section.language)
	if len(sentences) == 1 && strings.HasSuffix(text, "?") {
		p.startSection(questionTag.ReplaceAllString(text, ""))
		return
	}
	if first := strings.Trim(sentences[0], "*"); len(sentences) > 1 && strings.HasSuffix(first, "?") && (questionTag.MatchString(first) || boldOnly.MatchString(sentences[0])) {
		p.startSection(questionTag.ReplaceAllString(first, ""))
		sentences = sentences[1:]
	}
	p.paragraphs++
	for i, s := range sentences {
		if i == 0 {
			s = answerTag.ReplaceAllString(s, "")
		}
		if s != "" {
			p.add(unit{text: s, paragraph: p.paragraphs})
		}
	}
}

// addBlock adds a list, table or piece of code. The sentence that introduces it
// goes with it.
func (p *passageParser) addBlock(lines []string) {
	text := strings.TrimRight(clean(strings.Join(lines, "\n")), " \n")
	p.paragraphs++
	u := unit{text: text, block: true, paragraph: p.paragraphs}
	if n := len(p.section.units); n > 0 && strings.HasSuffix(strings.TrimRight(p.section.units[n-1].text, "*_"), ":") {
		u.text = p.section.units[n-1].text + "\n\n" + text
		u.paragraph = p.section.units[n-1].paragraph
		p.section.units = p.section.units[:n-1]
	}
	p.add(u)
}

func (p *passageParser) add(u unit) {
	u.words = len(strings.Fields(u.text))
	u.stems = stems(withoutTargets(u.text), p.section.language)
	p.section.units = append(p.section.units, u)
}

// clean takes out pictures and HTML, which are no part of an answer.
func clean(markdown string) string {
	return htmlTag.ReplaceAllString(imageMark.ReplaceAllString(markdown, ""), "")
}

var linkTarget = regexp.MustCompile(`\]\([^()\s]*(?:\s+"[^"]*")?\)|https?://\S+`)

// withoutTargets takes out addresses, whose words are no evidence.
func withoutTargets(markdown string) string { return linkTarget.ReplaceAllString(markdown, "] ") }
