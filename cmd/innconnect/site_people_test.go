package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestASitesWayToPeopleIsChanged(t *testing.T) {
	run := newCommands(t)
	site, err := run("", "site", "create", "--name", "Hotel")
	require.NoError(t, err)
	id := site["id"].(string)
	file := filepath.Join(t.TempDir(), "hours.json")
	hours := func(json string) string {
		require.NoError(t, os.WriteFile(file, []byte(json), 0o600))
		return file
	}
	open := `{"time_zone": "Europe/Amsterdam", "days": {"mon": [["09:00", "17:00"]]}}`
	got, err := run("", "site", "update", "--id", id, "--business-hours", hours(open), "--alert-again", "1m", "--supervisors", "2m",
		"--tell-visitor", "3m", "--close-unattended", "4m", "--agent-lease", "90s", "--repeated", "2",
		"--idle-close", "1h", "--idle-warning", "0", "--rating-follow-up", "2h")
	require.NoError(t, err)
	require.Equal(t, "Europe/Amsterdam", got["business_hours"].(map[string]any)["time_zone"])
	for name, want := range map[string]any{"alert_again": "1m0s", "supervisors": "2m0s", "tell_visitor": "3m0s", "close_unattended": "4m0s",
		"agent_lease": "1m30s", "repeated": 2.0, "idle_close": "1h0m0s", "idle_warning": "0s", "rating_follow_up": "2h0m0s"} {
		require.Equal(t, want, got[name], name)
	}
	for _, wrong := range [][]string{
		{"--business-hours", hours(`{"time_zone": "Nowhere", "days": {}}`)},
		{"--alert-again", "3m"}, // later than the supervisors
		{"--tell-visitor", "1m"},
		{"--close-unattended", "1s"},
		{"--agent-lease", "0"},
		{"--repeated", "-1"},
		{"--idle-warning", "25h"},
		{"--rating-follow-up", "1s"},
	} {
		_, err := run("", append([]string{"site", "update", "--id", id}, wrong...)...)
		require.Error(t, err, "%s", wrong)
	}
	got, err = run("", "site", "update", "--id", id, "--business-hours", hours(`null`))
	require.NoError(t, err)
	require.Nil(t, got["business_hours"])
	require.Equal(t, "1m0s", got["alert_again"], "what was refused changed nothing")
}
