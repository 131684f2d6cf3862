package config

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTrustedProxiesAreAddressesAndNetworks(t *testing.T) {
	c, err := Load()
	require.NoError(t, err)
	require.Empty(t, c.TrustedProxies, "nobody, unless set")
	t.Setenv("TRUSTED_PROXIES", " 10.0.0.0/8, 192.0.2.1 ,2001:db8::/32,::1,")
	c, err = Load()
	require.NoError(t, err)
	require.Equal(t, []string{"10.0.0.0/8", "192.0.2.1/32", "2001:db8::/32", "::1/128"}, c.TrustedProxies.Strings())
	for _, wrong := range []string{"10.0.0.0/33", "proxy.example", "10.0.0.1 10.0.0.2", "0.0.0.0/0", "::/0", "*"} {
		t.Setenv("TRUSTED_PROXIES", wrong)
		_, err := Load()
		require.ErrorContains(t, err, "TRUSTED_PROXIES", wrong)
	}
}
