package ratinglink

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

func signer(t testing.TB, secret byte) *Signer {
	t.Helper()
	s, err := NewSigner(bytes.Repeat([]byte{secret}, 32))
	require.NoError(t, err)
	return s
}

func TestATokenSaysWhatWasSignedUntilItExpires(t *testing.T) {
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	link := Link{SiteID: uuid.NewString(), SessionID: uuid.NewString(), Expires: now.Add(Lifetime)}
	token := signer(t, 1).Token(link)
	require.Equal(t, token, signer(t, 1).Token(link))
	got, err := signer(t, 1).Read(token, now)
	require.NoError(t, err)
	require.Equal(t, link, got)
	_, err = signer(t, 1).Read(token, link.Expires.Add(-time.Second))
	require.NoError(t, err)
	_, err = signer(t, 1).Read(token, link.Expires)
	require.ErrorIs(t, err, chat.ErrNotFound)
}

func TestNoOtherTokenIsRead(t *testing.T) {
	now := time.Now()
	token := signer(t, 1).Token(Link{SiteID: uuid.NewString(), SessionID: uuid.NewString(), Expires: now.Add(time.Hour)})
	_, err := signer(t, 2).Read(token, now)
	require.ErrorIs(t, err, chat.ErrNotFound, "of another key")
	for i := range token {
		forged := []byte(token)
		if forged[i]++; forged[i] == token[i] {
			continue
		}
		_, err := signer(t, 1).Read(string(forged), now)
		require.ErrorIs(t, err, chat.ErrNotFound, "changed at %d", i)
	}
	for _, other := range []string{"", "x", token[:len(token)-1], token + "A", token + "=", " " + token, strings.Repeat("A", len(token))} {
		_, err := signer(t, 1).Read(other, now)
		require.ErrorIs(t, err, chat.ErrNotFound, "%q", other)
	}
}

func TestThereIsNoAddressWithoutAKeyOrAPublicOne(t *testing.T) {
	site, session, now := uuid.NewString(), uuid.NewString(), time.Now()
	require.Empty(t, Addresses{Signer: signer(t, 1)}.For(site, session, now))
	require.Empty(t, Addresses{Public: "https://chat.example"}.For(site, session, now))
	for public, want := range map[string]string{
		"https://chat.example":      "https://chat.example/rating/",
		"https://chat.example/":     "https://chat.example/rating/",
		"https://example.com/chat/": "https://example.com/chat/rating/",
	} {
		require.True(t, strings.HasPrefix(Addresses{Public: public, Signer: signer(t, 1)}.For(site, session, now), want), public)
	}
}
