package letters

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/lang"
)

var steps = []chat.AlertStep{chat.AlertEscalated, chat.AlertAgain, chat.AlertSupervisors, chat.AlertFollowUp, chat.AlertTransferred}

var reasons = []chat.Reason{chat.ReasonCustomerRequest, chat.ReasonKeyword, chat.ReasonMissingKnowledge, chat.ReasonLowConfidence,
	chat.ReasonRepeated, chat.ReasonProviderFailure, chat.ReasonManual}

var securityEvents = []chat.SecurityEvent{chat.SecurityPasswordChanged, chat.SecurityPasswordReset, chat.SecurityTwoStepsOn,
	chat.SecurityTwoStepsOff, chat.SecurityTwoStepsRemoved}

func letters(t testing.TB, language, site, visitor string) map[string]Letter {
	t.Helper()
	out := map[string]Letter{}
	keep := func(name string, l Letter, err error) {
		t.Helper()
		require.NoError(t, err, name)
		out[name] = l
	}
	one := AlertItem{Step: chat.AlertEscalated, Reason: chat.ReasonKeyword, Waiting: 3 * time.Minute, FirstWords: visitor,
		URL: "https://chat.example/admin/inbox/1"}
	for _, step := range steps {
		one.Step = step
		l, err := Alert{Language: language, SiteName: site, Items: []AlertItem{one}, InboxURL: "https://chat.example/admin"}.Letter()
		keep("alert "+string(step), l, err)
	}
	l, err := Alert{Language: language, SiteName: site, Items: []AlertItem{one, one}}.Letter()
	keep("alerts", l, err)
	l, err = Reply{Language: language, SiteName: site, URL: "https://shop.example/rooms",
		Messages: []ReplyMessage{{From: "Ann", Text: "Dogs are **welcome**.", HTML: "<p>Dogs are <strong>welcome</strong>.</p>"}}}.Letter()
	keep("reply", l, err)
	l, err = Rating{Language: language, SiteName: site, URL: "https://chat.example/rating/token", Days: 14}.Letter()
	keep("rating", l, err)
	for _, kind := range []chat.LinkKind{chat.LinkInvitation, chat.LinkPasswordReset} {
		l, err = AccountLink{Language: language, Kind: kind, Name: "Ana", URL: "https://chat.example/admin/invitation#token"}.Letter()
		keep(string(kind), l, err)
	}
	for _, event := range securityEvents {
		l, err = Security{Language: language, Event: event, Name: "Ana"}.Letter()
		keep("security "+string(event), l, err)
	}
	l, err = Test{Language: language, SiteName: site}.Letter()
	keep("test", l, err)
	return out
}

func TestEveryWordExistsInEveryLanguageAndInNoOtherTwice(t *testing.T) {
	require.Len(t, all, len(lang.Supported))
	seen := map[string]string{}
	for _, language := range lang.Supported {
		w := reflect.ValueOf(all[language])
		require.Equal(t, language, all[language].tag)
		check := func(where, text string) {
			require.NotEmpty(t, text, "%s %s", language, where)
			require.Empty(t, seen[text], "%s %s is also %s", language, where, seen[text])
			seen[text] = language + " " + where
		}
		for i := range w.NumField() {
			name := w.Type().Field(i).Name
			if w.Field(i).Kind() == reflect.String {
				check(name, w.Field(i).String())
			}
		}
		for _, step := range steps {
			check("subject "+string(step), all[language].alertSubject[step])
			require.NotEmpty(t, all[language].alertStep[step])
		}
		for _, event := range securityEvents {
			check("security "+string(event), all[language].security[event])
		}
		for _, reason := range reasons {
			check("reason "+string(reason), all[language].reason[reason])
		}
	}
}

