// Package dev brings up everything that the product needs on one machine: a
// PostgreSQL cluster with pgvector, a Temporal server with its web UI, the
// local embedding service, and the product's own API and worker.
//
// Run is the whole stack behind `make run`. StartPostgres and StartTemporal
// are its pieces for tests, and Exec runs a command with both beside it.
package dev
