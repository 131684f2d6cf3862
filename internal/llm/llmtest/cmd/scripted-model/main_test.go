package main

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestModelStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, run(ctx, nil))
}

func TestBadFlagsAndAddressesAreErrors(t *testing.T) {
	require.Error(t, run(t.Context(), []string{"--delay", "soon"}))
	require.ErrorContains(t, run(t.Context(), []string{"--addr", "127.0.0.1:99999"}), "listen")
}
