package api

import (
	"time"

	"github.com/innconnect/innconnect/internal/chat"
)

// The functions here write the domain's types as the contract does. What the
// contract does not name stays inside.

func sessionView(in chat.Session) Session {
	out := Session{
		ID:               in.ID,
		VisitorID:        in.VisitorID,
		Status:           SessionStatus(in.Status),
		EscalationReason: orNull(EscalationReason(in.EscalationReason)),
		Agent:            agentView(in.Agent),
		Language:         in.Language,
		CreatedAt:        in.CreatedAt.UTC(),
		EscalatedAt:      utc(in.EscalatedAt),
		ClosedAt:         utc(in.ClosedAt),
	}
	if r := in.Rating; r != nil {
		out.Rating = &Rating{Stars: r.Stars, Tags: list(r.Tags), Feedback: r.Feedback, CreatedAt: r.CreatedAt.UTC()}
	}
	return out
}

func messageView(in chat.Message) Message {
	out := Message{
		ID:              in.ID,
		SessionID:       in.SessionID,
		Seq:             in.Seq,
		Role:            MessageRole(in.Role),
		Agent:           authorView(in),
		ClientMessageID: orNull(in.ClientMessageID),
		Content:         in.Content,
		HTML:            in.HTML,
		ReplyID:         orNull(in.ReplyID),
		Citations:       views(in.Citations, citationView),
		Answerability:   in.Answerability,
		QuickReplies:    list(in.QuickReplies),
		Reaction:        orNull(Reaction(in.Reaction)),
		CreatedAt:       in.CreatedAt.UTC(),
	}
	return out
}

func citationView(in chat.Citation) Citation {
	return Citation{ArticleID: in.ArticleID, ExternalID: in.ExternalID, Title: in.Title, URL: orNull(in.URL)}
}

// agentView is what visitors know of a person.
func agentView(in *chat.Agent) *Agent {
	if in == nil {
		return nil
	}
	return &Agent{Name: in.Name}
}

func authorView(in chat.Message) *Agent {
	if in.Role != chat.RoleAgent {
		return nil
	}
	return &Agent{Name: in.AgentName}
}

// views writes a list as the contract does.
func views[D, V any](in []D, view func(D) V) []V {
	out := make([]V, len(in))
	for i, d := range in {
		out[i] = view(d)
	}
	return out
}

// orNull returns nil for the zero value.
func orNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// list makes an empty list an empty JSON array.
func list(in []string) []string {
	if in == nil {
		return []string{}
	}
	return in
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}
