// Package summary puts a conversation into a few words for the person who takes
// it over. It quotes and counts; no model is asked.
package summary

import (
	"cmp"
	"slices"
	"strings"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/intent"
	"github.com/innconnect/innconnect/internal/lang"
)

// Summary is what somebody must know of a conversation before reading it.
type Summary struct {
	FirstQuestion string   // of the visitor, at most MaxQuote characters; "" before any message
	LastQuestion  string   // the newest, the same; "" when it is the first
	Language      string   // that the visitor writes in, BCP 47 primary tag
	Questions     int      // messages of the visitor
	Answers       int      // of the assistant, from the articles
	Unanswered    int      // messages of the visitor without a reply
	Articles      []string // titles of what the answers were taken from, each once
}

// MaxQuote is how many characters of a message are quoted.
const MaxQuote = 280

// Of summarises a conversation by its session and its messages, in order.
// Greetings and thanks are no questions, unless the visitor wrote nothing else.
func Of(s chat.Session, messages []chat.Message) Summary {
	out := Summary{Language: s.Language}
	var words, questions []string
	for _, m := range messages {
		switch m.Role {
		case chat.RoleVisitor:
			text := strings.Join(strings.Fields(cmp.Or(m.CleanText, m.Content)), " ")
			words = append(words, text)
			if _, _, small := intent.IsSmallTalk(text); !small {
				questions = append(questions, text)
			}
			out.Questions++
			if m.ReplyID == "" {
				out.Unanswered++
			}
		case chat.RoleAssistant:
			if m.Answerability == nil {
				continue // a notice
			}
			out.Answers++
			for _, c := range m.Citations {
				if !slices.Contains(out.Articles, c.Title) {
					out.Articles = append(out.Articles, c.Title)
				}
			}
		}
	}
	if len(questions) == 0 {
		questions = words
	}
	if len(questions) == 0 {
		return out
	}
	out.FirstQuestion = quote(questions[0])
	if last := len(questions) - 1; last > 0 {
		out.LastQuestion = quote(questions[last])
	}
	out.Language = lang.Detect(strings.Join(questions, "\n"), s.Language)
	return out
}

// quote cuts a text at a word.
func quote(text string) string {
	runes := []rune(text)
	if len(runes) <= MaxQuote {
		return text
	}
	cut := string(runes[:MaxQuote-1])
	if blank := strings.LastIndexByte(cut, ' '); blank > len(cut)/2 {
		cut = cut[:blank]
	}
	return cut + "…"
}
