package asset

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// encoded returns the smallest content that the client takes, and its encoding.
func (f File) encoded(accepted string) (content []byte, encoding string) {
	switch {
	case f.brotli != nil && accepts(accepted, "br"):
		return f.brotli, "br"
	case f.gzip != nil && accepts(accepted, "gzip"):
		return f.gzip, "gzip"
	}
	return f.plain, ""
}

// accepts tells whether an Accept-Encoding header names an encoding, and not
// with a weight of 0.
func accepts(header, encoding string) bool {
	for entry := range strings.SplitSeq(header, ",") {
		name, parameters, _ := strings.Cut(entry, ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		_, weight, weighted := strings.Cut(strings.ReplaceAll(parameters, " ", ""), "q=")
		q, err := strconv.ParseFloat(weight, 64)
		return !weighted || err == nil && q > 0
	}
	return false
}

func etag(content []byte) string {
	sum := sha256.Sum256(content)
	return `"` + hex.EncodeToString(sum[:8]) + `"`
}
