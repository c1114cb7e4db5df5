package app

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"

	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/pack"
	"thanhdong/pack/simulate"
	"thanhdong/sense/feed"
)

// samplePack is the pack that makes the sample province; it needs all others.
const samplePack = "haiduong/sample"

// samples are the secrets of a sample province. They are kept in the data folder,
// readable by its owner alone, because a second start must print them again; real
// accounts are never kept so.
type samples struct {
	Accounts []sampleAccount   `json:"accounts"`
	Devices  map[string]string `json:"devices"` // by feed
}

type sampleAccount struct {
	Role     string `json:"role"`
	Name     string `json:"name"`
	Password string `json:"password"`
	Title    string `json:"title"`
}

func sampleFile(dir string) string { return filepath.Join(dir, "sample.json") }

// loadSample applies the sample's packs and makes its accounts and devices where
// they are missing; with [Seed] it also fills a history in by the usual way.
func (a *App) loadSample(ctx context.Context) (*samples, error) {
	ctx = actor.With(ctx, actor.System("sample"))
	p, err := pack.Open(samplePack)
	if err != nil {
		return nil, err
	}
	if _, err := a.Packs.Apply(ctx, p); err != nil {
		return nil, err
	}
	s, err := readSamples(sampleFile(a.cfg.Data))
	if err != nil {
		return nil, err
	}
	fresh := s == nil
	if fresh {
		if s, err = a.makeSamples(ctx, p); err != nil {
			return nil, err
		}
		if err := a.Packs.Staff(ctx, p); err != nil { // its people have accounts now
			return nil, err
		}
	}
	if fresh {
		if _, err := a.Datasets.TakeOver(ctx, simulate.Handed(p, a.DB.Now()), "sample"); err != nil {
			return nil, err
		}
		if err := a.publishSample(ctx, p); err != nil {
			return nil, err
		}
	}
	if a.cfg.Sample == Seed && fresh {
		if err := a.seed(ctx, p); err != nil {
			return nil, err
		}
	}
	if fresh {
		err = a.report(ctx)
	}
	return s, err
}

// report makes the first weekly and monthly report of the sample from what was handed in: drafts, which nobody is told of.
func (a *App) report(ctx context.Context) error {
	all, err := a.Periodic.Settings(ctx)
	for _, one := range all {
		if err == nil {
			_, err = a.Periodic.Compose(ctx, one.Unit, string(one.Rhythm), one.Last.Code())
		}
	}
	return err
}

func (a *App) makeSamples(ctx context.Context, p *pack.Pack) (*samples, error) {
	s := &samples{Devices: map[string]string{}}
	err := a.DB.Do(ctx, func(ctx context.Context, _ *db.Tx) error {
		s.Accounts, s.Devices = nil, map[string]string{}
		for _, x := range p.Accounts {
			n := account.New{Name: x.Login, Title: x.Name, Unit: x.Unit, Password: rand.Text()[:12], Sample: true}
			for _, g := range x.Grants {
				n.Grants = append(n.Grants, account.Given{Role: actor.Role(g.Role), Unit: g.Unit, Area: g.Area})
			}
			id, err := a.Accounts.Add(ctx, n)
			if err == nil && x.Phone != "" {
				err = a.Accounts.SetPhone(ctx, id, x.Phone)
			}
			if err != nil {
				return fmt.Errorf("sample account %s: %w", x.Login, err)
			}
			s.Accounts = append(s.Accounts, sampleAccount{string(n.Grants[0].Role), n.Name, n.Password, x.Name.In(text.VI)})
		}
		for _, q := range append(p.Needed(), p) {
			for _, f := range q.Feeds {
				key, err := a.AddDevice(ctx, f.Code, "simulate")
				if err != nil {
					return err
				}
				s.Devices[f.Code] = key
			}
		}
		// The file is written before the commit: a file without accounts is
		// mended by hand, accounts without passwords are not.
		b, err := json.MarshalIndent(s, "", "  ")
		if err != nil {
			return err
		}
		return db.ReplaceFile(sampleFile(a.cfg.Data), append(b, '\n'), 0o600)
	})
	return s, err
}

// publishSample makes open data sets public in the name of the sample's person who may: the product itself approves nothing.
func (a *App) publishSample(ctx context.Context, p *pack.Pack) error {
	if p.Simulation == nil || p.Simulation.Figures == nil || p.Simulation.Figures.Public == nil {
		return nil
	}
	public := p.Simulation.Figures.Public
	accounts, _, err := a.Accounts.List(ctx, account.Filter{})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(accounts, func(x account.Account) bool { return x.Name == public.By })
	if i < 0 {
		return fault.New(fault.NotFound, "account.unknown")
	}
	ctx = actor.With(ctx, accounts[i].Actor())
	for _, code := range public.Sets {
		_, seen, err := a.OpenData.Preview(ctx, code)
		if err != nil {
			return err
		}
		if _, err := a.OpenData.Approve(ctx, code, seen); err != nil {
			return err
		}
	}
	return nil
}

func readSamples(path string) (*samples, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s := &samples{}
	if err := json.Unmarshal(b, s); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// seed takes two generated days in through the same way as everything else.
func (a *App) seed(ctx context.Context, p *pack.Pack) error {
	if p.Simulation == nil {
		return fault.New(fault.NotFound, "pack.no_simulation", "pack", p.Name)
	}
	return simulate.Seed(ctx, *p.Simulation, a.DB.Now(), func(ctx context.Context, code string, values []simulate.Value) error {
		readings := make([]feed.Reading, len(values))
		for i, v := range values {
			readings[i] = feed.Reading{Station: v.Station, Parameter: v.Parameter, Unit: v.Unit, Value: &values[i].Value, At: v.At, Origin: "sample"}
		}
		_, err := a.Feeds.Accept(ctx, code, readings)
		return err
	})
}

// AddDevice makes a key for sending to a feed.
func (r *Rooms) AddDevice(ctx context.Context, code, name string) (string, error) {
	f, err := r.Feeds.Get(ctx, code)
	if err != nil {
		return "", err
	}
	return r.Accounts.DeviceAdd(ctx, f.Code, f.Scope(), name)
}

// AddApp makes a key for a program that speaks at one of our doors for others. It belongs to the desk that takes in what they send; where
// there is none yet, to those who run the server.
func (r *Rooms) AddApp(ctx context.Context, app string, rate int, name string) (string, error) {
	desk, err := r.Reports.Desk(ctx)
	if err != nil && !fault.Is(err, fault.Unavailable) {
		return "", err
	}
	return r.Accounts.AppAdd(ctx, app, rate, desk, name)
}

func (s *samples) outside(a *App) Outside {
	return Outside{URL: a.URL(), Drop: a.cfg.Drop, DeviceKeys: s.Devices}
}

// greet prints where the server is and, with a sample, who may come in.
func (a *App) greet() {
	w := a.cfg.Out
	fmt.Fprintf(w, "Thành Đông %s\n%s/console/\n", a.cfg.Version, a.URL())
	if a.MQTTAddr() != "" {
		fmt.Fprintf(w, "mqtt://%s\n", a.MQTTAddr())
	}
	if a.samples == nil {
		return
	}
	fmt.Fprintln(w, "\nDữ liệu mẫu, chỉ chạy trên máy này / sample data, on this machine only:")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "role\tname\tpassword\t")
	for _, x := range a.samples.Accounts {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", x.Role, x.Name, x.Password, x.Title)
	}
	t.Flush()
}
