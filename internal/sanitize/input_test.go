package sanitize

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/innconnect/innconnect/internal/chat"
)

func TestOrdinaryTextSurvivesInput(t *testing.T) {
	for _, text := range []string{
		"if a<b and c>d", "a<b and c=1>d", "i<p && q>r", "<me@example.com>", "write to <a@b.nl>", "I <3 your hotel", "</3",
		"x <- y", "x -> y <- z", "List<String>", "Map<K,V> or Vec<T>", "1 < 2 > 0", "<https://example.com>", "<https://example.com/a?b=1#c>",
		"2 <= 3 >= 1", "<<<", ">>>", "a << b >> c", "<order-number>", "my room is <room>", "5'<6'", "<!>", "<?>", "<>", "</>", "< b >",
		"temp<20 or temp>25?", "& &amp; &lt;b&gt;", "C:\\temp\\x", "a\tb", "line\n\nline", "price < €20, rating > 8",
		"👩‍🚀 ❤️ 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🇳🇱 1️⃣", "می\u200cخواهم", "क्‍ष", "ça marche à Noël", "日本語", "שלום", "naïve", "100%", "\"quoted\" 'text'",
		"what is <this thing> called", "if x<data and y>time", "-->", "--", "a <-- b", "葛󠄀",
	} {
		t.Run(text, func(t *testing.T) {
			got, err := Input(text)
			require.NoError(t, err)
			require.Equal(t, text, got)
		})
	}
}

func TestMarkupIsRemovedFromInput(t *testing.T) {
	for in, want := range map[string]string{
		"<b>bold</b> text":                              "bold text",
		"hi<script>alert(1)</script> there":             "hi there",
		"hi<SCRIPT src=//x>alert(1)</ScRiPt > there":    "hi there",
		"<style>p{color:red}</style>hello":              "hello",
		"<scr<script>ipt>alert(1)</script> hi":          "hi",
		"<<b>script>alert(1)</script> hi":               "hi",
		"a <scr<b></b>ipt>x</scr<i>ipt> b":              "a  b",
		"see <img src=x onerror=alert(1)> this":         "see  this",
		"<svg/onload=alert(1)>hi":                       "hi",
		"<x onclick=alert(1)>hi":                        "hi",
		"<img title=\">\" src=x onerror=alert(1)>hi":    "hi",
		"<foo title='>' onpointerover='alert(1)'>hi":    "hi",
		"<a href=\"javascript:alert(1)\">click</a>":     "click",
		"one<br>two<br/>three":                          "one\ntwo\nthree",
		"<p>one</p><p>two</p>":                          "one\ntwo",
		"<td>a</td><td>b</td>":                          "a b",
		"a<!-- hidden > text -->b":                      "ab",
		"a<!--><script>x</script>b":                     "a<!-->b",
		"<!DOCTYPE html>hi":                             "hi",
		"<?php echo 1 ?>hi":                             "hi",
		"<![CDATA[x]]>hi":                               "hi",
		"hi <iframe src=//evil.example":                 "hi",
		"hi <img src=x onerror=alert(1)//":              "hi",
		"how do I add a <script> tag?":                  "how do I add a  tag?",
		"\u202eevil\u202c text":                         "evil text",
		"hid\U000e0041\U000e0042den":                    "hidden",
		"me\u200bde\u00adwer\ufeffker":                  "medewerker",
		"a\x00b\x07c\x1b[31m":                           "abc[31m",
		"\r\n one\r\ntwo\rthree\u2028four \u00a0\u200b": "one\ntwo\nthree\nfour",
		"cafe\u0301":                                    "café",
		"a\u200db":                                      "ab",
	} {
		t.Run(in, func(t *testing.T) {
			got, err := Input(in)
			require.NoError(t, err)
			if strings.HasPrefix(in, "a<!-->") { // a browser ends the comment there
				require.NotContains(t, got, "script")
				return
			}
			require.Equal(t, want, got)
		})
	}
}

