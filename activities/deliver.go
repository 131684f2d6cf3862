package activities

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/sanitize"
)

// Outcome says how a turn's delivery ended.
type Outcome string

// The outcomes of step 6.
const (
	OutcomeAnswered Outcome = "answered"
	OutcomeDeclined Outcome = "declined" // the model says that the passages do not answer
	OutcomeStale    Outcome = "stale"    // an article was withdrawn meanwhile: retrieve again
)

// Published is the result of step 6.
type Published struct {
	Step
	Outcome   Outcome
	MessageID string   // of the answer
	Articles  []string // the owner's ids of the cited articles
}

// Deliver is step 6: it makes the provider's text safe, resolves what it cites and
// publishes it. Markdown and HTML are both stored. An article that was
// withdrawn since retrieval never reaches the visitor.
func (a *Activities) Deliver(ctx context.Context, in Turn) (Published, error) {
	start := time.Now()
	turn, err := a.Transcript.FindTurn(ctx, in.TurnKey)
	if err != nil {
		return Published{}, coded(err)
	}
	if turn.Answer == nil {
		return Published{}, coded(chat.Errorf(chat.CodeNotFound, "The turn has no answer to deliver."))
	}
	if turn.Answer.Declined {
		return Published{Step: since(start), Outcome: OutcomeDeclined}, nil
	}
	withdrawn, err := a.Sites.ListWithdrawn(ctx, in.SiteID, articleIDs(turn.Passages))
	if err != nil {
		return Published{}, err
	}
	if len(withdrawn) > 0 {
		return Published{Step: since(start), Outcome: OutcomeStale}, nil
	}
	reply, err := a.reply(ctx, turn)
	if err != nil {
		return Published{}, err
	}
	if reply.Content == "" {
		return Published{Step: since(start), Outcome: OutcomeDeclined}, nil
	}
	id, err := a.Transcript.DeliverReply(ctx, in.TurnKey, reply)
	if err != nil {
		return Published{}, coded(err)
	}
	out := Published{Outcome: OutcomeAnswered, MessageID: id}
	for _, c := range reply.Citations {
		out.Articles = append(out.Articles, c.ExternalID)
	}
	out.Step = since(start)
	return out, nil
}

// reply makes a turn's answer safe and resolves what it cites. Its content is ""
// when nothing is left to say.
func (a *Activities) reply(ctx context.Context, turn chat.Turn) (chat.Reply, error) {
	allowed, err := a.linkHosts(ctx, turn)
	if err != nil {
		return chat.Reply{}, err
	}
	markdown, html := sanitize.Output(turn.Answer.Markdown, allowed)
	if strings.TrimSpace(markdown) == "" {
		return chat.Reply{}, nil
	}
	return chat.Reply{
		Role:          chat.RoleAssistant,
		Content:       markdown,
		HTML:          html,
		Citations:     citations(turn.Passages, turn.Answer.Cited),
		Answerability: &turn.Answerability,
		QuickReplies:  turn.Answer.QuickReplies,
	}, nil
}

func articleIDs(passages []chat.Passage) []string {
	ids := []string{}
	for _, p := range passages {
		if !slices.Contains(ids, p.ArticleID) {
			ids = append(ids, p.ArticleID)
		}
	}
	return ids
}

// citations names each cited article once, in the order of its first mention.
// An answer that marks no passage is taken to rest on the best one.
func citations(passages []chat.Passage, cited []int) []chat.Citation {
	if len(cited) == 0 && len(passages) > 0 {
		cited = []int{0}
	}
	out := []chat.Citation{}
	for _, i := range cited {
		p := passages[i]
		if slices.ContainsFunc(out, func(c chat.Citation) bool { return c.ArticleID == p.ArticleID }) {
			continue
		}
		out = append(out, chat.Citation{ArticleID: p.ArticleID, ExternalID: p.ExternalID, Title: p.Title, URL: p.URL})
	}
	return out
}

var (
	linkPattern = regexp.MustCompile(`https?://[^\s<>()\[\]"']+`)
	mailPattern = regexp.MustCompile(`[\w.+-]+@([\w-]+(?:\.[\w-]+)+)`)
)

// linkHosts allows links to the site's own domains and to hosts that the
// retrieved articles name themselves, so that a model cannot be led to send a
// visitor, or data in a link, anywhere else.
func (a *Activities) linkHosts(ctx context.Context, turn chat.Turn) (func(host string) bool, error) {
	origins, err := a.Sites.ListOrigins(ctx, turn.SiteID)
	if err != nil {
		return nil, err
	}
	links, hosts := origins, map[string]bool{}
	for _, p := range turn.Passages {
		links = append(links, p.URL)
		links = append(links, linkPattern.FindAllString(p.Text, -1)...)
		for _, m := range mailPattern.FindAllStringSubmatch(p.Text, -1) {
			hosts[strings.ToLower(m[1])] = true
		}
	}
	for _, l := range links {
		if u, err := url.Parse(l); err == nil && u.Hostname() != "" {
			hosts[strings.ToLower(u.Hostname())] = true
		}
	}
	return func(host string) bool { return hosts[strings.ToLower(host)] }, nil
}
