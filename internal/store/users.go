package store

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/mail"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/crypto/argon2"

	"github.com/innconnect/innconnect/internal/chat"
)

// NewUser is somebody who will work with the admin panel.
type NewUser struct {
	Email    string
	Password string // 10 to 200 characters
	Role     chat.UserRole
}

// CreateUser stores a user with a hash of the password. Errors of the input and
// an address that is taken have CodeInvalid.
func (s *Store) CreateUser(ctx context.Context, in NewUser) (chat.User, error) {
	in.Email = strings.TrimSpace(in.Email)
	if addr, err := mail.ParseAddress(in.Email); err != nil || addr.Address != in.Email || len(in.Email) > 320 {
		return chat.User{}, chat.Errorf(chat.CodeInvalid, "The e-mail address is not valid.")
	}
	if n := len([]rune(in.Password)); n < 10 || n > 200 {
		return chat.User{}, chat.Errorf(chat.CodeInvalid, "A password has 10 to 200 characters.")
	}
	switch in.Role {
	case chat.UserAdmin, chat.UserAgent, chat.UserViewer:
	default:
		return chat.User{}, chat.Errorf(chat.CodeInvalid, "The role is admin, agent or viewer.")
	}
	out := chat.User{ID: uuid.NewString(), Email: in.Email, Role: in.Role}
	const query = `insert into users (id, email, password_hash, role) values ($1, $2, $3, $4) returning created_at`
	err := s.pool.QueryRow(ctx, query, out.ID, out.Email, hashPassword(in.Password), out.Role).Scan(&out.CreatedAt)
	if isCode(err, uniqueViolation) {
		return chat.User{}, chat.Errorf(chat.CodeInvalid, "There is already a user with this e-mail address.")
	}
	if err != nil {
		return chat.User{}, fmt.Errorf("create user: %w", err)
	}
	return out, nil
}

// NewPassword returns a random password for a user who will be told it once.
func NewPassword() string { return randomText(20) }

// The cost of a hash, as OWASP advises for argon2id: 19 MiB, 2 passes, 1 lane.
const (
	argonMemory  = 19 << 10 // KiB
	argonPasses  = 2
	argonLanes   = 1
	argonSaltLen = 16 // bytes
	argonKeyLen  = 32 // bytes
)

// hashPassword returns an argon2id hash in the PHC string format, with a salt of
// its own and the cost that it was made with.
func hashPassword(password string) string {
	salt := make([]byte, argonSaltLen)
	_, _ = rand.Read(salt) // never fails
	key := argon2.IDKey([]byte(password), salt, argonPasses, argonMemory, argonLanes, argonKeyLen)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, argonMemory, argonPasses, argonLanes, b64.EncodeToString(salt), b64.EncodeToString(key))
}
