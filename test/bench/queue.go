//go:build bench

package main

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/timer"
)

// The queue of a province after some years.
const (
	queueAll  = 200_000
	queueOpen = 10_000
	queueAsks = 60 // of each question
)

// queueTitles are searched in the form in which the queue keeps them, without diacritics.
var queueTitles = []string{"bui min cao tai kinh mon", "ngap duong nguyen luong bang", "den tin hieu tat o nut giao", "ho ga mat nap truoc truong", "dot rom ra doc quoc lo 5"}

// measureQueue asks for views of a full queue over HTTP, as the console does.
func measureQueue(dir, bin string) error {
	r, err := openRooms(dir+"/queue", "")
	if err != nil {
		return err
	}
	if err := fillQueue(r.d); err != nil {
		return err
	}
	if err := r.d.Close(); err != nil {
		return err
	}
	s, err := serve(bin, dir+"/queue")
	if err != nil {
		return err
	}
	defer s.stop()
	if _, err := s.tell("mat-khau-do-thu-12\n", "account", "add", "--name", "queue", "--role", "shift-leader", "--unit", "H23", "--area", "30", "--password-stdin"); err != nil {
		return err
	}
	token, err := s.tell("", "token", "add", "--account", "queue")
	if err != nil {
		return err
	}
	for _, c := range []struct{ name, query string }{
		{"mine", "view=mine"}, {"my unit", "view=unit"}, {"late", "view=late"}, {"raised to me", "view=raised"}, {"all", "view=all"}, {"all, 200 rows", "view=all&limit=200"},
		{"newest", "sort=newest"}, {"severe, untaken, by severity", "severity=4&untaken=true&sort=severity"}, {"of one unit", "unit=U07"},
		{"soon", "clock=soon"}, {"words, many hits", "q=" + url.QueryEscape("Bụi mịn")}, {"words, a number", "q=VI-9-19990"}, {"words, no hit", "q=" + url.QueryEscape("cháy kho xăng")}, {"closed", "done=true&sort=newest"},
	} {
		if err := s.ask(token, "queue    "+c.name, "/api/v1/work?"+c.query); err != nil {
			return err
		}
	}
	if err := s.ask(token, "queue    load of units", "/api/v1/work/load"); err != nil {
		return err
	}
	fmt.Printf("queue    %d items, %d open; memory %.0f MB\n\n", queueAll, queueOpen, float64(s.memory())/1e6)
	return nil
}

func (s *server) ask(token, name, path string) error {
	var took []time.Duration
	for range queueAsks {
		began := time.Now()
		if _, err := s.get(token, path); err != nil {
			return err
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	fmt.Printf("%-42s p50 %6.1f ms, p95 %6.1f ms\n", name, float64(p(took, 50))/1e6, float64(p(took, 95))/1e6)
	return nil
}

// fillQueue writes the items as the room would have left them: nobody waits for 200,000 commands.
func fillQueue(d *db.DB) error {
	ctx := actor.With(context.Background(), actor.System("bench"))
	return d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		title := "CASE i % 5"
		for n, words := range queueTitles {
			title += fmt.Sprintf(" WHEN %d THEN '%s'", n, words)
		}
		title += " END"
		now, hour := db.Micros(tx.Now()), time.Hour.Microseconds()
		// The last ones are open: half of them late, a tenth taken.
		_, err := tx.Exec(ctx, `INSERT INTO work_item (id, number, kind, subject_kind, subject_id, subject_number, title_vi, title_en, severity, unit, unit_path, area, area_path,
				person, person_name, opened_at, due_at, working, limit_us, wants_evidence, state, closed_at, closed_by, closed_name, reason, search, spent_us)
			WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			SELECT 'wrk_' || i, 'VI-9-' || i, CASE i % 3 WHEN 0 THEN 'incident' WHEN 1 THEN 'succession' ELSE 'warning-approval' END, 'incident', 'inc_' || i, 'SC-9-' || i, `+title+`, 'Item', i % 5 + 1,
				'U0' || (i % 10), '/H23/U0' || (i % 10) || '/', '30', '/30/', CASE WHEN i % 10 = 0 THEN 'acc_x' ELSE '' END, '', ? - (? - i) * ? / 20, ? + (i % 200 - 100) * ?, 0, ?, 0,
				CASE WHEN i > ? THEN 'open' ELSE 'done' END, CASE WHEN i > ? THEN NULL ELSE ? - (? - i) * ? / 20 + ? END, '', '', '', 'vi 9 ' || i || ' ' || `+title+` || ' u0' || (i % 10), CASE WHEN i > ? THEN NULL ELSE (i % 40 + 1) * ? END
			FROM n`, queueAll, now, queueAll, hour, now, hour, 24*hour, queueAll-queueOpen, queueAll-queueOpen, now, queueAll, hour, hour, queueAll-queueOpen, hour)
		return err
	})
}

// measureQueueRoom asks the room itself, for the engine that the server is not measured with.
func measureQueueRoom(dir, at string) error {
	r, err := openRooms(dir+"/queue-rooms", at)
	if err != nil {
		return err
	}
	defer r.d.Close()
	if err := fillQueue(r.d); err != nil {
		return err
	}
	q := work.New(r.d, r.bus, timer.New(r.d))
	ctx := actor.With(context.Background(), actor.Actor{ID: "acc_x", Kind: actor.Person, Unit: "H23", Grants: []actor.Grant{{Role: actor.ShiftLeader, UnitPath: "/H23/", AreaPath: "/30/"}}})
	for name, f := range map[string]work.Filter{"all": {View: work.All}, "late": {View: work.IsLate}, "by severity": {Severity: 4, Sort: work.BySeverity}, "words, no hit": {Q: "cháy kho xăng"}} {
		var took []time.Duration
		for range queueAsks {
			began := time.Now()
			if _, _, err := q.List(ctx, f); err != nil {
				return err
			}
			took = append(took, time.Since(began))
		}
		slices.Sort(took)
		fmt.Printf("%-42s p50 %6.1f ms, p95 %6.1f ms\n", "queue, room on PostgreSQL: "+name, float64(p(took, 50))/1e6, float64(p(took, 95))/1e6)
	}
	return nil
}
