package activities

import (
	"context"
	"sync"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"

	"github.com/innconnect/innconnect/internal/answer"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/sanitize"
)

// Generate is the input of step 5.
type Generate struct {
	Turn
	Provider chat.Provider
	Passages int // so many found room in the prompt
}

// Generated is the result of step 5.
type Generated struct {
	Step
	Model        string
	Attempt      int32
	InputTokens  int
	OutputTokens int
}

const (
	heartbeatEvery = 2 * time.Second       // well inside the workflow's heartbeat time-out
	draftEvery     = 80 * time.Millisecond // how often a visitor sees new words
	retryAfterCap  = 30 * time.Second      // a provider that asks for longer counts as down
)

// Generate is step 5: the site's provider writes the answer. The complete text
// is stored; while it is being written its visible part is kept as a draft. An
// attempt that fails leaves no answer behind.
func (a *Activities) Generate(ctx context.Context, in Generate) (Generated, error) {
	start := time.Now()
	turn, err := a.Transcript.FindTurn(ctx, in.TurnKey)
	if err != nil {
		return Generated{}, coded(err)
	}
	attempt := activity.GetInfo(ctx).Attempt
	if turn.Answer != nil { // an earlier attempt finished and died before saying so
		return Generated{Step: since(start), Attempt: attempt}, nil
	}
	var text chat.Answer
	var g chat.Generation
	if in.Provider == chat.ProviderExtractive {
		text, g = extract(turn)
	} else if text, g, err = a.askModel(ctx, in, turn, attempt); err != nil {
		return Generated{}, err
	}
	if err := a.Transcript.FinishDraft(ctx, in.TurnKey, int(attempt), text, g); err != nil {
		return Generated{}, err
	}
	return Generated{
		Step: since(start), Model: g.Model, Attempt: attempt,
		InputTokens: g.InputTokens, OutputTokens: g.OutputTokens,
	}, nil
}

// askModel has the site's model write the answer, and keeps what it has written
// so far as the turn's draft.
func (a *Activities) askModel(ctx context.Context, in Generate, turn chat.Turn, attempt int32) (chat.Answer, chat.Generation, error) {
	allowed, err := a.linkHosts(ctx, turn)
	if err != nil {
		return chat.Answer{}, chat.Generation{}, err
	}
	stopHeartbeat := heartbeat(ctx)
	defer stopHeartbeat()
	d := &draftWriter{
		ctx: ctx, transcript: a.Transcript, key: in.TurnKey, attempt: int(attempt),
		allowed: allowed, stream: answer.NewStream(in.Passages), last: time.Now(),
	}
	text, g, err := a.ask(ctx, in.SiteID, in.Provider, turn.Prompt, in.Passages, d.add)
	if p := chat.AsProviderError(err); p != nil {
		a.Log.WarnContext(ctx, "generation failed", "session_id", in.SessionID, "turn_id", in.TurnID,
			"attempt", attempt, "kind", p.Kind, "status", p.Status)
		return chat.Answer{}, chat.Generation{}, providerFailed(p)
	}
	return text, g, coded(err)
}

// ask has the site's model write an answer from the first so many passages. Its
// failures are *chat.ProviderError.
func (a *Activities) ask(ctx context.Context, siteID string, by chat.Provider, p chat.Prompt, passages int, onDelta func(string) error) (chat.Answer, chat.Generation, error) {
	settings, err := a.Sites.FindSettings(ctx, siteID)
	if err != nil {
		return chat.Answer{}, chat.Generation{}, err
	}
	settings.Provider = by
	model, err := a.Models.For(settings)
	if err != nil {
		a.noteCall(ctx, chat.ModelCall{SiteID: siteID, Provider: by}, err)
		return chat.Answer{}, chat.Generation{}, err
	}
	start := time.Now()
	g, err := model.Stream(ctx, p, onDelta)
	a.noteCall(ctx, chat.ModelCall{SiteID: siteID, Provider: by, Model: g.Model, Took: time.Since(start)}, err)
	if err != nil {
		return chat.Answer{}, chat.Generation{}, err
	}
	g.ChargedTokens = charged(p, g)
	parsed := answer.Parse(g.Text, passages)
	out := chat.Answer{Markdown: parsed.Markdown, Declined: parsed.Declined, QuickReplies: parsed.QuickReplies}
	for _, number := range parsed.Cited {
		out.Cited = append(out.Cited, number-1)
	}
	return out, g, nil
}

// noteCall keeps how a call ended. An end that is not the provider's says nothing
// about it, and an answer does not wait for what cannot be kept.
func (a *Activities) noteCall(ctx context.Context, c chat.ModelCall, ended error) {
	if p := chat.AsProviderError(ended); p != nil {
		c.Failure = p.Error()
	} else if ended != nil {
		return
	}
	if err := a.ModelCalls.NoteModelCall(context.WithoutCancel(ctx), c); err != nil {
		a.Log.WarnContext(ctx, "note model call", "site_id", c.SiteID, "error", err)
	}
}

// charged is what an answer costs the budgets. A provider that does not say how
// many tokens it took is charged an estimate, or its sites would have no budget.
func charged(p chat.Prompt, g chat.Generation) int {
	if said := g.InputTokens + g.OutputTokens; said > 0 {
		return said
	}
	estimate := answer.Tokens(g.Text)
	for _, m := range p.Messages {
		estimate += answer.Tokens(m.Content)
	}
	return estimate
}

// providerFailed tells the workflow when to try again, if at all.
func providerFailed(p *chat.ProviderError) error {
	if p.Kind == chat.ProviderRejected {
		return temporal.NewNonRetryableApplicationError(p.Error(), string(p.Kind), nil)
	}
	return temporal.NewApplicationErrorWithOptions(p.Error(), string(p.Kind), temporal.ApplicationErrorOptions{
		NextRetryDelay: min(p.RetryAfter, retryAfterCap), // 0: the policy's own delay
	})
}

// heartbeat tells the server that this worker lives until the returned
// function is called, so that an answer moves to another worker soon after a
// crash.
//
// A heartbeat keeps the activity's own context: the SDK takes one whose context
// ends as the end of the whole activity.
func heartbeat(ctx context.Context) (stop func()) {
	stopping := make(chan struct{})
	var done sync.WaitGroup
	done.Go(func() {
		t := time.NewTicker(heartbeatEvery)
		defer t.Stop()
		for {
			select {
			case <-stopping:
				return
			case <-ctx.Done():
				return
			case <-t.C:
				activity.RecordHeartbeat(ctx)
			}
		}
	})
	return func() { close(stopping); done.Wait() }
}

// draftWriter keeps the visible part of an answer in the transcript while it
// is being written.
type draftWriter struct {
	ctx        context.Context
	transcript Transcript
	key        chat.TurnKey
	attempt    int
	allowed    func(host string) bool

	stream  *answer.Stream
	visible string // all that the stream let through, before sanitising
	saved   string
	last    time.Time
}

func (d *draftWriter) add(delta string) error {
	d.visible += d.stream.Write(delta)
	if time.Since(d.last) < draftEvery || d.visible == "" {
		return nil
	}
	d.last = time.Now()
	safe, _ := sanitize.Output(d.visible, d.allowed)
	// Text that a visitor has seen stays: when sanitising takes back a part of
	// it, nothing more is shown before the finished answer.
	if len(safe) <= len(d.saved) || safe[:len(d.saved)] != d.saved {
		return nil
	}
	d.saved = safe
	return d.transcript.SaveDraft(d.ctx, d.key, d.attempt, safe)
}
