//go:build bench

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync/atomic"
	"time"

	"github.com/emersion/go-smtp"

	"thanhdong/act/notify"
	"thanhdong/app"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// sink is a mail server at this machine that counts.
type sink struct{ n atomic.Int64 }

func (s *sink) NewSession(*smtp.Conn) (smtp.Session, error) { return s, nil }
func (*sink) Mail(string, *smtp.MailOptions) error          { return nil }
func (*sink) Rcpt(string, *smtp.RcptOptions) error          { return nil }
func (*sink) Reset()                                        {}
func (*sink) Logout() error                                 { return nil }
func (s *sink) Data(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	s.n.Add(1)
	return err
}

const told = 1000 // notices; the promise is that many a minute

// measureNotices tells a thousand people something at once and waits until the last message lies at the mail
// server: rows, claims, one connection for each message, and what became of it, all on disk.
func measureNotices(dir, url string) error {
	s := &sink{}
	server := smtp.NewServer(s)
	server.Domain = "localhost"
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go func() { _ = server.Serve(l) }()
	defer server.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	ctx := actor.With(context.Background(), actor.System("bench"))
	a, err := app.New(ctx, app.Config{Data: dir, DB: url, HTTP: "127.0.0.1:0"})
	if err != nil {
		return err
	}
	if err := a.Notices.Set(ctx, "email", 0, true, map[string]string{"host": "127.0.0.1", "port": port, "security": "none", "from": "truc@tinh.test"}); err != nil {
		return errors.Join(err, a.Close())
	}
	people := make([]string, told)
	if err := a.DB.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		for i := range people {
			id := tx.NewID("acc")
			people[i] = id
			if _, err := tx.Exec(ctx, `INSERT INTO account (id, name, name_key, title_vi, title_en, unit, unit_path, area_path, password, state, sample, created_at, search) VALUES (?, ?, ?, '', '', 'H23', '/H23/', '/30/', '', 'active', 0, 0, '')`, id, id, id); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `INSERT INTO notify_address (id, person, channel, address, label, created_at, verified_at) VALUES (?, ?, 'email', ?, '', 0, 1)`, tx.NewID("adr"), id, fmt.Sprintf("nguoi%d@tinh.test", i)); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return errors.Join(err, a.Close())
	}
	if err := a.Start(ctx); err != nil {
		return err
	}
	began := time.Now()
	title := text.L{VI: "Quá hạn: Sự cố SC-24-0001", EN: "Late: Incident SC-24-0001"}
	if err := a.DB.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		return a.Notices.Tell(ctx, tx, notify.News{Origin: "bench", Kind: notify.Escalated, Severity: 5, Title: title, Text: title, Link: "/work/wrk_1", Wants: notify.Take}, people...)
	}); err != nil {
		return errors.Join(err, a.Stop())
	}
	written := time.Since(began)
	for s.n.Load() < told && time.Since(began) < 2*time.Minute {
		<-time.After(20 * time.Millisecond)
	}
	took := time.Since(began)
	engine := "embedded"
	if url != "" {
		engine = "PostgreSQL"
	}
	fmt.Printf("%d notices through SMTP, %s: %v to write, all delivered in %v: %.0f a minute\n", s.n.Load(), engine, written.Round(time.Millisecond), took.Round(time.Millisecond), float64(s.n.Load())/took.Minutes())
	if s.n.Load() != told {
		fmt.Fprintln(os.Stderr, "not all of them came")
	}
	return a.Stop()
}
