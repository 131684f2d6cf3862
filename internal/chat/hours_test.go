package chat

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func hours(t *testing.T, json string) *Hours {
	t.Helper()
	h, err := ParseHours([]byte(json))
	require.NoError(t, err)
	return h
}

// at is a time on the clocks of Amsterdam.
func at(t *testing.T, clock string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	require.NoError(t, err)
	out, err := time.ParseInLocation("2006-01-02 15:04", clock, zone)
	require.NoError(t, err)
	return out
}

const officeHours = `{"time_zone": "Europe/Amsterdam", "days": {
	"mon": [["09:00", "12:30"], ["13:00", "17:00"]], "tue": [["09:00", "17:00"]], "fri": [["22:00", "24:00"]], "sat": [["00:00", "02:00"]]}}`

func TestTheTeamIsThereDuringItsHoursOnItsOwnClock(t *testing.T) {
	h := hours(t, officeHours)
	for clock, next := range map[string]string{
		"2026-11-23 09:00": "2026-11-23 09:00", // a Monday
		"2026-11-23 12:29": "2026-11-23 12:29",
		"2026-11-23 12:30": "2026-11-23 13:00",
		"2026-11-23 17:00": "2026-11-24 09:00",
		"2026-11-24 17:00": "2026-11-27 22:00",
		"2026-11-28 01:59": "2026-11-28 01:59",
		"2026-11-28 02:00": "2026-11-30 09:00",
	} {
		require.Equal(t, at(t, next), h.Next(at(t, clock)), clock)
		require.Equal(t, clock == next, h.IsOpen(at(t, clock).UTC()), clock)
	}
	var always *Hours
	require.True(t, always.IsOpen(at(t, "2026-11-28 03:00")))
}

func TestOnlyTheHoursOfTheTeamCount(t *testing.T) {
	h := hours(t, officeHours)
	for _, c := range []struct {
		from  string
		wait  time.Duration
		until string
	}{
		{"2026-11-23 09:00", time.Hour, "2026-11-23 10:00"},
		{"2026-11-23 12:00", time.Hour, "2026-11-23 13:30"},
		{"2026-11-23 16:50", 20 * time.Minute, "2026-11-24 09:10"},
		{"2026-11-24 16:50", 3 * time.Hour, "2026-11-28 00:50"},
		{"2026-11-22 12:00", 0, "2026-11-23 09:00"},
		{"2026-11-23 08:00", 100 * time.Hour, "2026-12-28 11:30"}, // 19.5 hours a week
	} {
		require.Equal(t, at(t, c.until).UTC(), h.Add(at(t, c.from), c.wait).UTC(), "%s + %s", c.from, c.wait)
	}
	var always *Hours
	require.Equal(t, at(t, "2026-11-23 03:00"), always.Add(at(t, "2026-11-23 01:00"), 2*time.Hour))
}

func TestHoursFollowTheClockWhenItChanges(t *testing.T) {
	night := hours(t, `{"time_zone": "Europe/Amsterdam", "days": {"sun": [["00:00", "04:00"], ["09:00", "17:00"]], "mon": [["09:00", "17:00"]]}}`)
	// On 29 March 2026 there is no 02:00 to 03:00, on 25 October there are two.
	const wait = 4 * time.Hour
	require.Equal(t, at(t, "2026-03-29 10:00").UTC(), night.Add(at(t, "2026-03-29 00:00"), wait).UTC(), "the night has three hours")
	require.Equal(t, at(t, "2026-10-25 03:00").UTC(), night.Add(at(t, "2026-10-25 00:00"), wait).UTC(), "the night has five")
	require.Equal(t, at(t, "2026-03-30 09:00"), night.Next(at(t, "2026-03-29 17:00")))
}

func TestHoursThatAreNotPossibleAreRefused(t *testing.T) {
	for _, json := range []string{
		``, `null`, `[]`, `{}`, `{"time_zone": "Europe/Amsterdam"}`, `{"time_zone": "Europe/Amsterdam", "days": {"mon": []}}`,
		`{"time_zone": "Local", "days": {"mon": [["09:00", "17:00"]]}}`,
		`{"time_zone": "Atlantis/Centre", "days": {"mon": [["09:00", "17:00"]]}}`,
		`{"time_zone": "Europe/Amsterdam", "days": {"monday": [["09:00", "17:00"]]}}`,
		`{"time_zone": "Europe/Amsterdam", "days": {"mon": [["17:00", "09:00"]]}}`,
		`{"time_zone": "Europe/Amsterdam", "days": {"mon": [["9:00", "17:00"]]}}`,
		`{"time_zone": "Europe/Amsterdam", "days": {"mon": [["24:00", "24:00"]]}}`,
		`{"time_zone": "Europe/Amsterdam", "days": {"mon": [["09:00", "25:00"]]}}`,
		`{"time_zone": "Europe/Amsterdam", "days": {"mon": [["09:00", "12:00"], ["11:00", "13:00"]]}}`,
		`{"time_zone": "Europe/Amsterdam", "days": {"mon": [["09:00", "17:00"]]}, "closed": true}`,
		`{"time_zone": "Europe/Amsterdam", "days": {"mon": [["09:00", "17:00"]]}} {}`,
	} {
		_, err := ParseHours([]byte(json))
		require.Equal(t, CodeInvalid, CodeOf(err), json)
	}
}
