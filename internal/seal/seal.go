// Package seal encrypts secrets of third parties at rest.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/innconnect/innconnect/internal/chat"
)

// KeySize is the length of the key in bytes.
const KeySize = 32

// Box seals with AES-256-GCM: a random nonce, then the sealed text.
type Box struct{ aead cipher.AEAD }

// New makes a Box with a key of KeySize bytes.
func New(key []byte) (*Box, error) {
	if len(key) != KeySize {
		return nil, fmt.Errorf("encryption key has %d bytes, want %d", len(key), KeySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	return &Box{aead: aead}, nil
}

// Seal encrypts plain.
func (b *Box) Seal(plain string) ([]byte, error) {
	return b.aead.Seal(nil, nil, []byte(plain), nil), nil
}

// Open decrypts what Seal returned under the same key.
func (b *Box) Open(sealed []byte) (string, error) {
	plain, err := b.aead.Open(nil, nil, sealed, nil)
	if err != nil {
		return "", errors.New("a stored secret cannot be decrypted: INNCONNECT_ENCRYPTION_KEY is not the one it was sealed with")
	}
	return string(plain), nil
}

// None stands where no key is set: it refuses to seal and to open, so that a
// secret is never stored in a way that nobody can read again.
type None struct{}

// Seal fails with CodeNotConfigured.
func (None) Seal(string) ([]byte, error) {
	return nil, chat.Errorf(chat.CodeNotConfigured, "INNCONNECT_ENCRYPTION_KEY is not set: secrets cannot be stored (make one with: openssl rand -base64 32).")
}

// Open fails.
func (None) Open([]byte) (string, error) {
	return "", errors.New("INNCONNECT_ENCRYPTION_KEY is not set: a stored secret cannot be read")
}

// DecodeKey reads a key of KeySize bytes from base64.
func DecodeKey(text string) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(key) != KeySize {
		return nil, errors.New("the encryption key must be 32 bytes in base64 (make one with: openssl rand -base64 32)")
	}
	return key, nil
}
