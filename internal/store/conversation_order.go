package store

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// ConversationOrder sorts a list of conversations.
type ConversationOrder string

// The orders. ByWaiting and ByPriority list only conversations in which a person
// is waited for.
const (
	ByNewest   ConversationOrder = "newest"   // the newest first
	ByWaiting  ConversationOrder = "waiting"  // the longest wait first
	ByPriority ConversationOrder = "priority" // what is urgent first, of each priority the longest wait
)

// sorting is how a page of sessions is sorted, and what it goes on from.
type sorting struct {
	columns   []string // of a session, all in one direction; the last is its id
	direction string   // asc or desc
	after     []any    // values of the columns
}

// sorting returns how the filter sorts. It returns CodeInvalid for an After that
// no page in this order returned.
func (f ConversationFilter) sorting() (sorting, error) {
	shortest := cursor{id: uuid.Nil.String()} // before every wait
	switch f.Order {
	case ByPriority:
		after, err := parseUrgencyCursor(f.After, urgencyCursor{cursor: shortest})
		return sorting{[]string{"urgency", "waiting_since", "id"}, "asc", []any{after.urgency, after.at, after.id}}, err
	case ByWaiting:
		after, err := parseCursor(f.After, shortest)
		return sorting{[]string{"waiting_since", "id"}, "asc", []any{after.at, after.id}}, err
	}
	after, err := parseCursor(f.After, newestFirst())
	return sorting{[]string{"created_at", "id"}, "desc", []any{after.at, after.id}}, err
}

// of writes the columns of a table, each followed by what is given.
func (o sorting) of(table, each string) string {
	out := make([]string, len(o.columns))
	for i, column := range o.columns {
		out[i] = table + "." + column + each
	}
	return strings.Join(out, ", ")
}

// by sorts the rows of a table.
func (o sorting) by(table string) string { return " order by " + o.of(table, " "+o.direction) }

// goOn leaves out the sessions s that came before.
func (o sorting) goOn(w *where) {
	beyond := map[string]string{"asc": ">", "desc": "<"}[o.direction]
	places := strings.TrimSuffix(strings.Repeat("%s, ", len(o.after)), ", ")
	w.and("("+o.of("s", "")+") "+beyond+" ("+places+")", o.after...)
}

// end returns the cursor of a page that ends with a conversation.
func (f ConversationFilter) end(l ConversationListing) fmt.Stringer {
	switch f.Order {
	case ByPriority:
		return urgencyCursor{l.urgency, cursor{*l.WaitingSince, l.ID}}
	case ByWaiting:
		return cursor{*l.WaitingSince, l.ID}
	}
	return cursor{l.CreatedAt, l.ID}
}

// urgencyCursor is where a page ends that is sorted by urgency first.
type urgencyCursor struct {
	urgency int // as the database ranks priorities
	cursor
}

func (c urgencyCursor) String() string { return strconv.Itoa(c.urgency) + "_" + c.cursor.String() }

// parseUrgencyCursor reads what String wrote, first for "". It returns
// CodeInvalid for anything else.
func parseUrgencyCursor(text string, first urgencyCursor) (urgencyCursor, error) {
	if text == "" {
		return first, nil
	}
	rank, rest, _ := strings.Cut(text, "_")
	urgency, err := strconv.ParseUint(rank, 10, 8)
	if err != nil || rest == "" {
		return urgencyCursor{}, errNoCursor
	}
	at, err := parseCursor(rest, first.cursor)
	return urgencyCursor{int(urgency), at}, err
}
