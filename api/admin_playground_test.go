package api

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/retrieval"
	"github.com/innconnect/innconnect/internal/store"
)

// rehearsalModel answers from the first passage. It fails where the site's model
// is called "down".
type rehearsalModel struct{ down bool }

func (rehearsalModel) For(s chat.Settings) (activities.Model, error) {
	return rehearsalModel{down: s.Model == "down"}, nil
}

func (m rehearsalModel) Stream(context.Context, chat.Prompt, func(string) error) (chat.Generation, error) {
	if m.down {
		return chat.Generation{}, &chat.ProviderError{Kind: chat.ProviderUnavailable}
	}
	return chat.Generation{Text: "Dogs are **welcome** ![x](https://evil.example/x). [1]", Model: "scripted", InputTokens: 70, OutputTokens: 5}, nil
}

func (r *rig) article(a chat.Article) chat.Article {
	r.t.Helper()
	a.SiteID, a.Language = r.site.ID, "en"
	saved, _, err := retrieval.Catalog{Articles: r.store}.Save(r.t.Context(), a)
	require.NoError(r.t, err)
	return saved
}

func TestThePlaygroundShowsWhatAVisitorWouldGet(t *testing.T) {
	r := newRig(t)
	pets := r.article(chat.Article{ExternalID: "pets", Title: "Pets", Body: "Dogs and cats are welcome in all rooms.", Status: chat.ArticlePublished})
	r.article(chat.Article{ExternalID: "draft", Title: "Dogs and cats in rooms", Body: "Not yet.", Status: chat.ArticleDraft})
	agent := r.staff(chat.UserAgent, r.site.ID)
	ask := func(question string) (out PlaygroundResult) {
		a := agent("POST", "/api/admin/sites/"+r.site.ID+"/playground", PlaygroundQuestion{Question: question})
		require.Equal(t, 200, a.StatusCode, "%s", a.body)
		a.into(t, &out)
		return out
	}

	got := ask("Are dogs welcome in the rooms?")
	require.Equal(t, PlaygroundResultOutcomeAnswered, got.Outcome)
	require.Len(t, got.Retrieval.Articles, 1, "drafts are not looked up")
	require.Equal(t, pets.ID, got.Retrieval.Articles[0].ArticleID)
	require.GreaterOrEqual(t, got.Retrieval.Answerability, got.Retrieval.Threshold)
	require.True(t, got.Retrieval.Passages[0].Cited)
	require.Contains(t, got.Answer.Content, "welcome in all rooms")
	require.Equal(t, "extractive", *got.Answer.Provider)

	far := ask("How do I grow tomatoes on the moon?")
	require.Equal(t, PlaygroundResultOutcomeEscalated, far.Outcome)
	require.Equal(t, EscalationReasonLowConfidence, *far.Reason)
	require.Nil(t, far.Answer)

	require.Equal(t, PlaygroundResultOutcomeSmallTalk, ask("Hello!").Outcome)
	person := ask("I want to talk to a human about dogs in the rooms")
	require.Equal(t, EscalationReasonCustomerRequest, *person.Reason)
	require.NotEmpty(t, person.Retrieval.Articles, "the articles are looked up whatever the words ask for")

	require.NoError(t, r.store.UpdateSettings(t.Context(), store.SettingsChange{SiteID: r.site.ID, Change: func(s *chat.Settings) { s.EscalationKeywords = []string{"refund"} }}))
	keyword := ask("Refund for dogs?")
	require.Equal(t, "refund", *keyword.Rule)
	require.Equal(t, EscalationReasonKeyword, *keyword.Reason)
}

func TestThePlaygroundKeepsNothingOfTheQuestion(t *testing.T) {
	r := newRig(t)
	r.article(chat.Article{ExternalID: "pets", Title: "Pets", Body: "Dogs and cats are welcome in all rooms.", Status: chat.ArticlePublished})
	model := func(name string) {
		require.NoError(t, r.store.UpdateSettings(t.Context(), store.SettingsChange{SiteID: r.site.ID, Change: func(s *chat.Settings) {
			s.Provider, s.BaseURL, s.Model = chat.ProviderOpenAI, "https://models.example/v1", name
		}}))
	}
	model("good")
	agent := r.staff(chat.UserAgent, r.site.ID)
	ask := func(answer bool) (out PlaygroundResult) {
		a := agent("POST", "/api/admin/sites/"+r.site.ID+"/playground", PlaygroundQuestion{Question: "Are dogs welcome in the rooms?", Answer: &answer})
		require.Equal(t, 200, a.StatusCode, "%s", a.body)
		a.into(t, &out)
		return out
	}
	before := r.content()
	require.Equal(t, PlaygroundResultOutcomeFound, ask(false).Outcome, "nobody asked for an answer")
	require.Equal(t, before, r.content())

	got := ask(true)
	require.Equal(t, 75, got.Answer.InputTokens+got.Answer.OutputTokens)
	require.NotContains(t, got.Answer.HTML, "evil", "answers are made safe as for visitors")
	after := r.content()
	before["usage_counters"] = after["usage_counters"]
	before["model_calls"] = after["model_calls"] // how the model did, without what it was asked
	require.Equal(t, before, after)

	r.limit(chat.Limits{SiteTokensPerDay: 76})
	left, err := r.store.FindSpentSiteBudget(t.Context(), r.site.ID)
	require.NoError(t, err)
	require.Equal(t, chat.BudgetNone, left)
	r.limit(chat.Limits{SiteTokensPerDay: 75})
	spent := ask(true)
	require.True(t, spent.Answer.BudgetSpent)
	require.Equal(t, "extractive", *spent.Answer.Provider)
	r.limit(chat.Limits{})

	model("down")
	down := ask(true)
	require.Equal(t, PlaygroundResultOutcomeEscalated, down.Outcome)
	require.Equal(t, EscalationReasonProviderFailure, *down.Reason)
}

func TestAQuestionOfMarkupAloneIsRefused(t *testing.T) {
	r := newRig(t)
	agent := r.staff(chat.UserAgent, r.site.ID)
	a := agent("POST", "/api/admin/sites/"+r.site.ID+"/playground", PlaygroundQuestion{Question: "<script>alert(1)</script>"})
	require.Equal(t, "message_empty", a.code(t), strconv.Quote(strings.TrimSpace(string(a.body))))
}
