// Command innconnect is the whole product in one binary: the API, the worker,
// the development stack and the tools of a site's owner.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/innconnect/innconnect/internal/document"
)

type commands struct {
	API     apiCmd     `cmd:"" name:"api" help:"Serve the HTTP API."`
	Worker  workerCmd  `cmd:"" help:"Run the conversations."`
	Dev     devCmd     `cmd:"" help:"Run everything on this machine."`
	Setup   setupCmd   `cmd:"" help:"Print a link with which the first admin is created."`
	Migrate migrateCmd `cmd:"" help:"Bring the database schema to the newest version."`
	Site    siteCmd    `cmd:"" help:"Create, list and change sites."`
	KB      kbCmd      `cmd:"" name:"kb" help:"Import and search a site's knowledge base."`
	User    userCmd    `cmd:"" help:"Create users of the admin panel."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "innconnect:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) == 1 && args[0] == document.Argument { // of the worker, with an empty environment
		return document.Serve(os.Stdin, os.Stdout)
	}
	var c commands
	parser, err := kong.New(&c, kong.Name("innconnect"),
		kong.Description("AI customer support for any website, answered from its own knowledge base."),
		kong.UsageOnError())
	if err != nil {
		return err
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		parser.FatalIfErrorf(err)
	}
	env, err := newEnvironment(ctx)
	if err != nil {
		return err
	}
	return parsed.Run(env)
}
