package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"thanhdong/act/notify/outside"
	"thanhdong/app"
	"thanhdong/ground/fault"
	"thanhdong/serve/report"
)

type peerAdd struct {
	Code         string            `help:"Short name by which it is changed." required:""`
	Name         string            `help:"What people read." required:""`
	URL          string            `help:"Address of its GeoReport v2 service." required:""`
	Jurisdiction string            `help:"Its jurisdiction_id, where it needs one."`
	Unit         string            `help:"Code of the unit: what is given to it is passed on." required:""`
	Service      map[string]string `help:"One of our categories and its service_code there, such as duong_hong=001; several times." required:""`
	Off          bool              `help:"Pass nothing on any more."`
}

// Run reads the key from standard input: an argument would stand in the list of processes.
func (c *peerAdd) Run(e *env) error {
	line, err := bufio.NewReader(io.LimitReader(os.Stdin, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the key: %w", err)
	}
	if fs := outside.CheckURL("url", c.URL); len(fs) > 0 {
		return fault.Fields("report.invalid", fs...)
	}
	return e.rooms(func(ctx context.Context, r *app.Rooms) error {
		return r.Reports.PutPeer(ctx, report.Peer{Code: c.Code, Name: c.Name, URL: c.URL, Key: strings.TrimSpace(line), Jurisdiction: c.Jurisdiction, Unit: c.Unit, Services: c.Service, Off: c.Off})
	})
}

type peerList struct{}

func (c *peerList) Run(e *env) error {
	return e.rooms(func(ctx context.Context, r *app.Rooms) error {
		list, err := r.Reports.Peers(ctx)
		w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
		for _, p := range list {
			on := "on"
			if p.Off {
				on = "off"
			}
			var services []string
			for _, ours := range slices.Sorted(maps.Keys(p.Services)) {
				services = append(services, ours+"="+p.Services[ours])
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", p.Code, on, p.Name, p.URL, p.Unit, strings.Join(services, " "))
		}
		return errors.Join(err, w.Flush())
	})
}
