package extractive

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/innconnect/innconnect/internal/chat"
)

// Answer is what Compose makes of passages.
type Answer struct {
	Markdown       string
	PassageIndexes []int    // of the passages that the text is from, in its order
	QuickReplies   []string // up to 3 topics to go on with, see QuickReplies
	Declined       bool     // nothing in the passages has to do with the question
}

const (
	fullWords   = 90 // an answer stops growing at this many words
	enoughWords = 35 // an answer this long is left as it is
	maxUnits    = 4  // of one section in an answer, beside whole short sections
	maxWords    = 160

	// leastOverlap is the share of a question's weight that a section must have.
	leastOverlap = 0.15
	// secondTopic is the share of a question's weight that a second section must
	// add to be worth a second paragraph, sameTopic the share if it is of the
	// same article.
	secondTopic = 0.5
	sameTopic   = 0.34
)

// Compose answers a question with sentences of the passages, which are ordered
// best first. language is the question's, a BCP 47 primary tag; passages in it
// go before others. The text holds no heading, title or source.
func Compose(question, language string, passages []chat.Passage) Answer {
	q := newQuery(question, language, passages)
	best := q.bestSection()
	if best < 0 {
		return Answer{Declined: true}
	}
	first := q.pick(best)
	text, from := q.render(best, first), []int{q.sections[best].passage}
	used := map[int]bool{best: true}
	if second, s := q.second(best, first); second >= 0 {
		text += "\n\n" + q.render(second, s)
		if p := q.sections[second].passage; p != from[0] {
			from = append(from, p)
		}
		used[second] = true
	}
	return Answer{Markdown: text, PassageIndexes: from, QuickReplies: topics(passages, q.sections, used)}
}

// query is a question with the sections that could answer it.
type query struct {
	text     string
	terms    []string // content words, lower case
	weights  []float64
	total    float64
	sections []section
	found    [][]evidence // of each section, by term
	language string
	prior    []float64        // of each passage: what retrieval thinks of it
	asks     []*regexp.Regexp // what kind of fact is asked for
}

// evidence tells where a section has a term, each from 0 to 1.
type evidence struct{ heading, title, body float64 }

func newQuery(question, language string, passages []chat.Passage) *query {
	q := &query{text: question, language: language}
	seen := map[string]bool{}
	all := words(question)
	for _, w := range all {
		if !seen[w] && !isFunctionWord(w, language) && (len(w) > 1 || isNumber(w)) {
			seen[w] = true
			q.terms = append(q.terms, w)
		}
	}
	for i, p := range passages {
		q.prior = append(q.prior, prior(p, i, passages[0]))
		q.sections = append(q.sections, parse(i, p)...)
	}
	// How many articles and sections have each term. The articles say what a
	// term is worth, the sections which part of an article it asks for.
	byArticle, bySection := make([]map[string]float64, len(q.terms)), make([]float64, len(q.terms))
	articles := map[string]bool{}
	for t := range byArticle {
		byArticle[t] = map[string]float64{}
	}
	for _, s := range q.sections {
		heading, title := headingStems(s.heading, s.language), headingStems(s.title, s.language)
		row := make([]evidence, len(q.terms))
		for t, term := range q.terms {
			term = stem(term, s.language)
			e := evidence{heading: match(term, heading), title: match(term, title)}
			for _, u := range s.units {
				e.body = max(e.body, match(term, u.stems))
			}
			row[t] = e
			id := passages[s.passage].ArticleID
			articles[id] = true
			byArticle[t][id] = max(byArticle[t][id], e.heading, e.body)
			bySection[t] += max(e.heading, e.body)
		}
		q.found = append(q.found, row)
	}
	for t := range q.terms {
		n := 0.0
		for _, has := range byArticle[t] {
			n += has
		}
		w := 0.3 + rarity(n, len(articles)) + 0.5*rarity(bySection[t], len(q.sections))
		q.weights = append(q.weights, w)
		q.total += w
	}
	for _, a := range asked {
		if a.question.MatchString(question) {
			q.asks = append(q.asks, a.fact)
		}
	}
	return q
}

// rarity is the inverse document frequency of a term that n of the texts have.
func rarity(n float64, texts int) float64 {
	return math.Log(1 + (float64(texts)-n+0.5)/(n+0.5))
}

// prior is how much retrieval trusts a passage. It knows the whole site, so it
// counts for more than what a section has of the question's words.
func prior(p chat.Passage, rank int, best chat.Passage) float64 {
	relative := 0.0
	if best.Score > 0 {
		relative = max(0, p.Score/best.Score)
	}
	return 2*relative + 0.3/float64(1+rank)
}

