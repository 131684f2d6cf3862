// Package api serves the public chat API, the staff's API and their pages. The contract is
// openapi.yaml: requests are checked against it before a handler sees them, and
// the server's types are generated from it, as are the clients in client and
// web/client.
package api

//go:generate go tool -modfile=../tools/codegen/go.mod oapi-codegen -config codegen.yaml -o server.gen.go openapi.yaml
//go:generate npm --prefix ../web/client run generate -- -o src/schema.ts
