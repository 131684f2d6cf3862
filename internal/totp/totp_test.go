package totp

import (
	"bytes"
	"encoding/base32"
	"image/png"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The secret and the codes' last six digits are those of RFC 6238, appendix B.
func TestCodesAreThoseOfTheStandard(t *testing.T) {
	secret := base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"} {
		got, err := Code(secret, time.Unix(at, 0))
		require.NoError(t, err)
		require.Equal(t, want, got)
		step, ok := Match(secret, want, time.Unix(at, 0))
		require.True(t, ok)
		require.Equal(t, at/period, step)
	}
}

func TestAPhonesClockMayBeOneStepOff(t *testing.T) {
	key, err := NewKey("InnConnect", "ana@example.org")
	require.NoError(t, err)
	now := time.Unix(1_800_000_000, 0)
	for off, want := range map[int]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		at := now.Add(time.Duration(off) * period * time.Second)
		code, err := Code(key.Secret, at)
		require.NoError(t, err)
		step, ok := Match(key.Secret, code, now)
		require.Equal(t, want, ok, off)
		if want {
			require.Equal(t, at.Unix()/period, step)
		}
	}
	for _, wrong := range []string{"", "12345", "1234567", "abcdef"} {
		_, ok := Match(key.Secret, wrong, now)
		require.False(t, ok, wrong)
	}
}

func TestAKeyNamesTheProductAndTheAccount(t *testing.T) {
	key, err := NewKey("InnConnect", "ana@example.org")
	require.NoError(t, err)
	require.Contains(t, key.URL, "otpauth://totp/InnConnect:ana@example.org?")
	require.Contains(t, key.URL, "secret="+key.Secret)
	img, err := png.Decode(bytes.NewReader(key.QR))
	require.NoError(t, err)
	require.Equal(t, qrPixels, img.Bounds().Dx())
}
