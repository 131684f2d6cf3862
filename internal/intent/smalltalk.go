package intent

import (
	"strings"
	"unicode"
)

// SmallTalk is a message that asks nothing.
type SmallTalk string

// The kinds of small talk.
const (
	Greeting SmallTalk = "greeting"
	Thanks   SmallTalk = "thanks"
)

// smallTalk lists whole messages, folded, by the language that they tell; ""
// where several languages share the words.
var smallTalk = map[SmallTalk]map[string][]string{
	Greeting: {
		"": {"hi", "hey", "hallo"},
		"en": {"hello", "hi there", "hello there", "hey there", "good morning", "good afternoon", "good evening", "good day",
			"how are you", "hi how are you", "hello how are you", "hey how are you"},
		"nl": {"hoi", "hoi hoi", "goedemorgen", "goedemiddag", "goedenavond", "goedendag", "goeiedag", "dag", "hoe gaat het", "hoi hoe gaat het", "hallo hoe gaat het"},
		"de": {"guten tag", "guten morgen", "guten abend", "moin", "moin moin", "servus", "grüß gott", "grüezi", "hallo zusammen", "wie gehts", "wie geht es ihnen", "hallo wie gehts"},
		"fr": {"bonjour", "bonsoir", "salut", "coucou", "ça va", "comment ça va", "comment allez vous", "bonjour comment allez vous"},
	},
	Thanks: {
		"en": {"thanks", "thank you", "thank you very much", "thank you so much", "thanks a lot", "many thanks", "thx", "ok thanks", "okay thanks", "great thanks", "thanks bye"},
		"nl": {"bedankt", "dank je", "dank je wel", "dankjewel", "dank u", "dank u wel", "hartelijk dank", "oke bedankt", "oké bedankt", "ok bedankt", "top bedankt"},
		"de": {"danke", "danke schön", "dankeschön", "danke sehr", "vielen dank", "ok danke", "herzlichen dank"},
		"fr": {"merci", "merci beaucoup", "merci bien", "ok merci", "un grand merci"},
	},
}

var smallTalkIndex = func() map[string]struct {
	kind     SmallTalk
	language string
} {
	out := map[string]struct {
		kind     SmallTalk
		language string
	}{}
	for kind, languages := range smallTalk {
		for language, messages := range languages {
			for _, m := range messages {
				out[m] = struct {
					kind     SmallTalk
					language string
				}{kind, language}
			}
		}
	}
	return out
}()

// IsSmallTalk tells whether a message as a whole is a greeting or thanks, in
// English, Dutch, German or French, and which of these languages it is in, "" if
// that cannot be told. A message that says anything else besides is neither.
func IsSmallTalk(text string) (kind SmallTalk, language string, ok bool) {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && r != '\'' && r != '’'
	})
	folded := strings.NewReplacer("'", "", "’", "").Replace(strings.Join(words, " "))
	found, ok := smallTalkIndex[folded]
	return found.kind, found.language, ok
}
