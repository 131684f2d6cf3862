package chat

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"
	_ "time/tzdata" // sites name their zone, and not every machine knows it
)

// Hours are when a site's people are there. Nil means always.
type Hours struct {
	TimeZone string                 `json:"time_zone"` // IANA, such as "Europe/Amsterdam"
	Days     map[string][][2]string `json:"days"`      // "mon" to "sun": from and to, such as "09:00" and "17:00"

	zone *time.Location
	week [7][]span // by time.Weekday
}

// span is a part of a day, in minutes on the clock.
type span struct{ from, to int }

var weekdays = [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// lookahead holds a day and the same weekday after it, so that one span at least
// lies ahead.
const lookahead = 8 // days

// ParseHours reads business hours from JSON:
//
//	{"time_zone": "Europe/Amsterdam", "days": {"mon": [["09:00", "12:30"], ["13:00", "17:00"]]}}
//
// A day ends at "24:00"; days that are not named are closed. Errors have
// CodeInvalid.
func ParseHours(data []byte) (*Hours, error) {
	type fields Hours // without UnmarshalJSON
	var in fields
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&in); err != nil || dec.More() {
		return nil, Errorf(CodeInvalid, "Business hours are JSON with time_zone and days.")
	}
	h := Hours(in)
	var err error
	if h.zone, err = time.LoadLocation(h.TimeZone); err != nil || h.TimeZone == "" || h.TimeZone == "Local" {
		return nil, Errorf(CodeInvalid, "The time zone of the business hours is a name such as Europe/Amsterdam.")
	}
	open := false
	for name, spans := range h.Days {
		day := slices.Index(weekdays[:], name)
		if day < 0 {
			return nil, Errorf(CodeInvalid, "The days of the business hours are mon, tue, wed, thu, fri, sat and sun.")
		}
		end := -1
		for _, s := range spans {
			from, ok := minutes(s[0])
			to, ok2 := minutes(s[1])
			if !ok || !ok2 || from >= to || from < end {
				return nil, Errorf(CodeInvalid, "Business hours are times such as 09:00 and 17:00, in order and without overlap.")
			}
			h.week[day] = append(h.week[day], span{from, to})
			end, open = to, true
		}
	}
	if !open {
		return nil, Errorf(CodeInvalid, "Business hours name at least one time at which somebody is there.")
	}
	return &h, nil
}

// UnmarshalJSON is ParseHours.
func (h *Hours) UnmarshalJSON(data []byte) error {
	parsed, err := ParseHours(data)
	if err == nil {
		*h = *parsed
	}
	return err
}

func minutes(clock string) (int, bool) {
	if clock == "24:00" {
		return 24 * 60, true
	}
	t, err := time.Parse("15:04", clock)
	return t.Hour()*60 + t.Minute(), err == nil && len(clock) == 5
}

// Next returns the first moment from t on at which somebody is there: t itself
// during business hours. It is in the zone of the hours.
func (h *Hours) Next(t time.Time) time.Time {
	if h == nil {
		return t
	}
	for from, to := range h.openings(t) {
		if to.After(t) {
			return latest(from, t.In(h.zone))
		}
	}
	return t
}

// IsOpen tells whether somebody is there at t.
func (h *Hours) IsOpen(t time.Time) bool { return h.Next(t).Equal(t) }

// Add returns the moment at which somebody has been there for d since t.
func (h *Hours) Add(t time.Time, d time.Duration) time.Time {
	if h == nil {
		return t.Add(d)
	}
	at := t
	for { // each round goes on by up to a week of hours
		for from, to := range h.openings(at) {
			if !to.After(at) {
				continue
			}
			at = latest(from, at)
			if left := to.Sub(at); left < d {
				d -= left
				at = to
				continue
			}
			return at.Add(d)
		}
	}
}

// openings yields the spans of t's day and the week after it, in order. A span
// lasts from one time on the clock to the other, also on the day on which the
// clocks change.
func (h *Hours) openings(t time.Time) func(yield func(from, to time.Time) bool) {
	return func(yield func(from, to time.Time) bool) {
		local := t.In(h.zone)
		for i := range lookahead {
			day := time.Date(local.Year(), local.Month(), local.Day()+i, 12, 0, 0, 0, h.zone)
			for _, s := range h.week[day.Weekday()] {
				at := func(minute int) time.Time {
					return time.Date(day.Year(), day.Month(), day.Day(), 0, minute, 0, 0, h.zone)
				}
				if !yield(at(s.from), at(s.to)) {
					return
				}
			}
		}
	}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