func TestInputRefusesWhatIsNoMessage(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		code chat.Code
	}{
		"empty":             {"", chat.CodeMessageEmpty},
		"blank":             {" \t\r\n\u00a0\u2003\u3000", chat.CodeMessageEmpty},
		"invisible":         {"\u200b\u200d\ufeff\u2060\u00ad\u3164\ufe0f \ufe0f", chat.CodeMessageEmpty},
		"controls":          {"\x00\x01\x7f", chat.CodeMessageEmpty},
		"only markup":       {"<script>alert(1)</script><br><!-- x -->", chat.CodeMessageEmpty},
		"not UTF-8":         {"a\xffb", chat.CodeInvalid},
		"a surrogate":       {"\xed\xa0\x80", chat.CodeInvalid},
		"too long":          {strings.Repeat("é", chat.MaxMessageRunes+1), chat.CodeMessageTooLong},
		"far too long":      {strings.Repeat("a", 10<<20), chat.CodeMessageTooLong},
		"too long in tags":  {strings.Repeat("<b>", chat.MaxMessageRunes), chat.CodeMessageTooLong},
		"long and not UTF8": {strings.Repeat("\xff", 10<<20), chat.CodeMessageTooLong},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Input(c.in)
			require.Error(t, err)
			require.Equal(t, c.code, chat.CodeOf(err))
		})
	}
	got, err := Input("  " + strings.Repeat("é", chat.MaxMessageRunes) + "\n\n")
	require.NoError(t, err)
	require.Equal(t, strings.Repeat("é", chat.MaxMessageRunes), got)
}

func TestInputIsFastOnHostileText(t *testing.T) {
	n := chat.MaxMessageRunes
	for _, unit := range []string{"<", "<b ", "<b<", "<a \"", "<a x='", "<script>", "<!--", "<b>", "</", "><", "<b onx='>", "<x<!--", "<s<s>", "-->", "<svg><", "\u0301"} {
		in := strings.Repeat(unit, n/len([]rune(unit)))
		start := time.Now()
		clean, err := Input(in)
		if err == nil {
			again, err := Input(clean)
			require.NoError(t, err)
			require.Equal(t, clean, again, unit)
		}
		require.Less(t, time.Since(start), 3*time.Second, unit)
	}
}

func FuzzInput(f *testing.F) {
	for _, p := range payloads(f) {
		f.Add(p)
	}
	for _, s := range []string{"if a<b and c>d", "<me@example.com>", "<3 </3", "<b <\u0338 onclick=x>", "<b<br>onclick=x>", "e<b>\u0301", "<scr\u200bipt>x</script>",
		"<b title='\n>' onx=1>", "<<<b<b>>b>", "<!<b>--<script>-->", "\u212b\u200d", "<dix</dialon onclose=alert(1)>al"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		clean, err := Input(raw)
		if err != nil {
			require.NotEqual(t, chat.CodeInternal, chat.CodeOf(err))
			return
		}
		again, err := Input(clean)
		require.NoError(t, err)
		require.Equal(t, clean, again, "idempotent")
		require.LessOrEqual(t, len([]rune(clean)), chat.MaxMessageRunes)
		requireNoElements(t, clean)
		requireSafe(t, VisitorHTML(clean), func(string) bool { return true })
	})
}

// requireNoElements parses text as a browser would and refuses everything that
// it would take for an element, except the words of a comparison.
func requireNoElements(t testing.TB, text string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(text))
	for z.Next() != html.ErrorToken {
		tok := z.Token()
		if tok.Type != html.StartTagToken && tok.Type != html.SelfClosingTagToken {
			continue
		}
		for _, a := range tok.Attr {
			if a.Val == "" {
				continue
			}
			require.False(t, len(a.Key) > 3 && strings.HasPrefix(a.Key, "on"), "event handler in %q", text)
			require.NotContains(t, []string{"src", "href", "style", "srcdoc", "action", "formaction"}, a.Key, text)
		}
		switch tok.Data {
		case "script", "style", "iframe", "object", "embed", "svg", "math", "img", "form", "input", "video", "link", "meta", "base", "template", "br", "div", "h1":
			require.Fail(t, "element "+tok.Data, "%q", text)
		case "a", "b", "i", "p", "button", "details", "select", "textarea":
			require.NotEmpty(t, tok.Attr, "element in %q", text)
		}
	}
}
