package lang

import (
	"fmt"
	"strings"
	"time"
)

// wording is how a language speaks of times. Its formats take the time on the
// clock, and a weekday before it.
type wording struct {
	today, tomorrow, on string
	weekdays            [7]string // from Sunday
	seconds             [2]string // one, and more
	minutes             [2]string
	hours               [2]string
}

var wordings = map[string]wording{
	"en": {
		"today at %s", "tomorrow at %s", "on %s at %s",
		[7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		[2]string{"%d second", "%d seconds"}, [2]string{"%d minute", "%d minutes"}, [2]string{"%d hour", "%d hours"},
	},
	"nl": {
		"vandaag om %s", "morgen om %s", "%s om %s",
		[7]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"},
		[2]string{"%d seconde", "%d seconden"}, [2]string{"%d minuut", "%d minuten"}, [2]string{"%d uur", "%d uur"},
	},
	"de": {
		"heute um %s Uhr", "morgen um %s Uhr", "am %s um %s Uhr",
		[7]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
		[2]string{"%d Sekunde", "%d Sekunden"}, [2]string{"%d Minute", "%d Minuten"}, [2]string{"%d Stunde", "%d Stunden"},
	},
	"fr": {
		"aujourd'hui à %s", "demain à %s", "%s à %s",
		[7]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
		[2]string{"%d seconde", "%d secondes"}, [2]string{"%d minute", "%d minutes"}, [2]string{"%d heure", "%d heures"},
	},
}

// When says in a language when t, within a week from now, is: "tomorrow at 09:00
// (CET)". The clock is that of t's zone.
func When(language string, t, now time.Time) string {
	return day(spoken(wordings, language), t, now) + " (" + t.Format("MST") + ")"
}

func day(w wording, t, now time.Time) string {
	clock := t.Format("15:04")
	switch date(t).Sub(date(now.In(t.Location()))) {
	case 0:
		return fmt.Sprintf(w.today, clock)
	case 24 * time.Hour:
		return fmt.Sprintf(w.tomorrow, clock)
	default:
		return fmt.Sprintf(w.on, w.weekdays[t.Weekday()], clock)
	}
}

// date is t's day as one that always has 24 hours.
func date(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// Span says in a language how long d is, in its largest unit: "5 minutes".
func Span(language string, d time.Duration) string {
	w := spoken(wordings, language)
	for _, u := range []struct {
		unit  time.Duration
		words [2]string
	}{{time.Hour, w.hours}, {time.Minute, w.minutes}} {
		if d >= u.unit {
			return count(u.words, int(d.Round(u.unit)/u.unit))
		}
	}
	return count(w.seconds, int(d.Round(time.Second)/time.Second))
}

func count(words [2]string, n int) string {
	if n == 1 {
		return fmt.Sprintf(words[0], n)
	}
	return fmt.Sprintf(words[1], n)
}

// spoken picks what is there for a language, a BCP 47 tag such as "nl" or
// "nl-BE", and English for one that is not in Supported.
func spoken[T any](of map[string]T, language string) T {
	primary, _, _ := strings.Cut(strings.ToLower(language), "-")
	if t, ok := of[primary]; ok {
		return t
	}
	return of["en"]
}
