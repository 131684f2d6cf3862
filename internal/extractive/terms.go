package extractive

import (
	"strings"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"golang.org/x/text/unicode/norm"
)

var stemmers = map[string]func(*snowballstem.Env) bool{
	"en": english.Stem, "nl": dutch.Stem, "de": german.Stem, "fr": french.Stem,
}

// stem returns a lower-case word's stem in a language, without accents.
func stem(word, language string) string {
	if f := stemmers[language]; f != nil {
		env := snowballstem.NewEnv(word)
		f(env)
		word = env.Current()
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(word))
}

// words returns the lower-case words of text. A hyphenated word is given whole,
// without hyphens, and in parts: "Wi-Fi" as "wifi", "wi", "fi".
func words(text string) []string {
	var out []string
	for _, field := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) && r != '-' && r != '\u2011'
	}) {
		parts := strings.FieldsFunc(field, func(r rune) bool { return r == '-' || r == '\u2011' })
		if len(parts) > 1 {
			out = append(out, strings.Join(parts, ""))
		}
		out = append(out, parts...)
	}
	return out
}

// stems returns the stems of a text's words.
func stems(text, language string) map[string]bool {
	m := map[string]bool{}
	for _, w := range words(text) {
		m[stem(w, language)] = true
	}
	return m
}

// headingStems returns the stems of a heading and of each two of its words
// written as one, so that "aircon" meets "air conditioning".
func headingStems(text, language string) map[string]bool {
	m := stems(text, language)
	all := words(text)
	for i := 1; i < len(all); i++ {
		m[stem(all[i-1]+all[i], language)] = true
	}
	return m
}

// compoundLen is from how many letters on a stem counts inside a longer word,
// as in "parkeer" and "parkeerplaats".
const compoundLen = 4

// match returns how well a text has a term: 1 for the same stem, less for a
// stem inside a compound, 0 if it has not.
func match(term string, in map[string]bool) float64 {
	if in[term] {
		return 1
	}
	best := 0.0
	for s := range in {
		switch {
		case len(term) >= compoundLen && len(s) > len(term) && (strings.HasPrefix(s, term) || strings.HasSuffix(s, term)):
			best = max(best, 0.7)
		case len(s) >= compoundLen && len(term) > len(s) && (strings.HasPrefix(term, s) || strings.HasSuffix(term, s)):
			best = max(best, 0.6)
		}
	}
	return best
}

// isFunctionWord tells whether a question's word says nothing about its topic.
func isFunctionWord(word, language string) bool {
	if list := functionWords[language]; list != nil {
		return list[word]
	}
	for _, list := range functionWords {
		if list[word] {
			return true
		}
	}
	return false
}

var functionWords = map[string]map[string]bool{
	"en": wordSet(`a about all also am an and any anyone are as ask at be been but by can cannot cant could did do does doing dont else
		find for from get gets give go going got had has have havent having he hello help hey hi her here him his how i id if i'm im in into is isnt it its ive just
		know let like long many may maybe me mine more much must my myself need no not now of off ok on one only or our out please possible question
		should so some someone something still take tell than thank thanks that thats the their them then there these they thing this those to too us use
		using very want was way we well were what whats when where which while who why will with without wont work works would yes you your yours yourself
		s t m d ll re ve u ur also able thats theres theyre wanna gonna come comes coming another around both really such sure put give made`),
	"nl": wordSet(`aan al alle alleen als bent ben bij dag dan dat de deze die dit doe doen door dus een eens en er ergens even gaan gaat geen geven goed graag had hallo
		hebben hebt heb heeft hem het hier hij hoe hoeveel hoelang hoi hun iemand iets ik in is ja je jij jou jouw jullie kan kun kunnen kunt laat
		maak maar mag me meer men met mij mijn moet moeten mogelijk mogen na naar nee niet nog nu of om ons onze ook op over per te tot
		u uit uw van veel voor vraag waar waarom wanneer wat we wel welk welke werkt weten wie wij wil willen wilt word worden wordt zal ze zich zijn zo zonder zou
		zouden zult zullen alstublieft aub dank bedankt lang weet kom komt komen nog even nodig zetten via net zeker echt`),
	"de": wordSet(`ab aber alle allein als also am an auch auf aus bei beim bekommen bin bis bist bitte brauche da danke dann darf das dass dem den denn der des die dies diese
		dieser doch dort du dürfen ein eine einem einen einer eines er es etwas euch für gab geben gerne gern gibt habe haben hallo hat hatte hier ich ihm ihn ihnen ihr ihre ihrem
		ihren im in irgendwo ist ja jemand kann kein keine können könnte könnten lange machen man mein meine meinem meinen meiner mich mir mit möchte möglich
		muss müssen nach nein nicht noch nur ob oder ohne per sehr sein seine sich sie sind so soll sollte um und uns unser unsere viel viele vom von vor wann war warum was
		welche welcher welches wenn wer werden wie wieviel will wir wird wissen wo wollen wurde würde zu zum zur hi guten tag frage komme kommt kommen echt wirklich`),
	"fr": wordSet(`a à ai aller alors après as au aussi autre aux avec avez avoir avons besoin bien bonjour c ça ce cela ces cet cette chez comment combien d dans de des dès dire dois doit
		donc donner du elle elles en encore es est et été être êtes eu fait faire faut il ils j je jour l la le les leur leurs lui m ma mais me merci mes moi mon n ne
		nos notre nous on ont ou où oui par pas peut peux plaît plus pour pourquoi pouvez pouvoir puis qu quand que quel quelle quelles quels qui quoi s sa sans savoir se sera
		ses si son sont suis sur svp t ta te tes toi ton tous tout très tu un une va vais vers veux voudrais vos votre vous y possible question`),
}
