// Package migrations holds the database schema as numbered SQL files, embedded
// so that the binary can lay and update it by itself.
package migrations

import "embed"

// Files holds the migrations in the order of their names.
//
//go:embed *.sql
var Files embed.FS
