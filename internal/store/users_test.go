package store_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/argon2"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

func TestAPasswordIsStoredAsAnArgon2idHash(t *testing.T) {
	url, ctx := storetest.URL(t), context.Background()
	s, err := store.Open(ctx, url, 4, storetest.Sealer(t))
	require.NoError(t, err)
	t.Cleanup(s.Close)
	user, err := s.CreateUser(ctx, store.NewUser{Email: " ana@example.org ", Password: "correct horse", Role: chat.UserAgent})
	require.NoError(t, err)
	require.Equal(t, "ana@example.org", user.Email)

	conn, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer conn.Close(ctx)
	var hash string
	require.NoError(t, conn.QueryRow(ctx, `select password_hash from users where id = $1`, user.ID).Scan(&hash))
	parts := strings.Split(hash, "$")
	require.Equal(t, "argon2id", parts[1])
	var memory, passes uint32
	var lanes uint8
	_, err = fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &lanes)
	require.NoError(t, err)
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	require.NoError(t, err)
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	require.NoError(t, err)
	require.Equal(t, want, argon2.IDKey([]byte("correct horse"), salt, passes, memory, lanes, uint32(len(want))))
}

func TestAUserThatIsNotPossibleIsRefused(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	good := store.NewUser{Email: "ana@example.org", Password: store.NewPassword(), Role: chat.UserAdmin}
	_, err := s.CreateUser(ctx, good)
	require.NoError(t, err)
	for name, in := range map[string]store.NewUser{
		"taken":          {Email: "ANA@example.org", Password: good.Password, Role: good.Role},
		"no address":     {Email: "ana", Password: good.Password, Role: good.Role},
		"named address":  {Email: "Ana <ana2@example.org>", Password: good.Password, Role: good.Role},
		"header":         {Email: "a@example.org\r\nBcc: b@example.org", Password: good.Password, Role: good.Role},
		"short password": {Email: "b@example.org", Password: "short", Role: good.Role},
		"role":           {Email: "b@example.org", Password: good.Password, Role: "owner"},
	} {
		_, err := s.CreateUser(ctx, in)
		require.Equal(t, chat.CodeInvalid, chat.CodeOf(err), name)
	}
}
