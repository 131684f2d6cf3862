package store

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/innconnect/innconnect/internal/chat"
)

// MaxPage is the most that a page of any list of staff holds.
const MaxPage = 100

// cursor is where a page of a list that is sorted by a time and an id ends.
type cursor struct {
	at time.Time
	id string
}

// String writes the cursor: the time in microseconds, as the database keeps it,
// and the id.
func (c cursor) String() string {
	return strconv.FormatInt(c.at.UnixMicro(), 10) + "_" + c.id
}

// newestFirst is before the first row of a list that begins with the newest.
func newestFirst() cursor { return cursor{time.Now().Add(24 * time.Hour), uuid.Max.String()} }

var errNoCursor = chat.Errorf(chat.CodeInvalid, "This is not a cursor of a page of this list.")

// parseCursor reads what String wrote, first for "". It returns CodeInvalid for
// anything else.
func parseCursor(text string, first cursor) (cursor, error) {
	if text == "" {
		return first, nil
	}
	micros, id, found := strings.Cut(text, "_")
	n, err := strconv.ParseInt(micros, 10, 64)
	const latest = 253402300799e6 // of the year 9999
	if !found || err != nil || n < 0 || n > latest || !isID(id) {
		return cursor{}, errNoCursor
	}
	return cursor{time.UnixMicro(n), id}, nil
}

// nameCursor is where a page of a list that is sorted by a name and an id ends.
type nameCursor struct {
	name, id string
}

// String writes the cursor: the name in base64 for addresses, and the id.
func (c nameCursor) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(c.name)) + "." + c.id
}

// parseNameCursor reads what String wrote; for "" it is before the first row. It
// returns CodeInvalid for anything else.
func parseNameCursor(text string) (nameCursor, error) {
	if text == "" {
		return nameCursor{id: uuid.Nil.String()}, nil
	}
	encoded, id, found := strings.Cut(text, ".")
	name, err := base64.RawURLEncoding.DecodeString(encoded)
	if !found || err != nil || !utf8.Valid(name) || bytes.IndexByte(name, 0) >= 0 || !isID(id) {
		return nameCursor{}, errNoCursor
	}
	return nameCursor{string(name), id}, nil
}

func isID(id string) bool { return len(id) == 36 && uuid.Validate(id) == nil }

// pageOf cuts rows, of which one more than limit was asked for, to the page and
// returns the cursor of the page that follows, "" at the end.
func pageOf[T any, C fmt.Stringer](rows []T, limit int, at func(T) C) ([]T, string) {
	if len(rows) <= limit {
		return rows, ""
	}
	return rows[:limit], at(rows[limit-1]).String()
}
