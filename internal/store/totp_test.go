package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
	"github.com/innconnect/innconnect/internal/totp"
)

// turnOnTOTP leaves the present code of the secret unused.
func turnOnTOTP(t testing.TB, s *store.Store, user chat.User) (secret string, recovery []string) {
	t.Helper()
	key, err := s.StartTOTP(context.Background(), user, password)
	require.NoError(t, err)
	code, err := totp.Code(key.Secret, time.Now().Add(-30*time.Second))
	require.NoError(t, err)
	recovery, err = s.ConfirmTOTP(context.Background(), user.ID, code)
	require.NoError(t, err)
	return key.Secret, recovery
}

func TestACodeThatTwoEnterAtOnceLetsOneIn(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	user := newUser(t, s, "ana@example.org", chat.UserAgent)
	secret, _ := turnOnTOTP(t, s, user)
	code, err := totp.Code(secret, time.Now())
	require.NoError(t, err)
	results := make(chan error, 2)
	for range 2 {
		in, err := s.SignIn(ctx, store.Credentials{Email: user.Email, Password: password, From: home})
		require.NoError(t, err)
		go func() {
			_, err := s.FinishSignIn(ctx, in.Challenge, code, home)
			results <- err
		}()
	}
	require.ElementsMatch(t, []chat.Code{"", chat.CodeSignInFailed}, []chat.Code{chat.CodeOf(<-results), chat.CodeOf(<-results)})
}

func TestAKeyThatWasNotConfirmedOpensNothing(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	user := newUser(t, s, "ana@example.org", chat.UserAgent)
	first, err := s.StartTOTP(ctx, user, password)
	require.NoError(t, err)
	second, err := s.StartTOTP(ctx, user, password)
	require.NoError(t, err)
	code, err := totp.Code(first.Secret, time.Now())
	require.NoError(t, err)
	_, err = s.ConfirmTOTP(ctx, user.ID, code)
	require.Equal(t, chat.CodeSignInFailed, chat.CodeOf(err), "it was replaced")
	code, err = totp.Code(second.Secret, time.Now())
	require.NoError(t, err)
	_, err = s.ConfirmTOTP(ctx, user.ID, code)
	require.NoError(t, err)
}