// asked are kinds of facts that a question's wording asks for.
var asked = []struct{ question, fact *regexp.Regexp }{
	{
		regexp.MustCompile(`(?i)\b(how much|fine|price|prices|cost|costs|fee|charge|hoeveel kost|kost|kosten|prijs|tarief|kostet|preis|preise|gebühr|wie teuer|combien|prix|coûte|tarif|cher|boete|strafe|amende)\b`),
		regexp.MustCompile(`(?i)[€$£]\s?\d|\d\s?(?:€|eur|euro)|\b(?:free|gratis|kostenlos|kostenfrei|gratuit|gratuite|gratuits)\b`),
	},
	{
		regexp.MustCompile(`(?i)\b(what time|when|until|opening hours|how late|hoe laat|wanneer|tot hoe laat|openingstijden|um wie viel uhr|wann|bis wann|öffnungszeiten|à quelle heure|quand|horaires|jusqu)`),
		regexp.MustCompile(`(?i)\b\d{1,2}[:.]\d{2}\b|\b\d{1,2}\s?(?:am|pm|uur|uhr|h)\b`),
	},
	{
		regexp.MustCompile(`(?i)\b(how long|how many days|hoe lang|hoe snel|hoeveel dagen|wie lange|combien de temps|how soon|how quickly)\b`),
		regexp.MustCompile(`(?i)\b\d+\s+(?:\p{L}+\s+)?(?:minutes?|hours?|days?|weeks?|months?|years?|minuten|uur|dagen|werkdagen|weken|maanden|jaar|stunden?|tage?n?|werktage?n?|wochen?|monate?n?|jahre?|heures?|jours?|semaines?|mois|ans?)\b`),
	},
	{
		regexp.MustCompile(`(?i)\b(phone|telephone|call|number|telefoon|telefoonnummer|bellen|telefon|telefonnummer|anrufen|téléphone|numéro)\b`),
		regexp.MustCompile(`\+?\d[\d ]{7,}\d`),
	},
}

// score tells how well a section answers, 0 if it has nothing to do with the
// question.
func (q *query) score(i int) float64 {
	if q.total == 0 {
		return 0
	}
	s := q.sections[i]
	var heading, title, body, either float64
	for t, e := range q.found[i] {
		w := q.weights[t]
		heading += w * e.heading
		title += w * e.title
		body += w * max(e.body, 0.9*e.heading) // a text need not repeat its heading
		either += w * max(e.heading, e.title*0.8, e.body)
	}
	if either/q.total < leastOverlap {
		return 0
	}
	topic := heading
	extra := 0.0
	switch {
	case s.heading == "":
		topic, extra = 0.7*title, 0.2 // the top of an article is about its title, and sums it up
	case slices.Equal(words(s.heading), words(q.text)):
		extra = 1 // as it is when a visitor chooses a quick reply
	}
	score := (1.25*body+0.8*topic+0.4*title)/q.total + extra
	if len(q.asks) > 0 {
		text := join(s.units)
		for _, fact := range q.asks {
			if fact.MatchString(text) {
				score += 0.25
			}
		}
	}
	if s.language == q.language {
		score++
	}
	return score + q.prior[s.passage]
}

// bestSection returns the section that answers best, or -1.
func (q *query) bestSection() int {
	best, most := -1, 0.0
	for i := range q.sections {
		if s := q.score(i); s > most {
			best, most = i, s
		}
	}
	return best
}

// span is a run of a section's units.
type span struct{ from, to int }

// pick chooses the units of a section that make the answer: a short section as
// a whole, otherwise the run that says most about the question.
func (q *query) pick(i int) span {
	units := q.sections[i].units
	if count(units) <= fullWords {
		return span{0, len(units)}
	}
	best, most := span{0, 1}, math.Inf(-1)
	for from := range units {
		for to := from + 1; to <= len(units) && to-from <= maxUnits; to++ {
			n := count(units[from:to])
			if n > fullWords && to-from > 1 {
				break
			}
			if value := q.value(i, span{from, to}, n); value > most {
				best, most = span{from, to}, value
			}
		}
	}
	for best.from > 0 && dangles(units[best.from].text) {
		best.from--
	}
	return best
}

