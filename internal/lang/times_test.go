package lang

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestATimeIsSaidAsPeopleSayIt(t *testing.T) {
	amsterdam, err := time.LoadLocation("Europe/Amsterdam")
	require.NoError(t, err)
	nine := func(day int) time.Time { return time.Date(2026, time.October, day, 9, 0, 0, 0, amsterdam) }
	now := time.Date(2026, time.October, 24, 23, 30, 0, 0, time.UTC) // already Sunday the 25th in Amsterdam
	require.Equal(t, "today at 09:00 (CET)", When("en", nine(25), now), "the clocks went back in the night")
	require.Equal(t, "morgen om 09:00 (CET)", When("nl-BE", nine(26), now))
	require.Equal(t, "am Dienstag um 09:00 Uhr (CET)", When("de", nine(27), now))
	require.Equal(t, "lundi à 09:00 (CET)", When("fr", nine(26), now.AddDate(0, 0, -2)))
	require.Equal(t, "on Saturday at 09:00 (CEST)", When("pl", nine(24), now.AddDate(0, 0, -7)))
}

func TestASpanIsSaidInItsLargestUnit(t *testing.T) {
	require.Equal(t, "1 minute", Span("en", time.Minute))
	require.Equal(t, "5 minuten", Span("nl", 5*time.Minute))
	require.Equal(t, "2 minutes", Span("fr", 90*time.Second))
	require.Equal(t, "30 Sekunden", Span("de", 30*time.Second))
	require.Equal(t, "2 hours", Span("en", 2*time.Hour))
}
