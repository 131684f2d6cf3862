package extractive

import (
	"strings"
	"unicode/utf8"

	"github.com/innconnect/innconnect/internal/chat"
)

const (
	maxReplies    = 3
	maxReplyRunes = 60
	// farBehind is the share of the best passage's score under which a passage
	// gives no topic.
	farBehind = 0.6
)

// QuickReplies returns up to 3 topics to go on with, worded by the articles
// themselves: headings of the articles that the chosen passages are from, then
// titles of other articles that were found. What a chosen passage is about is
// left out.
func QuickReplies(passages []chat.Passage, chosen []int) []string {
	if len(chosen) == 0 || chosen[0] >= len(passages) {
		return nil
	}
	var sections []section
	used := map[int]bool{}
	isChosen := map[int]bool{}
	for _, i := range chosen {
		isChosen[i] = true
	}
	for i, p := range passages {
		for _, s := range parse(i, p) {
			used[len(sections)] = isChosen[i]
			sections = append(sections, s)
		}
	}
	return topics(passages, sections, used)
}

// topics returns what the sections that are not used are about.
func topics(passages []chat.Passage, sections []section, used map[int]bool) []string {
	first := -1
	taken := map[string]bool{"": true}
	for i, s := range sections {
		if used[i] {
			if first < 0 {
				first = i
			}
			taken[strings.ToLower(s.heading)] = true
			taken[strings.ToLower(s.title)] = true
		}
	}
	if first < 0 {
		return nil
	}
	answer := sections[first]
	var out []string
	add := func(topic string, limit int) {
		topic = strings.TrimSpace(withoutTargets(strings.NewReplacer("*", "", "`", "", "[", "", "_", " ").Replace(topic)))
		key := strings.ToLower(topic)
		if len(out) < limit && !taken[key] && utf8.RuneCountInString(topic) <= maxReplyRunes {
			taken[key] = true
			out = append(out, topic)
		}
	}
	for i, s := range sections { // of the same article, leaving a place for another
		if !used[i] && passages[s.passage].ArticleID == passages[answer.passage].ArticleID {
			add(s.heading, maxReplies-1)
		}
	}
	for _, p := range passages {
		if p.Language == answer.language && p.Score >= farBehind*passages[0].Score {
			add(p.Title, maxReplies)
		}
	}
	return out
}