// value weighs a run of units against others of its section.
func (q *query) value(i int, s span, words int) float64 {
	units := q.sections[i].units[s.from:s.to]
	value := 0.0
	for t, term := range q.terms {
		term = stem(term, q.sections[i].language)
		best := 0.0
		for _, u := range units {
			best = max(best, match(term, u.stems))
		}
		value += q.weights[t] / q.total * best
	}
	for _, fact := range q.asks {
		if fact.MatchString(join(units)) {
			value += 0.25
		}
	}
	if s.from == 0 {
		value += 0.15 // a section begins with what matters
	}
	if dangles(units[0].text) {
		value -= 0.3
	}
	// Long enough to be an answer, and no longer.
	return value + 0.1*min(1, float64(words)/enoughWords) - 0.15*max(0, float64(words-enoughWords)/fullWords)
}

// several finds the mark of a question about more than one thing.
var several = regexp.MustCompile(`(?i)(?:\s(?:and|en|und|et|also|plus)\s|[?;&].*\pL)`)

// second returns a section, and the part of it, that answers what the first
// leaves open, or -1.
func (q *query) second(first int, s span) (int, span) {
	if !several.MatchString(q.text) {
		return -1, span{}
	}
	taken := count(q.sections[first].units[s.from:s.to])
	best, part, most := -1, span{}, 0.0
	for i := range q.sections {
		if i == first || q.score(i) == 0 || q.sections[i].language != q.sections[first].language {
			continue
		}
		gain, named := 0.0, 0.0
		for t := range q.terms {
			a, b := q.found[first][t], q.found[i][t]
			more := q.weights[t] / q.total * max(0, max(b.heading, b.body)-max(a.heading, a.title, a.body))
			gain += more
			named += more * max(b.heading, b.title)
		}
		least := secondTopic
		if q.sections[i].title == q.sections[first].title {
			least = sameTopic
		}
		// A word in passing is no topic: a heading or title must have one, too.
		if gain < least || gain <= most || named == 0 {
			continue
		}
		if p := q.pick(i); taken+count(q.sections[i].units[p.from:p.to]) <= maxWords {
			best, part, most = i, p, gain
		}
	}
	return best, part
}

func count(units []unit) int {
	n := 0
	for _, u := range units {
		n += u.words
	}
	return n
}

// bareList finds a list whose items say what they are about no more than a
// noun does, in contrast to steps and to items with a label.
var bareList = regexp.MustCompile(`^\s*[-*+]\s+[^*_\s]`)

// render writes a run of a section's units. A bare list at the start gets the
// section's heading before it, since nothing else says what it lists.
func (q *query) render(i int, s span) string {
	section := q.sections[i]
	text := join(section.units[s.from:s.to])
	if first := section.units[s.from]; first.block && section.heading != "" && bareList.MatchString(first.text) {
		return "**" + strings.ReplaceAll(section.heading, "*", "") + "**\n\n" + text
	}
	return text
}

// join puts units together as Markdown.
func join(units []unit) string {
	var b strings.Builder
	for i, u := range units {
		switch {
		case i == 0:
		case u.paragraph == units[i-1].paragraph && !units[i-1].block:
			b.WriteByte(' ')
		default:
			b.WriteString("\n\n")
		}
		b.WriteString(u.text)
	}
	return b.String()
}

// dangling finds an opening that points back to a sentence before it.
var dangling = regexp.MustCompile(`(?i)^[*_"'“‘(]*(?:` +
	`however|but|therefore|this|these|those|they|also|then|instead|otherwise|in that case|as a result|for this|if so|if not|it(?: (?:is|was) (?:also|then|not))?|` +
	`maar|echter|dit|dat|deze|daarom|daarvoor|daarna|daarbij|hiervoor|dan|ook|anders|zij|hij|in dat geval|het (?:is|was|wordt|kan|kost|moet|mag|heeft|gaat)|` +
	`jedoch|aber|dies|diese|dieser|dieses|deshalb|daher|dafür|danach|dabei|dann|auch|sonst|andernfalls|er|es|in diesem fall|das (?:ist|war|wird|kann|kostet|gilt|geht|muss|darf|hat)|` +
	`cependant|mais|ce|cela|ça|cette|ces|celui-ci|celle-ci|alors|aussi|sinon|dans ce cas|elle|ils|elles|en revanche|pour cela` +
	`)(?:[\s,]|$)`)

var notDangling = regexp.MustCompile(`(?i)^(?:it is (?:possible|important|best|necessary)|es (?:ist möglich|gibt|gelten)|het is (?:mogelijk|niet toegestaan|toegestaan|verstandig)|ce n'est que)`)

func dangles(s string) bool { return dangling.MatchString(s) && !notDangling.MatchString(s) }
