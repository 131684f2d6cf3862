package seal_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/seal"
)

func box(t *testing.T, fill byte) *seal.Box {
	t.Helper()
	b, err := seal.New(bytes.Repeat([]byte{fill}, seal.KeySize))
	require.NoError(t, err)
	return b
}

func TestASecretOpensUnderItsKeyOnly(t *testing.T) {
	sealed, err := box(t, 1).Seal("secret")
	require.NoError(t, err)
	require.NotContains(t, string(sealed), "secret")
	plain, err := box(t, 1).Open(sealed)
	require.NoError(t, err)
	require.Equal(t, "secret", plain)
	_, err = box(t, 2).Open(sealed)
	require.ErrorContains(t, err, "INNCONNECT_ENCRYPTION_KEY")
}

func TestTheSameSecretIsSealedDifferentlyEachTime(t *testing.T) {
	a, err := box(t, 1).Seal("secret")
	require.NoError(t, err)
	b, err := box(t, 1).Seal("secret")
	require.NoError(t, err)
	require.NotEqual(t, a, b)
}

func TestAChangedSecretDoesNotOpen(t *testing.T) {
	sealed, err := box(t, 1).Seal("secret")
	require.NoError(t, err)
	sealed[len(sealed)-1] ^= 1
	_, err = box(t, 1).Open(sealed)
	require.Error(t, err)
}

func TestWithoutAKeyNothingIsSealed(t *testing.T) {
	_, err := seal.None{}.Seal("secret")
	require.ErrorContains(t, err, "INNCONNECT_ENCRYPTION_KEY is not set")
}

func TestAKeyHas32Bytes(t *testing.T) {
	_, err := seal.DecodeKey("c2hvcnQ=")
	require.Error(t, err)
	_, err = seal.New([]byte("short"))
	require.Error(t, err)
}
