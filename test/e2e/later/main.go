// Command later serves the data of a browser story with a clock that is ahead of the machine's, so that the story goes on on another day. It is no part of the product, whose
// clock is the machine's.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"thanhdong/app"
)

type ahead time.Duration

func (a ahead) Now() time.Time { return time.Now().Add(time.Duration(a)) }

func main() {
	data := flag.String("data", "", "data folder that a server has left")
	http := flag.String("http", "", "address to listen on")
	by := flag.Duration("ahead", 0, "how far the clock is ahead")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a, err := app.New(ctx, app.Config{Data: *data, HTTP: *http, Sample: app.Seed, Version: "later", Clock: ahead(*by), Out: os.Stdout})
	if err == nil {
		err = a.Run(ctx)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
