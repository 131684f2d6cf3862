package extractive

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

func passage(article, heading, text string) chat.Passage {
	return chat.Passage{ArticleID: article, ExternalID: article, Title: article, Heading: heading, Text: text, Language: "en", Score: 1}
}

var hotel = []chat.Passage{
	passage("Parking", "Can I reserve a parking space?", "Parking spaces can be reserved in Vlissingen only, through [our site](https://hotel.example/parking). However, spaces in Hoorn are given on a first come, first served basis."),
	passage("Checking in", "", "You can check in from 15:00. The reception is open **day and night**.\n\n## What do I need to show at the desk?\n\n- A valid passport or identity card\n- A bank card\n\nGuests under 18 check in with an adult."),
	passage("Using the Wi-Fi", "How do I connect to the Wi-Fi?", "Follow these steps:\n\n1. Choose the network.\n2. Enter your room number.\n\nThere is no password."),
	passage("Breakfast", "When is breakfast served?", "| Day | Time |\n| --- | --- |\n| Monday | 07:00 |\n| Sunday | 08:00 |\n\nWeekend times also apply on holidays."),
}

func TestAnswersAreTheSectionThatAnswers(t *testing.T) {
	for question, want := range map[string]string{
		"can i reserve parking?":    hotel[0].Text,
		"What time is check-in?":    "You can check in from 15:00. The reception is open **day and night**.",
		"do I need my passport":     "**What do I need to show at the desk?**\n\n- A valid passport or identity card\n- A bank card\n\nGuests under 18 check in with an adult.",
		"wifi connect":              hotel[2].Text,
		"breakfast on sunday, when": hotel[3].Text,
	} {
		a := Compose(question, "en", hotel)
		require.False(t, a.Declined, question)
		require.Equal(t, want, a.Markdown, question)
	}
}

func TestNothingInCommonIsDeclined(t *testing.T) {
	for _, question := range []string{"What is the capital of France?", "", "?!", "how are you", "\x00"} {
		a := Compose(question, "en", hotel)
		require.Equal(t, Answer{Declined: true}, a, question)
	}
	require.True(t, Compose("parking", "en", nil).Declined)
	require.True(t, Compose("parking", "en", []chat.Passage{passage("Parking", "", "")}).Declined)
}

func TestPassagesInTheQuestionsLanguageGoFirst(t *testing.T) {
	nl := passage("Parkeren", "", "Parkeren kost €15 in Hoorn.")
	nl.Language = "nl"
	en := passage("Parking", "", "Parking costs €15 in Hoorn.")
	require.Equal(t, en.Text, Compose("parking in Hoorn", "en", []chat.Passage{nl, en}).Markdown)
	require.Equal(t, nl.Text, Compose("parkeren in Hoorn", "nl", []chat.Passage{en, nl}).Markdown)
	require.Equal(t, []int{0}, Compose("Hoorn", "fr", []chat.Passage{nl}).PassageIndexes, "better than nothing")
}

func TestALongSectionIsCutToWhatIsAsked(t *testing.T) {
	filler := "The lobby was painted by a local artist and shows the harbour with its many old ships on a bright day in summer. "
	long := passage("House rules", "", strings.Repeat(filler, 4)+"Pets stay in Comfort rooms. They must not be left alone in the room. "+strings.Repeat(filler, 4))
	a := Compose("may pets be left alone", "en", []chat.Passage{long})
	require.Contains(t, a.Markdown, "Pets stay in Comfort rooms. They must not be left alone in the room.")
	require.LessOrEqual(t, len(strings.Fields(a.Markdown)), fullWords)
}

func TestAnswersDoNotBeginInTheMiddleOfAThought(t *testing.T) {
	filler := "The lobby was painted by a local artist and shows the harbour with its many old ships on a bright day in summer. "
	for _, opening := range []string{"However, ", "This means that ", "They say that ", "Therefore "} {
		p := passage("Rules", "", strings.Repeat(filler, 4)+"The sauna opens at nine. "+opening+"towels are required. "+strings.Repeat(filler, 4))
		a := Compose("towels required?", "en", []chat.Passage{p})
		require.False(t, dangles(a.Markdown), a.Markdown)
		require.Contains(t, a.Markdown, "The sauna opens at nine. "+opening)
	}
	require.False(t, dangles("The pool is open."))
	require.False(t, dangles("Das Frühstück ist frei."))
	require.True(t, dangles("Das ist nicht erlaubt."))
	require.True(t, dangles("Dit geldt ook in Hoorn."))
	require.True(t, dangles("Cela vaut aussi ici."))
}

func TestQuestionsInTheTextAreHeadings(t *testing.T) {
	faq := passage("FAQ", "", "**Q: Is there a pool?**\n\nA: Yes, in Vlissingen.\n\n**Can I smoke?**\nNo smoking indoors.\n\nDo you rent bikes?\n\nBikes cost €14 a day.\n\nQ: Is there a lift? A: All hotels have a lift.")
	for question, want := range map[string]string{
		"is there a pool":   "Yes, in Vlissingen.",
		"do you rent bikes": "Bikes cost €14 a day.",
		"is there a lift":   "All hotels have a lift.",
	} {
		require.Equal(t, want, Compose(question, "en", []chat.Passage{faq}).Markdown, question)
	}
}

func TestTwoTopicsGetTwoParagraphs(t *testing.T) {
	a := Compose("breakfast on sunday and connect to wifi", "en", hotel)
	require.Len(t, a.PassageIndexes, 2)
	require.Contains(t, a.Markdown, "Sunday")
	require.Contains(t, a.Markdown, "Choose the network")
}

