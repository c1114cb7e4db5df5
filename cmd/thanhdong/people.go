package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"thanhdong/app"
	"thanhdong/ground/account"
	"thanhdong/ground/actor"
)

type accountAdd struct {
	Name          string `help:"Name to sign in with." required:""`
	Role          string `help:"Role: leader, shift-leader, duty, officer, clerk, hotline, programme, steward, inspector, admin, integrator." required:""`
	Unit          string `help:"Code of the unit." required:""`
	Area          string `help:"Code of the area; default the whole province."`
	PasswordStdin bool   `help:"Read the password from standard input." required:""`
}

func (c *accountAdd) Run(e *env) error {
	line, err := bufio.NewReader(io.LimitReader(os.Stdin, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the password: %w", err)
	}
	return e.rooms(func(ctx context.Context, r *app.Rooms) error {
		id, err := r.Accounts.Add(ctx, account.New{
			Name: c.Name, Role: actor.Role(c.Role), Unit: c.Unit, Area: c.Area, Password: strings.TrimRight(line, "\r\n"),
		})
		if err == nil {
			fmt.Fprintln(e.out, id)
		}
		return err
	})
}

type deviceAdd struct {
	Feed string `help:"Code of the feed the device sends to." xor:"what" required:""`
	App  string `help:"Or the door at which a program speaks for others: open311." xor:"what" required:""`
	Rate int    `help:"How often a minute the program may send; default 60."`
	Name string `help:"What it is called; default the feed or the door."`
}

func (c *deviceAdd) Run(e *env) error {
	return e.rooms(func(ctx context.Context, r *app.Rooms) (err error) {
		var key string
		if c.App != "" {
			key, err = r.AddApp(ctx, c.App, c.Rate, c.Name)
		} else {
			key, err = r.AddDevice(ctx, c.Feed, c.Name)
		}
		if err == nil {
			fmt.Fprintln(e.out, key)
		}
		return err
	})
}

type tokenAdd struct {
	Account string `help:"Name or id of the account." required:""`
}

func (c *tokenAdd) Run(e *env) error {
	return e.rooms(func(ctx context.Context, r *app.Rooms) error {
		token, err := r.Accounts.TokenAdd(ctx, c.Account)
		if err == nil {
			fmt.Fprintln(e.out, token)
		}
		return err
	})
}
