package db

import (
	"context"
	"errors"
	"fmt"
)

// group is a transaction of the embedded engine that several callers share: the first who began it, and those who waited for the writer when its work was done,
// each with a savepoint of its own. A commit waits for the disk, and so one is for all of them. Whoever holds the writer holds its group.
type group struct {
	done chan struct{} // closed once the transaction ended
	err  error         // how; not read before
}

// errGroupLost tells callers that the engine ended their transaction for the trouble of another: their work is done again.
var errGroupLost = errors.New("the shared transaction was lost")

const (
	begin   = "BEGIN IMMEDIATE"
	enter   = "SAVEPOINT part"
	leave   = "RELEASE part"
	takeOut = "ROLLBACK TO part"
)

// join begins a caller's part: in the transaction of those who just did theirs, or in a new one.
func (l *lite) join(ctx context.Context, tx *Tx) (commit, rollback func() error, err error) {
	var s *session
	l.waiting.Add(1)
	select {
	case s = <-l.writer:
		l.waiting.Add(-1)
	case <-ctx.Done():
		l.waiting.Add(-1)
		return nil, nil, ctx.Err()
	}
	// What begins or ends a transaction is not cancelled: nobody would know whether it happened.
	run := func(stmt string) error {
		_, err := s.ExecContext(context.WithoutCancel(ctx), stmt)
		return err
	}
	g := l.group
	first := g == nil
	if first {
		err := ctx.Err()
		if err == nil {
			err = run(begin)
		}
		if err != nil {
			l.writer <- s
			return nil, nil, err
		}
		g = &group{done: make(chan struct{})}
		l.group = g
	}
	end := func(err error) error {
		l.group, g.err = nil, err
		close(g.done)
		l.writer <- s
		return err
	}
	// lose is for when the engine itself ended the transaction (a full disk, a statement that was broken off): no part of it is there.
	lose := func(err error) error {
		_ = run("ROLLBACK") // says that there is none
		_ = end(errGroupLost)
		return err
	}
	if !first { // who is alone has no need of a savepoint, which copies every page that is changed
		if err := run(enter); err != nil {
			return nil, nil, lose(err)
		}
	}
	tx.run, tx.conn = s, s.conn
	finish := func() error {
		if err := run("COMMIT"); err != nil {
			if rerr := run("ROLLBACK"); rerr != nil {
				err = fmt.Errorf("%w (and rollback: %v)", err, rerr)
			}
			return end(err)
		}
		return end(nil)
	}
	commit = func() error {
		switch {
		case first && l.waiting.Load() == 0:
			return finish()
		case first:
			// That a second transaction is refused says that the first is still there.
			if run(begin) == nil {
				return lose(errGroupLost)
			}
		default:
			if err := run(leave); err != nil {
				return lose(err)
			}
		}
		// Who waits already has their turn first, in this transaction: receivers are served in the order in which they came.
		l.writer <- s
		select {
		case <-g.done:
			return g.err
		case s = <-l.writer:
		}
		if l.group != g { // ended meanwhile
			l.writer <- s
			<-g.done
			return g.err
		}
		return finish()
	}
	rollback = func() error {
		if first { // nobody joined yet
			return end(run("ROLLBACK"))
		}
		err := run(takeOut)
		if err == nil {
			err = run(leave)
		}
		if err != nil {
			return lose(err)
		}
		l.writer <- s // one of those who wait commits
		return nil
	}
	return commit, rollback, nil
}
