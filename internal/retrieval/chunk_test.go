package retrieval

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestChunksKeepTheHeadingsAboveThem(t *testing.T) {
	long := strings.Repeat("word ", 100)
	got := cut("Intro.\n\n# Rooms\n\n" + long + "\n\n## Beds\n\n" + long + "\n\n# Food\n\nBreakfast.")
	require.Len(t, got, 3)
	require.Equal(t, "Rooms", got[1].Heading[:5])
	require.Contains(t, got[1].Heading, "Rooms › Beds")
	require.Equal(t, "Food", got[2].Heading)
	require.Equal(t, "Breakfast.", got[2].Text)
}

func TestAHeadingEndsItsSiblingsWhateverLevelTheArticleBeginsAt(t *testing.T) {
	long := strings.Repeat("word ", 200)
	chunks := cut("## First\n\n" + long + "\n\n## Second\n\n" + long + "\n\n#### Deep\n\n" + long + "\n\n### Less deep\n\n" + long)
	var headings []string
	for _, c := range chunks {
		if !slices.Contains(headings, c.Heading) {
			headings = append(headings, c.Heading)
		}
	}
	require.Equal(t, []string{"First", "Second", "Second › Deep", "Second › Less deep"}, headings)
}

func TestShortSectionsStayTogether(t *testing.T) {
	got := cut("## One\n\nA few words.\n\n## Two\n\nA few more.")
	require.Len(t, got, 1)
	require.Equal(t, "One", got[0].Heading)
	require.Equal(t, "A few words.\n\n## Two\n\nA few more.", got[0].Text)
}

func TestNothingOfAnArticleIsLost(t *testing.T) {
	body := "Setext\n======\n\nText with *marks*.\n\n- one\n- two\n\n  still two\n\n> quoted\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n" +
		"```go\nfunc main() {}\n```\n\n```\nplain fence\n```\n\n---\n\n<div>html</div>\n\nLast " + strings.Repeat("long sentence here. ", 120)
	var all []string
	for _, c := range cut(body) {
		require.LessOrEqual(t, len(strings.Fields(c.Text)), chunkWords+10)
		all = append(all, strings.Fields(c.Heading)...)
		all = append(all, strings.Fields(c.Text)...)
	}
	joined := strings.Join(all, " ")
	for _, w := range strings.Fields(body) {
		if strings.Trim(w, "=") != "" {
			require.Contains(t, joined, w)
		}
	}
	require.Contains(t, joined, "```go func main() {} ```")
	require.Contains(t, joined, "``` plain fence ```")
}

func TestATextWithoutSentencesIsStillCut(t *testing.T) {
	for _, c := range cut(strings.Repeat("word ", 1000)) {
		require.LessOrEqual(t, len(strings.Fields(c.Text)), chunkWords)
	}
}

func TestAnEmptyBodyIsOneEmptyChunk(t *testing.T) {
	require.Len(t, cut(""), 1)
	got := cut("# Only a heading")
	require.Len(t, got, 1)
	require.Equal(t, "Only a heading", got[0].Heading)
}
