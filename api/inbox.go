package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// FollowInbox tells what happens on the user's sites as a stream.
func (s *server) FollowInbox(ctx context.Context, in FollowInboxRequestObject) (FollowInboxResponseObject, error) {
	c := ctx.(*gin.Context)
	looking, cancel := context.WithTimeout(c.Request.Context(), storeTimeout)
	defer cancel()
	newest, removed, err := s.Store.FindInboxPosition(looking)
	if err != nil { // a stream that has begun has no status left
		return nil, err
	}
	_ = http.NewResponseController(c.Writer).SetReadDeadline(time.Time{}) // the server's is shorter than a stream
	out := &inboxStream{server: s, client: c.Request.Context(), token: tokenOf(ctx), after: newest, anew: true}
	if last := in.Params.LastEventID; last != nil && *last >= removed && *last <= newest {
		out.after, out.anew = *last, false
	}
	return out, nil
}

const (
	inboxBatch  = 100
	inboxPause  = 250 * time.Millisecond // between two looks of a stream, however much happens
	inboxChecks = 15 * time.Second       // of a session that nobody ended: it may have run out
)

// inboxEvents are the names of the kinds of events.
var inboxEvents = map[chat.InboxKind]string{
	chat.InboxCreated:   "conversation_created",
	chat.InboxMessage:   "message",
	chat.InboxEscalated: "conversation_escalated",
	chat.InboxTaken:     "conversation_taken",
	chat.InboxReleased:  "conversation_released",
	chat.InboxClosed:    "conversation_closed",
	chat.InboxChanged:   "conversation_changed",
	chat.InboxSeen:      "seen",

	chat.InboxNotification: "notification",
}

// inboxStream is the inbox of one user as server-sent events.
type inboxStream struct {
	*server
	client context.Context // ends when the client goes away
	token  string          // of the user's session

	after  int64                         // the last event that the client has
	anew   bool                          // the client is still to be told that it begins anew
	counts *chat.InboxCounts             // that the client has; nil when that is not known
	typing map[string]time.Time          // until when visitors are shown as typing, by conversation
	there  map[string][]PresentColleague // that the client knows of, by conversation
	pause  time.Duration                 // until the next look when nothing happens
	looked time.Time
}

// VisitFollowInboxResponse writes the stream until the session ends or it is
// cut short.
func (i *inboxStream) VisitFollowInboxResponse(w http.ResponseWriter) error {
	out := beginEvents(w, i.pace.write)
	defer out.release()
	i.watch(i.client, out, watching{topic: store.InboxTopic, tell: i.tell})
	return nil
}

// tell sends what is new. It looks again after the pause that it returns, and
// never when the user's session is over.
func (i *inboxStream) tell(ctx context.Context, out *eventWriter) (pause time.Duration, over bool) {
	if wait := inboxPause - time.Since(i.looked); wait > 0 {
		return wait, false
	}
	i.looked = time.Now()
	for out.err == nil {
		more, err := i.next(ctx, out)
		switch {
		case chat.CodeOf(err) == chat.CodeNotFound:
			return 0, true
		case err != nil:
			return lookAgain, false
		case !more:
			return i.pause, false
		}
	}
	return 0, false
}

// next sends at most a batch of events and tells whether there may be more. Its
// error is chat.ErrNotFound when the user's session is over.
func (i *inboxStream) next(ctx context.Context, out *eventWriter) (more bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	user, err := i.Store.PeekUserBySession(ctx, i.token)
	if err != nil {
		return false, err
	}
	if i.anew {
		return true, i.begin(ctx, out, user.ID)
	}
	events, err := i.Store.ListInbox(ctx, user.ID, i.after, inboxBatch)
	if err != nil {
		return false, err
	}
	shown, err := i.conversations(ctx, user.ID, events)
	if err != nil {
		return false, err
	}
	for _, e := range events {
		i.send(out, e, shown)
		i.after = e.Seq
	}
	if len(events) == inboxBatch {
		return true, nil
	}
	counts, err := i.Store.CountInbox(ctx, user.ID)
	if err != nil {
		return false, err
	}
	if i.counts == nil || counts != *i.counts {
		i.counts = &counts
		out.send("counts", countsView(counts))
	}
	if err := i.tellTyping(ctx, out, user.ID); err != nil {
		return false, err
	}
	return false, i.tellPresence(ctx, out, user.ID)
}

// tellTyping tells of the visitors who gave a new sign of typing.
func (i *inboxStream) tellTyping(ctx context.Context, out *eventWriter, userID string) error {
	now, err := i.Store.ListVisitorsTyping(ctx, userID)
	if err != nil {
		return err
	}
	for id, until := range now {
		if !until.Equal(i.typing[id]) {
			out.send("typing", InboxTyping{ConversationID: id})
		}
	}
	i.typing = now
	return nil
}

// tellPresence tells where colleagues came, left or began or stopped to write.
func (i *inboxStream) tellPresence(ctx context.Context, out *eventWriter, userID string) error {
	present, changes, err := i.Store.ListPresent(ctx, userID)
	if err != nil {
		return err
	}
	if i.pause = inboxChecks; len(present) > 0 {
		i.pause = min(i.pause, changes)
	}
	now := map[string][]PresentColleague{}
	for id, colleagues := range present {
		now[id] = views(colleagues, presentView)
		if !slices.Equal(now[id], i.there[id]) {
			out.send("presence", InboxPresence{ConversationID: id, Colleagues: now[id]})
		}
	}
	for id := range i.there {
		if now[id] == nil {
			out.send("presence", InboxPresence{ConversationID: id, Colleagues: []PresentColleague{}})
		}
	}
	i.there = now
	return nil
}

func presentView(in chat.Present) PresentColleague {
	return PresentColleague{ID: in.UserID, Name: in.Name, Typing: in.Typing}
}

// begin tells the client that it begins anew.
func (i *inboxStream) begin(ctx context.Context, out *eventWriter, userID string) error {
	counts, err := i.Store.CountInbox(ctx, userID)
	if err != nil {
		return err
	}
	i.anew, i.counts = false, &counts
	out.sendKept(i.after, "ready", countsView(counts))
	return nil
}

// conversations returns those of the events that the user may see, as they are
// now, by id.
func (i *inboxStream) conversations(ctx context.Context, userID string, events []chat.InboxEvent) (map[string]ConversationListing, error) {
	var ids []string
	for _, e := range events {
		ids = append(ids, e.SessionID)
	}
	out := map[string]ConversationListing{}
	if len(ids) == 0 {
		return out, nil
	}
	found, err := i.Store.ListConversationsByID(ctx, userID, ids)
	for _, c := range found {
		out[c.ID] = listingView(c)
	}
	return out, err
}

func (i *inboxStream) send(out *eventWriter, e chat.InboxEvent, shown map[string]ConversationListing) {
	conversation, visible := shown[e.SessionID]
	switch {
	case !visible: // any more
	case e.Message != nil:
		out.sendKept(e.Seq, inboxEvents[e.Kind], InboxMessage{Conversation: conversation, Message: messageView(*e.Message)})
	default:
		out.sendKept(e.Seq, inboxEvents[e.Kind], InboxConversation{Conversation: conversation})
	}
}

func countsView(in chat.InboxCounts) InboxCounts {
	return InboxCounts{Waiting: in.Waiting, Mine: in.Mine, Unread: in.Unread, Notifications: in.Notifications}
}