func TestEveryLetterIsInTheSitesLanguageWithTextAndHTML(t *testing.T) {
	for _, language := range lang.Supported {
		for name, l := range letters(t, language, "Hotel Havenlicht", "May my dog come?") {
			require.Contains(t, l.HTML, `<html lang="`+language+`">`, name)
			security := strings.HasPrefix(name, "security ")
			if name != "invitation" && name != "password_reset" && !security { // which are of no site
				require.Contains(t, l.Subject, "Hotel Havenlicht", name)
				require.Contains(t, l.Text, "Hotel Havenlicht", name)
			}
			require.NotContains(t, l.Text+l.HTML+l.Subject, "%!", name)
			for _, text := range []string{l.Text, l.HTML} {
				switch {
				case name == "rating":
					require.Contains(t, text, "https://chat.example/rating/token")
				case name == "invitation", name == "password_reset":
					require.Contains(t, text, "https://chat.example/admin/invitation#token")
				case name == "test":
				case security:
					require.Contains(t, text, "Ana")
					require.NotContains(t, text, "://", "no link, so that nobody learns to follow those of mails like it")
				case name == "reply":
					require.Contains(t, text, "https://shop.example/rooms")
					require.Contains(t, text, "Ann")
				default:
					require.Contains(t, text, "https://chat.example/admin/inbox/1")
					require.Contains(t, text, "May my dog come?")
				}
			}
		}
	}
	require.Equal(t, letters(t, "en", "Shop", "x"), letters(t, "pl", "Shop", "x"))
	require.Equal(t, letters(t, "nl", "Shop", "x"), letters(t, "nl-BE", "Shop", "x"))
}

func TestAVisitorsWordsAreNeverInASubjectAndNeverMarkup(t *testing.T) {
	for _, hostile := range []string{
		"Hello\r\nBcc: all@example.org\r\n\r\n<h1>Owned</h1>",
		`<img src=x onerror=alert(1)><script>alert(1)</script>`,
		`"><a href="https://evil.example">Click</a>`,
		"{{.Subject}} {{template \"x\"}}", "\x00\x1b[31mred", "\u202egnp.exe", strings.Repeat("word ", 5000),
	} {
		for name, l := range letters(t, "en", "Shop", hostile) {
			require.NotContains(t, l.Subject, "Owned", name)
			require.NotContains(t, l.Subject, "Click", name)
			require.NotContains(t, l.Subject, "\n", name)
			require.NotContains(t, l.Text, "\nBcc:", name)
			require.NotContains(t, l.Text+l.HTML, "\x1b", name)
			require.NotContains(t, l.Text+l.HTML, "\u202e", name)
			require.Less(t, len(l.Text), 4000, name)
			for _, node := range elements(t, l.HTML) {
				require.NotContains(t, []string{"script", "img", "iframe", "form", "object", "svg"}, node.Data, name)
				for _, a := range node.Attr {
					require.NotRegexp(t, "^on", a.Key)
					if a.Key == "href" {
						require.Regexp(t, `^https://(chat|shop)\.example/`, a.Val, name)
					}
				}
			}
		}
	}
}

func TestASitesNameStaysOnOneLineOfReasonableLength(t *testing.T) {
	for name, l := range letters(t, "fr", "Shop\r\nBcc: all@example.org "+strings.Repeat("x", 500), "Bonjour") {
		require.NotContains(t, l.Subject, "\n", name)
		require.LessOrEqual(t, len([]rune(l.Subject)), 250, name)
		require.NotContains(t, l.Text, "\nBcc:", name)
	}
}

func TestAMailLoadsNothingWhenItIsOpened(t *testing.T) {
	for name, l := range letters(t, "de", "Shop", "Hallo") {
		require.NotRegexp(t, `(?i)src=|url\(|@import|<link`, l.HTML, name)
	}
}

func TestALongDigestNamesTheFirstAndCountsTheRest(t *testing.T) {
	items := make([]AlertItem, 25)
	for i := range items {
		items[i] = AlertItem{Step: chat.AlertEscalated, FirstWords: "Hello", URL: "https://chat.example/admin"}
	}
	l, err := Alert{Language: "en", SiteName: "Shop", Items: items}.Letter()
	require.NoError(t, err)
	require.Equal(t, "25 conversations of Shop need a person", l.Subject)
	require.Equal(t, 20, strings.Count(l.Text, "> Hello"))
	require.Contains(t, l.Text, "and 5 more in the inbox")
}

// elements parses as a mail program would.
func elements(t testing.TB, page string) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	var out []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			out = append(out, n)
		}
	}
	return out
}
