package mailin

import (
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"time"

	"github.com/emersion/go-smtp"

	"thanhdong/act/notify"
	"thanhdong/ground/file"
	"thanhdong/serve/report"
)

// Limits. They bound what senders, and strangers, can use up.
const (
	// Largest is the most that a letter may have, in bytes as it travels: some 28 MB of pictures.
	Largest    = 40 << 20
	mostAtOnce = 32 // connections
	patience   = 2 * time.Minute
	mostHops   = 50 // servers that a letter passed: more is a loop
)

// Deps are what the door needs.
type Deps struct {
	Reports *report.Reports
	Files   *file.Files
	Notices *notify.Notices
	At      string // address that people write to
	Log     *slog.Logger
}

// MailIn is the door.
type MailIn struct {
	Deps
	server *smtp.Server
	listen net.Listener
	ended  chan struct{}
	open   atomic.Int64 // sessions
}

// New makes the door; nothing listens yet.
func New(d Deps) *MailIn {
	if d.Log == nil {
		d.Log = slog.Default()
	}
	m := &MailIn{Deps: d, ended: make(chan struct{})}
	m.server = smtp.NewServer(smtp.BackendFunc(m.session))
	m.server.Domain = "localhost"
	if _, domain, ok := strings.Cut(d.At, "@"); ok {
		m.server.Domain = domain
	}
	m.server.MaxRecipients, m.server.MaxMessageBytes = 1, Largest
	m.server.ReadTimeout, m.server.WriteTimeout = patience, patience
	m.server.EnableSMTPUTF8 = true
	m.server.ErrorLog = log.New(io.Discard, "", 0) // it would log what strangers write; what matters is logged here
	return m
}

// Start listens on the address and takes letters until [MailIn.Stop].
func (m *MailIn) Start(ctx context.Context, addr string) (err error) {
	if m.listen, err = new(net.ListenConfig).Listen(ctx, "tcp", addr); err != nil {
		return fmt.Errorf("listen for mail on %s: %w", addr, err)
	}
	go func() {
		defer close(m.ended)
		_ = m.server.Serve(m.listen) // ends when it is closed
	}()
	return nil
}

// Addr is the address that was bound, useful with port 0; "" before [MailIn.Start].
func (m *MailIn) Addr() string {
	if m.listen == nil {
		return ""
	}
	return m.listen.Addr().String()
}

// Stop closes the port: letters under way are answered as far as ten seconds allow; what was not acknowledged its sender sends again. Without [MailIn.Start] it has nothing to do.
func (m *MailIn) Stop() {
	if m.listen == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := m.server.Shutdown(ctx); err != nil {
		m.server.Close()
	}
	<-m.ended
}
