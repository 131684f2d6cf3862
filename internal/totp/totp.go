// Package totp makes and checks the codes of authenticator apps (RFC 6238: six
// digits, SHA-1, 30 seconds, which is what every app can do).
package totp

import (
	"bytes"
	"fmt"
	"image/png"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
)

const (
	period    = 30 // seconds of a step
	drift     = 1  // steps by which a phone's clock may be early or late
	qrPixels  = 240
	secretLen = 20 // bytes, the length of SHA-1 as RFC 4226 advises
)

var codeForm = hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

// Key is what an authenticator app is given.
type Key struct {
	Secret string // base32
	URL    string // otpauth://
	QR     []byte // the URL as a PNG
}

// NewKey makes a random key for an account of an issuer.
func NewKey(issuer, account string) (Key, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: account, SecretSize: secretLen, Period: period})
	if err != nil {
		return Key{}, fmt.Errorf("make TOTP key: %w", err)
	}
	img, err := key.Image(qrPixels, qrPixels)
	if err != nil {
		return Key{}, fmt.Errorf("draw QR code: %w", err)
	}
	var qr bytes.Buffer
	if err := png.Encode(&qr, img); err != nil {
		return Key{}, fmt.Errorf("draw QR code: %w", err)
	}
	return Key{Secret: key.Secret(), URL: key.URL(), QR: qr.Bytes()}, nil
}

// Match returns the step, counted from 1970, to which a code belongs at a time,
// and whether there is one. Who accepts a code must accept no code of the same
// or an earlier step later.
func Match(secret, code string, at time.Time) (step int64, ok bool) {
	now := at.Unix() / period
	for step := now - drift; step <= now+drift; step++ {
		if ok, err := hotp.ValidateCustom(code, uint64(step), secret, codeForm); err == nil && ok {
			return step, true
		}
	}
	return 0, false
}

// Code returns the code of a time.
func Code(secret string, at time.Time) (string, error) {
	return hotp.GenerateCodeCustom(secret, uint64(at.Unix()/period), codeForm)
}
