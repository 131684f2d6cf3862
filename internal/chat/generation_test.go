package chat

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRetryAfterReadsSecondsAndDates(t *testing.T) {
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"":                               0,
		"3":                              3 * time.Second,
		" 3 ":                            3 * time.Second,
		"1.5":                            1500 * time.Millisecond,
		"0":                              0,
		"-5":                             0,
		"NaN":                            0,
		"1e300":                          time.Minute,
		"3600":                           time.Minute,
		"soon":                           0,
		"Mon, 04 May 2026 12:00:20 GMT":  20 * time.Second,
		"Mon, 04 May 2026 13:00:00 GMT":  time.Minute,
		"Mon, 04 May 2026 11:00:00 GMT":  0,
		"Monday, 04-May-26 12:00:10 GMT": 10 * time.Second,
	} {
		require.Equal(t, want, ParseRetryAfter(value, now, time.Minute), value)
	}
}
