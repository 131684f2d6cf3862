package main

import (
	"fmt"

	"github.com/innconnect/innconnect/internal/store"
)

type migrateCmd struct{}

func (migrateCmd) Run(e *environment) error {
	url, err := e.databaseURL()
	if err != nil {
		return err
	}
	n, err := store.Migrate(e, url)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.Stdout, "{\"applied\":%d}\n", n)
	return nil
}
