// Package client calls the InnConnect chat API. Its types and calls are
// generated from the contract, openapi.yaml; the files written by hand add what
// a program needs around them: the key, the visitor, errors and streams.
//
// A program uses the site's secret server key. A conversation is bound to the
// visitor that it was created with, so the visitor's id goes with every call.
package client

//go:generate go tool -modfile=../tools/codegen/go.mod oapi-codegen -config codegen.yaml -o client.gen.go ../api/openapi.yaml
