package main

import (
	"errors"
	"fmt"

	"github.com/innconnect/innconnect/internal/store"
)

type migrateCmd struct{}

func (migrateCmd) Run(e *environment) error {
	e.useRunningStack()
	if e.Config.DatabaseURL == "" {
		return errors.New("no database: set DATABASE_URL, or start the stack with `make run`")
	}
	n, err := store.Migrate(e, e.Config.DatabaseURL)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.Stdout, "{\"applied\":%d}\n", n)
	return nil
}
