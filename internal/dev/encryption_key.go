package dev

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// encryptionKey returns the data folder's own key, 32 bytes in base64, and
// makes it when it is missing. It lives as long as the data that it seals.
func encryptionKey(dataDir string) (string, error) {
	path := filepath.Join(dataDir, "encryption.key")
	text, err := os.ReadFile(path)
	if err == nil {
		return strings.TrimSpace(string(text)), nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("read the encryption key: %w", err)
	}
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails
	key := base64.StdEncoding.EncodeToString(secret)
	if err := os.WriteFile(path, []byte(key+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("keep the encryption key: %w", err)
	}
	return key, nil
}
