package activities

import (
	"context"
	"slices"
	"strings"

	"github.com/innconnect/innconnect/internal/answer"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/lang"
	"github.com/innconnect/innconnect/internal/retrieval"
	"github.com/innconnect/innconnect/internal/sanitize"
)

// Rehearsal is what the pipeline would do with a question that begins a
// conversation.
type Rehearsal struct {
	Language  string // of the answer
	Check     EscalationChecked
	Found     retrieval.Result
	Threshold float64     // the site's, for the answerability
	Reason    chat.Reason // why a person would be asked for; "" when there is an answer
	Reply     chat.Reply  // the answer; empty with a Reason
	Provider  chat.Provider
	Spent     chat.Budget // why the articles answer in place of the site's model
	Usage     chat.Generation
}

// Cited tells whether the answer names the article.
func (r Rehearsal) Cited(articleID string) bool {
	return slices.ContainsFunc(r.Reply.Citations, func(c chat.Citation) bool { return c.ArticleID == articleID })
}

// Rehearse takes a question through the steps of the pipeline without a
// conversation: nothing is kept of it but how the model did and the tokens that it
// costs the site. A provider is asked once; the pipeline tries a failing one again. The articles
// are looked up whatever step 2 decides. Without withAnswer nothing is written
// beyond what the product says by itself.
func (a *Activities) Rehearse(ctx context.Context, siteID, question string, withAnswer bool) (Rehearsal, error) {
	site, err := a.Sites.FindSite(ctx, siteID)
	if err != nil {
		return Rehearsal{}, err
	}
	settings, err := a.Sites.FindDisplay(ctx, siteID)
	if err != nil {
		return Rehearsal{}, err
	}
	text, err := sanitize.Input(question)
	if err != nil {
		return Rehearsal{}, err
	}
	out := Rehearsal{Threshold: settings.AnswerThreshold, Language: lang.Detect(text, site.Language)}
	if out.Check, err = checkWords(settings, text); err != nil {
		return Rehearsal{}, err
	}
	if out.Found, err = a.Retriever.Search(ctx, siteID, text); err != nil {
		return Rehearsal{}, err
	}
	switch {
	case out.Check.Reason != "":
		out.Reason = out.Check.Reason
	case out.Check.SmallTalk != "":
		out.Reply = rehearsedSmallTalk(out.Check, site.Language)
	case !enough(len(out.Found.Passages), out.Found.Answerability, out.Threshold):
		out.Reason = chat.ReasonLowConfidence
	case withAnswer:
		err = a.rehearseAnswer(ctx, site, settings, text, &out)
	}
	return out, err
}

func rehearsedSmallTalk(check EscalationChecked, siteLanguage string) chat.Reply {
	language := check.Language
	if language == "" {
		language = siteLanguage
	}
	markdown, html := sanitize.Output(smallTalk(check.SmallTalk, language), nil)
	return chat.Reply{Role: chat.RoleAssistant, Content: markdown, HTML: html}
}

// rehearseAnswer runs steps 4 to 6.
func (a *Activities) rehearseAnswer(ctx context.Context, site chat.Site, settings chat.Settings, text string, out *Rehearsal) error {
	turn := chat.Turn{TurnKey: chat.TurnKey{SiteID: site.ID}, Passages: out.Found.Passages, Answerability: out.Found.Answerability}
	var plan answer.Plan
	turn.Prompt, plan = assemble(site, settings, answer.Input{Language: out.Language, Passages: turn.Passages, Question: text})
	var err error
	out.Provider, out.Spent, err = provider(settings, func() (chat.Budget, error) { return a.Budgets.FindSpentSiteBudget(ctx, site.ID) })
	if err != nil {
		return err
	}
	var written chat.Answer
	if out.Provider == chat.ProviderExtractive {
		written, out.Usage = extract(turn)
	} else {
		written, out.Usage, err = a.ask(ctx, site.ID, out.Provider, turn.Prompt, plan.PassageCount, func(string) error { return nil })
	}
	if chat.AsProviderError(err) != nil {
		out.Reason, err = chat.ReasonProviderFailure, nil
	}
	if err != nil || out.Reason != "" {
		return err
	}
	if out.Usage.ChargedTokens > 0 {
		if err := a.Budgets.CountSiteTokens(ctx, site.ID, out.Usage.ChargedTokens); err != nil {
			return err
		}
	}
	if !written.Declined {
		turn.Answer = &written
		if out.Reply, err = a.reply(ctx, turn); err != nil {
			return err
		}
	}
	if strings.TrimSpace(out.Reply.Content) == "" {
		out.Reason = chat.ReasonMissingKnowledge
	}
	return nil
}
