package api

import (
	"crypto/rand"
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/payload"
)

func TestTheTemporalUIReadsEncryptedPayloadsForAdminsAlone(t *testing.T) {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	codec, err := payload.ParseKeys(base64.StdEncoding.EncodeToString(key))
	require.NoError(t, err)
	const ui = "http://temporal.example:8233"
	r := newRig(t, func(o *Options) { o.TemporalUIURL, o.Payloads = ui+"/", codec })
	inside, err := converter.GetDefaultDataConverter().ToPayloads("waiting")
	require.NoError(t, err)
	sealed, err := codec.Encode(inside.Payloads)
	require.NoError(t, err)
	page := []string{"Origin", ui, "Sec-Fetch-Site", "same-site"}

	admin := r.staff(chat.UserAdmin)
	a := admin("POST", codecPath, payloadsView(sealed), page...)
	require.Equal(t, 200, a.StatusCode, "%s", a.body)
	require.Equal(t, ui, a.Header.Get("Access-Control-Allow-Origin"))
	require.Equal(t, "true", a.Header.Get("Access-Control-Allow-Credentials"))
	var got Payloads
	a.into(t, &got)
	require.Equal(t, payloadsView(inside.Payloads), got)
	require.Equal(t, 204, r.call("OPTIONS", codecPath, nil, "X-API-Key", "", "Origin", ui, "Access-Control-Request-Method", "POST").StatusCode)

	elsewhere := admin("POST", codecPath, payloadsView(sealed), "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site")
	require.Equal(t, "cross_site_request", elsewhere.code(t))
	require.Empty(t, elsewhere.Header.Get("Access-Control-Allow-Origin"))
	require.Equal(t, "cross_site_request", admin("POST", "/api/admin/logout", nil, page...).code(t), "the page may make no other call")
	require.Equal(t, "forbidden", r.staff(chat.UserAgent)("POST", codecPath, payloadsView(sealed), page...).code(t))
	require.Equal(t, "sign_in_required", r.call("POST", codecPath, payloadsView(sealed), append(page, "X-API-Key", "")...).code(t))

	sealed[0].Data[0]++
	require.Equal(t, "invalid_request", admin("POST", codecPath, payloadsView(sealed), page...).code(t))
	notBase64 := Payloads{Payloads: []Payload{{Data: orNull("%")}}}
	require.Equal(t, "invalid_request", admin("POST", codecPath, notBase64, page...).code(t))
}

func payloadsView(in []*commonpb.Payload) Payloads {
	out := Payloads{Payloads: []Payload{}}
	for _, p := range in {
		out.Payloads = append(out.Payloads, payloadView(p))
	}
	return out
}
