package api

import (
	"encoding/json"

	"github.com/innconnect/innconnect/internal/store"
)

// repeatable names a request that may be sent again: the key that came with it,
// if any, the visitor whose key it is ("" when the client sends no id), and all
// that the request asks for.
func repeatable(key *IdempotencyKey, visitorID string, request ...any) store.IdempotencyKey {
	if key == nil {
		return store.IdempotencyKey{}
	}
	asked, err := json.Marshal(request)
	if err != nil {
		panic(err) // types of the contract
	}
	return store.IdempotencyKey{Key: *key, Scope: visitorID, Request: asked}
}
