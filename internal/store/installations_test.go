package store_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

func TestASiteKeepsItsNewestHundredOrigins(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site, other := storetest.Site(t, s), storetest.Site(t, s)
	require.NoError(t, s.SeeInstallation(ctx, other.ID, store.Installation{Origin: "https://other.example"}))
	for i := range 103 {
		require.NoError(t, s.SeeInstallation(ctx, site.ID, store.Installation{Origin: fmt.Sprintf("https://n%d.example", i)}))
	}
	found, err := s.ListInstallations(ctx, site.ID)
	require.NoError(t, err)
	require.Len(t, found, 100)
	require.Equal(t, "https://n102.example", found[0].Origin)
	require.Equal(t, "https://n3.example", found[99].Origin)
	found, err = s.ListInstallations(ctx, other.ID)
	require.NoError(t, err)
	require.Len(t, found, 1)
}