func TestQuickRepliesAreTopicsToGoOnWith(t *testing.T) {
	pets := []chat.Passage{
		passage("Pets", "", "Dogs are welcome.\n\n## What do pets cost?\n\nPets cost €15."),
		passage("Pets", "Which rules apply to pets?", "Dogs wear a lead."),
		passage("Parking", "Where can I park?", "Behind the hotel."),
		passage("A title that is far longer than anything that fits on one small button", "", "Text."),
	}
	a := Compose("are dogs welcome", "en", pets)
	require.Equal(t, []string{"What do pets cost?", "Which rules apply to pets?", "Parking"}, a.QuickReplies)
	require.Equal(t, []string{"Which rules apply to pets?", "Parking"}, QuickReplies(pets, []int{0}))
	require.Empty(t, QuickReplies(pets, nil))
	require.Empty(t, QuickReplies(nil, []int{0}))
	require.Empty(t, QuickReplies(pets[:1], []int{0}))
}

var (
	frontMatter = regexp.MustCompile(`(?s)^---\n.*?\n---\n`)
	secondLevel = regexp.MustCompile(`(?m)^## `)
)

// demo returns the demo's articles, each as one passage.
func demo(t testing.TB, language string) []chat.Passage {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "demo", "kb", language, "*.md"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var out []chat.Passage
	for _, file := range files {
		b, err := os.ReadFile(file)
		require.NoError(t, err)
		head := frontMatter.FindString(string(b))
		p := passage(strings.TrimSuffix(filepath.Base(file), ".md"), "", strings.TrimPrefix(string(b), head))
		_, title, _ := strings.Cut(head, "title: ")
		p.Title, _, _ = strings.Cut(title, "\n")
		p.Language = language
		out = append(out, p)
	}
	return out
}

func TestDemoQuestionsGetTheRightSentence(t *testing.T) {
	for _, c := range []struct{ language, article, question, sentence string }{
		{"en", "pets", "Can I bring my dog?", "Dogs and cats are welcome"},
		{"nl", "pets", "Mag ik mijn hond meenemen?", "Honden en katten mag u meenemen"},
		{"en", "parking", "how much is parking in Deventer", "Parking costs"},
		{"en", "parking", "can i charge my electric car", "Electric cars can be charged"},
		{"nl", "parking", "kan ik een parkeerplaats reserveren", "Een parkeerplaats reserveren kan alleen in Vlissingen"},
		{"en", "wifi", "how do I connect to the wifi", "1. Choose the network"},
		{"en", "check-in", "can I check in early", "Early check-in"},
		{"nl", "check-in", "Hoe laat kan ik inchecken?", "Inchecken kan"},
		{"en", "check-out", "what does late check-out cost", "| By 13:00 | €20 |"},
		{"nl", "tourist-tax", "hoeveel is de toeristenbelasting per hotel", "€2,60"},
		{"nl", "cancellation", "wat als ik niet kom opdagen", "die niet komen opdagen"},
	} {
		t.Run(c.question, func(t *testing.T) {
			for i, p := range demo(t, c.language) {
				if p.ExternalID != c.article {
					continue
				}
				others := append([]chat.Passage{p}, demo(t, c.language)[max(0, i-3):i]...)
				a := Compose(c.question, c.language, others)
				require.Contains(t, a.Markdown, c.sentence)
				require.Equal(t, 0, a.PassageIndexes[0])
			}
		})
	}
}

// Every heading of the demo's articles is asked as a question.
func TestEverySentenceIsTheArticles(t *testing.T) {
	for _, language := range []string{"en", "nl"} {
		articles := demo(t, language)
		for i, p := range articles {
			for _, section := range secondLevel.Split(p.Text, -1)[1:] {
				question, text, _ := strings.Cut(section, "\n")
				passages := append([]chat.Passage{p}, articles[max(0, i-2):i]...)
				a := Compose(question, language, passages)
				require.False(t, a.Declined, question)
				requireFromPassages(t, a, passages)
				first := splitSentences(strings.TrimSpace(strings.Split(strings.TrimSpace(text), "\n")[0]), language)[0]
				require.Contains(t, oneLine(a.Markdown), oneLine(first), question)
				require.NotContains(t, a.Markdown, "#")
				require.LessOrEqual(t, len(strings.Fields(a.Markdown)), maxWords, question)
				require.LessOrEqual(t, len(a.QuickReplies), maxReplies)
				require.NotContains(t, a.QuickReplies, question)
			}
		}
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// requireFromPassages checks that every line and sentence of an answer stands
// in a passage or is one of its headings.
func requireFromPassages(t testing.TB, a Answer, passages []chat.Passage) {
	t.Helper()
	all := ""
	for _, p := range passages {
		all += " " + oneLine(p.Heading) + " " + oneLine(clean(p.Text))
	}
	for _, line := range strings.Split(a.Markdown, "\n") {
		for _, s := range splitSentences(strings.TrimSpace(line), passages[a.PassageIndexes[0]].Language) {
			if heading := strings.Trim(s, "*"); strings.Contains(all, heading) {
				continue
			}
			require.Contains(t, all, oneLine(s))
		}
	}
}

func FuzzCompose(f *testing.F) {
	for _, p := range hotel {
		f.Add("check in and parking?", p.Heading, p.Text)
	}
	f.Add("a", "", "```\na. B\n```\n\n> a\n\na\n===\nb|c\n-|-\n1|2")
	f.Add("x", "", "x: \n- x\n\n  - y\n![x](y) <b>x</b> **x. X**")
	f.Fuzz(func(t *testing.T, question, heading, text string) {
		passages := []chat.Passage{passage("Title", heading, text), hotel[1]}
		a := Compose(question, "en", passages)
		require.Equal(t, a.Declined, a.Markdown == "")
		require.Equal(t, a.Declined, len(a.PassageIndexes) == 0)
		QuickReplies(passages, a.PassageIndexes)
	})
}
