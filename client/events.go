package client

import (
	"bufio"
	"encoding/json"
	"io"
	"iter"
	"strings"
)

// maxEventBytes bounds one line of a stream. The API's events are far smaller.
const maxEventBytes = 1 << 20

// Event is a server-sent event.
type Event struct {
	ID   string          // "" for an event that is not replayed
	Name string          // as the contract lists them
	Data json.RawMessage // of the type that the contract names
}

// ReadEvents reads a stream of server-sent events to its end. An error is the
// last thing it yields; a stream that the server ended has none.
func ReadEvents(body io.Reader) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		lines := bufio.NewScanner(body)
		lines.Buffer(nil, maxEventBytes)
		var e Event
		for lines.Scan() {
			if lines.Text() == "" { // ends an event, if one began
				if e.Data != nil && !yield(e, nil) {
					return
				}
				e = Event{}
				continue
			}
			field, value, _ := strings.Cut(lines.Text(), ":")
			value = strings.TrimPrefix(value, " ")
			switch field {
			case "id":
				e.ID = value
			case "event":
				e.Name = value
			case "data":
				e.Data = append(e.Data, value...) // JSON does not care where lines break
			}
		}
		if err := lines.Err(); err != nil {
			yield(Event{}, err)
		}
	}
}
