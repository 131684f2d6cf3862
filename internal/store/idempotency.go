package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// IdempotencyKey names a request that its sender may send again because the
// answer was lost on the way. The zero value is a request without a key, which
// is done each time that it comes.
type IdempotencyKey struct {
	Key     string // as the sender chose it, at most 128 characters
	Scope   string // whose key it is: the visitor's id
	Request []byte // what was asked, always spelled in the same way
}

// once does the work for a key once, in the transaction that does it, and keeps
// the result, which must survive JSON. The same key with the same request gets
// that result again; with another request it gets CodeConflict. A request that
// comes while the first one is at work waits for it. Work that fails leaves no
// key behind, so it can be tried again.
func once[T any](ctx context.Context, tx pgx.Tx, siteID, operation string, key IdempotencyKey, work func() (T, error)) (out T, err error) {
	if key.Key == "" {
		return work()
	}
	id := []any{siteID, key.Scope, operation, key.Key}
	hash := sha256.Sum256(key.Request)
	const claim = `
		insert into idempotency_keys (site_id, scope, operation, key, request_hash)
		values ($1, $2, $3, $4, $5) on conflict do nothing`
	claimed, err := tx.Exec(ctx, claim, append(id, hash[:])...)
	if err != nil {
		return out, fmt.Errorf("claim idempotency key: %w", err)
	}
	if claimed.RowsAffected() == 0 {
		return result[T](ctx, tx, append(id, hash[:]))
	}
	if out, err = work(); err != nil {
		return out, err
	}
	kept, err := json.Marshal(out)
	if err != nil {
		return out, fmt.Errorf("write result of %s: %w", operation, err)
	}
	const keep = `update idempotency_keys set result = $5 where site_id = $1 and scope = $2 and operation = $3 and key = $4`
	if _, err := tx.Exec(ctx, keep, append(id, kept)...); err != nil {
		return out, fmt.Errorf("keep result of %s: %w", operation, err)
	}
	return out, nil
}

// result reads what the first request with a key got.
func result[T any](ctx context.Context, tx pgx.Tx, idAndHash []any) (out T, err error) {
	const find = `
		select result, request_hash = $5 from idempotency_keys
		where site_id = $1 and scope = $2 and operation = $3 and key = $4`
	var kept []byte
	var same bool
	if err := tx.QueryRow(ctx, find, idAndHash...).Scan(&kept, &same); err != nil {
		return out, fmt.Errorf("find idempotency key: %w", err)
	}
	if !same {
		return out, chat.Errorf(chat.CodeConflict, "This Idempotency-Key was already used for another request.")
	}
	if err := json.Unmarshal(kept, &out); err != nil {
		return out, fmt.Errorf("read result of an earlier request: %w", err)
	}
	return out, nil
}
