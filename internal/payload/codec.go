// Package payload encrypts what workflows and activities tell each other, so
// that those who run the Temporal service cannot read it.
package payload

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/proto"

	"github.com/innconnect/innconnect/internal/seal"
)

const (
	encryptedEncoding = "binary/encrypted"
	keyIDMetadata     = "encryption-key-id"
)

// Codec encrypts payloads with AES-256-GCM. It reads those that were written
// before encryption was switched on as they are, and so does one without keys.
type Codec struct {
	newest string // id of the key that encrypts
	boxes  map[string]*seal.Box
}

// ParseKeys makes a Codec from one or more keys, as seal.DecodeKey reads them,
// with commas between. The first one encrypts; the others still decrypt, so
// that a key can be replaced while conversations run.
func ParseKeys(text string) (*Codec, error) {
	c := &Codec{boxes: map[string]*seal.Box{}}
	for part := range strings.SplitSeq(text, ",") {
		key, err := seal.DecodeKey(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		box, err := seal.New(key)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(key)
		id := hex.EncodeToString(sum[:4])
		if c.newest == "" {
			c.newest = id
		}
		c.boxes[id] = box
	}
	return c, nil
}

// Protect has a Temporal client encrypt all that it sends, messages of failures
// included.
func (c *Codec) Protect(o *client.Options) {
	o.DataConverter = converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), c)
	o.FailureConverter = temporal.NewDefaultFailureConverter(temporal.DefaultFailureConverterOptions{
		DataConverter: o.DataConverter, EncodeCommonAttributes: true,
	})
}

// Encode encrypts whole payloads, their metadata included.
func (c *Codec) Encode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	out := make([]*commonpb.Payload, len(payloads))
	for i, p := range payloads {
		plain, err := proto.Marshal(p)
		if err != nil {
			return nil, fmt.Errorf("write payload: %w", err)
		}
		sealed, err := c.boxes[c.newest].Seal(string(plain))
		if err != nil {
			return nil, fmt.Errorf("encrypt payload: %w", err)
		}
		out[i] = &commonpb.Payload{
			Metadata: map[string][]byte{
				converter.MetadataEncoding: []byte(encryptedEncoding),
				keyIDMetadata:              []byte(c.newest),
			},
			Data: sealed,
		}
	}
	return out, nil
}

var errUnknownKey = errors.New("a payload was encrypted with a key that INNCONNECT_PAYLOAD_KEY does not hold")

// Decode decrypts what Encode made and returns other payloads unchanged.
func (c *Codec) Decode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	out := make([]*commonpb.Payload, len(payloads))
	for i, p := range payloads {
		if string(p.GetMetadata()[converter.MetadataEncoding]) != encryptedEncoding {
			out[i] = p
			continue
		}
		box, known := c.boxes[string(p.GetMetadata()[keyIDMetadata])]
		if !known {
			return nil, errUnknownKey
		}
		plain, err := box.Open(p.GetData())
		if err != nil {
			return nil, errUnknownKey
		}
		out[i] = &commonpb.Payload{}
		if err := proto.Unmarshal([]byte(plain), out[i]); err != nil {
			return nil, fmt.Errorf("read payload: %w", err)
		}
	}
	return out, nil
}
