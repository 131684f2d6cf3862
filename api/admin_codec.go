package api

import (
	"context"
	"encoding/base64"
	"net/http"

	"github.com/gin-gonic/gin"
	commonpb "go.temporal.io/api/common/v1"

	"github.com/innconnect/innconnect/internal/chat"
)

// codecPath is where the Temporal UI asks for the plain text of encrypted
// payloads. The call is made by a page of another origin, the UI's.
const codecPath = staffPaths + "codec/decode"

// PayloadDecoder decrypts what workflows and activities tell each other.
// *payload.Codec is the one.
type PayloadDecoder interface {
	Decode([]*commonpb.Payload) ([]*commonpb.Payload, error)
}

// fromTemporalUI tells whether a page of the Temporal UI makes this call, for
// the one path that it may call, and lets the page read the answer.
func (s *server) fromTemporalUI(c *gin.Context) bool {
	origin := c.GetHeader("Origin")
	if c.Request.URL.Path != codecPath || origin == "" || origin != s.temporalUIOrigin {
		return false
	}
	c.Header("Access-Control-Allow-Origin", origin)
	c.Header("Access-Control-Allow-Credentials", "true")
	return true
}

// preflightTemporalUI answers the question that comes before such a call.
func preflightTemporalUI(c *gin.Context) {
	c.Header("Access-Control-Allow-Methods", http.MethodPost)
	c.Header("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Namespace")
	c.Header("Access-Control-Max-Age", "600")
	c.AbortWithStatus(http.StatusNoContent)
}

// DecodePayloads decrypts payloads for the Temporal UI.
func (s *server) DecodePayloads(_ context.Context, in DecodePayloadsRequestObject) (DecodePayloadsResponseObject, error) {
	sealed := make([]*commonpb.Payload, len(in.Body.Payloads))
	for i, p := range in.Body.Payloads {
		sealed[i] = &commonpb.Payload{Metadata: map[string][]byte{}}
		var err error
		if sealed[i].Data, err = decodeBase64(deref(p.Data)); err != nil {
			return nil, err
		}
		for name, value := range deref(p.Metadata) {
			if sealed[i].Metadata[name], err = decodeBase64(value); err != nil {
				return nil, err
			}
		}
	}
	plain, err := s.Payloads.Decode(sealed)
	if err != nil {
		return nil, chat.Errorf(chat.CodeInvalid, "A payload cannot be decrypted with this service's keys.")
	}
	out := DecodePayloads200JSONResponse{Payloads: make([]Payload, len(plain))}
	for i, p := range plain {
		out.Payloads[i] = payloadView(p)
	}
	return out, nil
}

func payloadView(p *commonpb.Payload) Payload {
	data, metadata := base64.StdEncoding.EncodeToString(p.GetData()), map[string]string{}
	for name, value := range p.GetMetadata() {
		metadata[name] = base64.StdEncoding.EncodeToString(value)
	}
	return Payload{Metadata: &metadata, Data: &data}
}

func decodeBase64(text string) ([]byte, error) {
	out, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, invalidField("payloads", "must be in base64")
	}
	return out, nil
}
