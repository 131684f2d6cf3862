package main

import (
	"context"
	"errors"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

type userCmd struct {
	Create userCreateCmd `cmd:"" help:"Create a user and print a password for it."`
}

type userCreateCmd struct {
	Email         string        `required:"" help:"The user's e-mail address."`
	Name          string        `help:"The user's name as visitors see it. The address before its @ unless given."`
	Role          chat.UserRole `required:"" enum:"admin,agent,viewer" help:"admin, agent or viewer."`
	Site          []string      `help:"The id of a site that an agent or viewer works for; an admin sees all. Repeatable." sep:"none"`
	Supervisor    bool          `help:"Alert the user when nobody else comes to a conversation."`
	PasswordStdin bool          `help:"Read the password from standard input instead of making one."`
}

func (cmd userCreateCmd) Run(e *environment) error {
	password, made := "", false
	if cmd.PasswordStdin {
		var err error
		if password, err = e.readSecret(); err != nil {
			return err
		}
		if password == "" {
			return errors.New("standard input has no password")
		}
	} else {
		password, made = store.NewPassword(), true
	}
	return e.withStore(func(ctx context.Context, s *store.Store) error {
		for _, id := range cmd.Site {
			if _, err := findSite(ctx, s, id); err != nil {
				return err
			}
		}
		user, err := s.CreateUser(ctx, store.NewUser{
			Email: cmd.Email, Name: cmd.Name, Password: password, Role: cmd.Role, Supervisor: cmd.Supervisor, SiteIDs: cmd.Site,
		})
		if err != nil {
			return err
		}
		out := map[string]any{"id": user.ID, "email": user.Email, "name": user.Name, "role": user.Role}
		if made {
			out["password"] = password // shown once
		}
		return e.print(out)
	})
}
