package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestASitesMailSettingsAreShownAndChangedWithoutItsKey(t *testing.T) {
	run := newCommands(t)
	site, err := run("", "site", "create", "--name", "Hotel")
	require.NoError(t, err)
	id := site["id"].(string)
	now, err := run("", "site", "mail", "--id", id)
	require.NoError(t, err)
	require.Equal(t, map[string]any{"id": id, "from": "", "from_name": "", "own_sendgrid_key": false,
		"reply_after": "2m0s", "per_day": 500.0, "per_address": 10.0}, now)

	now, err = run("SG.secret\n", "site", "mail", "--id", id, "--from", "help@hotel.example", "--from-name", "Hotel, help",
		"--reply-after", "0", "--per-day", "20", "--per-address", "2", "--sendgrid-key-stdin")
	require.NoError(t, err)
	require.Equal(t, map[string]any{"id": id, "from": "help@hotel.example", "from_name": "Hotel, help", "own_sendgrid_key": true,
		"reply_after": "0s", "per_day": 20.0, "per_address": 2.0}, now)

	now, err = run("\n", "site", "mail", "--id", id, "--sendgrid-key-stdin")
	require.NoError(t, err)
	require.Equal(t, false, now["own_sendgrid_key"])

	_, err = run("", "site", "mail", "--id", id, "--from", "Hotel <help@hotel.example>")
	require.ErrorContains(t, err, "The sender is one e-mail address")
}
