package payload_test

import (
	"crypto/rand"
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/proto"

	"github.com/innconnect/innconnect/internal/payload"
)

func newKey() string {
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	return base64.StdEncoding.EncodeToString(key)
}

func codec(t *testing.T, keys string) *payload.Codec {
	t.Helper()
	c, err := payload.ParseKeys(keys)
	require.NoError(t, err)
	return c
}

func plain(t *testing.T) []*commonpb.Payload {
	t.Helper()
	p, err := converter.GetDefaultDataConverter().ToPayloads("a secret", 7)
	require.NoError(t, err)
	return p.Payloads
}

func TestAPayloadIsUnreadableWithoutItsKey(t *testing.T) {
	key := newKey()
	sealed, err := codec(t, key).Encode(plain(t))
	require.NoError(t, err)
	for _, p := range sealed {
		require.NotContains(t, string(p.Data), "secret")
		require.Equal(t, "binary/encrypted", string(p.Metadata["encoding"]))
	}
	_, err = codec(t, newKey()).Decode(sealed)
	require.ErrorContains(t, err, "INNCONNECT_PAYLOAD_KEY")
	opened, err := codec(t, key).Decode(sealed)
	require.NoError(t, err)
	for i, want := range plain(t) {
		require.True(t, proto.Equal(want, opened[i]))
	}
}

func TestAKeyCanBeReplacedWhileConversationsRun(t *testing.T) {
	old, young := newKey(), newKey()
	before, err := codec(t, old).Encode(plain(t))
	require.NoError(t, err)
	both := codec(t, young+", "+old)
	after, err := both.Encode(plain(t))
	require.NoError(t, err)
	_, err = both.Decode(append(before, after...))
	require.NoError(t, err)
	_, err = codec(t, old).Decode(after)
	require.Error(t, err, "the first key encrypts")
}

func TestWhatWasWrittenBeforeEncryptionStaysReadable(t *testing.T) {
	opened, err := codec(t, newKey()).Decode(plain(t))
	require.NoError(t, err)
	require.True(t, proto.Equal(plain(t)[0], opened[0]))
}

func TestMessagesOfFailuresAreEncryptedToo(t *testing.T) {
	var o client.Options
	codec(t, newKey()).Protect(&o)
	failure := o.FailureConverter.ErrorToFailure(assertionError("a secret"))
	require.NotContains(t, failure.String(), "a secret")
	require.ErrorContains(t, o.FailureConverter.FailureToError(failure), "a secret")
}

type assertionError string

func (e assertionError) Error() string { return string(e) }

func TestAWrongKeyIsRefusedAtTheStart(t *testing.T) {
	for _, text := range []string{"", "short", newKey() + ","} {
		_, err := payload.ParseKeys(text)
		require.Error(t, err)
	}
}
