package activities

import (
	"context"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/intent"
	"github.com/innconnect/innconnect/internal/lang"
	"github.com/innconnect/innconnect/internal/sanitize"
)

// SmallTalk is the input of the step that answers a greeting or thanks.
type SmallTalk struct {
	Turn
	Kind     intent.SmallTalk
	Language string // "" for the session's
}

// ReplyToSmallTalk answers a message that asks nothing with one of the
// product's own texts: there is nothing to look up, and no person to bother.
func (a *Activities) ReplyToSmallTalk(ctx context.Context, in SmallTalk) (Delivered, error) {
	start := time.Now()
	language := in.Language
	if language == "" {
		s, err := a.Transcript.FindSession(ctx, in.SiteID, in.SessionID)
		if err != nil {
			return Delivered{}, coded(err)
		}
		language = s.Language
	}
	markdown, html := sanitize.Output(smallTalk(in.Kind, language), nil)
	id, err := a.Transcript.DeliverReply(ctx, in.TurnKey, chat.Reply{Role: chat.RoleAssistant, Content: markdown, HTML: html})
	return Delivered{Step: since(start), MessageID: id}, coded(err)
}

func smallTalk(kind intent.SmallTalk, language string) string {
	if kind == intent.Thanks {
		return lang.Text(language, lang.YouAreWelcome)
	}
	return lang.Text(language, lang.Welcome)
}
