package periodic

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/know/dataset"
	"thanhdong/know/periodic/docx"
)

// Template is one version of what a unit's reports of a rhythm are made from.
type Template struct {
	No      int // 0: the one of the binary
	SHA     string
	Name    string // of the file as it was brought
	Note    string
	BackTo  int // the version whose file it has again; -1: none
	Unknown int // placeholders that nobody knew when it was taken
	At      time.Time
	By      string
}

// templates gives the versions of a unit's template, the newest first; the last is always that of the binary.
func templates(ctx context.Context, tx *db.Tx, s Setting, lock string) (list []Template, err error) {
	err = tx.Each(ctx, `SELECT version, sha, name, note, back_to, unknown, at, by_name FROM periodic_template WHERE unit = ? AND rhythm = ? ORDER BY version DESC`+lock, []any{s.Unit, string(s.Rhythm)}, func(scan func(...any) error) error {
		var t Template
		var at int64
		err := scan(&t.No, &t.SHA, &t.Name, &t.Note, &t.BackTo, &t.Unknown, &at, &t.By)
		t.At = db.Time(at)
		list = append(list, t)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read templates of %s: %w", s.key(), err)
	}
	return append(list, Template{Name: fileName(s.Rhythm), BackTo: -1}), nil
}

func fileName(r Rhythm) string {
	if r == dataset.Weekly {
		return "mau-bao-cao-tuan.docx"
	}
	return "mau-bao-cao-thang.docx"
}

// inForce is the newest version and its bytes.
func (es *Editions) inForce(ctx context.Context, tx *db.Tx, s Setting) (t Template, b []byte, err error) {
	list, err := templates(ctx, tx, s, "")
	if err != nil {
		return t, nil, err
	}
	b, err = es.templateBytes(ctx, s, list[0])
	return list[0], b, err
}

func (es *Editions) templateBytes(ctx context.Context, s Setting, t Template) ([]byte, error) {
	if t.SHA == "" {
		return Official(s.Rhythm), nil
	}
	return es.bytes(ctx, t.SHA)
}

// Templates is what can be seen of a unit's template: its versions, the newest (in force) first, and what may stand in one with what it gives for the last period.
type Templates struct {
	Setting  Setting
	Period   dataset.Period // of the values
	Versions []Template
	Known    []Known
	Why      *fault.Error // why the actor may not bring another; nil: they may
}

// Templates asks for all about a unit's template; by who may read its reports.
func (es *Editions) Templates(ctx context.Context, code, rhythm string) (ts Templates, err error) {
	err = es.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err := es.readSetting(ctx, tx, code, rhythm)
		if err != nil {
			return err
		}
		ts = Templates{Setting: s, Period: s.last(tx.Now())}
		if ts.Versions, err = templates(ctx, tx, s, ""); err != nil {
			return err
		}
		g, err := es.gather(ctx, tx, s, ts.Period, nextNumber)
		if err != nil {
			return err
		}
		ts.Known = g.known(ctx, tx)
		if why := actor.From(ctx).Check(ToTemplate, g.unit.Scope()); why != nil {
			ts.Why, _ = fault.As(why)
		}
		return g.err
	})
	return ts, err
}

// nextNumber stands in a preview, where no number has been given yet.
const nextNumber = "BK-00-0000"

// readSetting is a setting that the actor may see.
func (es *Editions) readSetting(ctx context.Context, tx *db.Tx, code, rhythm string) (s Setting, err error) {
	hidden := fault.New(fault.NotFound, "periodic.no_setting", "unit", code)
	u, err := unit.ByCode(ctx, tx, code, "")
	if fault.Is(err, fault.NotFound) || err == nil && !actor.From(ctx).May(Read, u.Scope()) {
		return s, hidden
	}
	if err != nil {
		return s, err
	}
	r, err := theRhythm(rhythm)
	if err != nil {
		return s, err
	}
	return settingOf(ctx, tx, code, r)
}

// TemplateFile gives the bytes of a version of a unit's template, and its name.
func (es *Editions) TemplateFile(ctx context.Context, code, rhythm string, version int) (b []byte, name string, err error) {
	err = es.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err := es.readSetting(ctx, tx, code, rhythm)
		if err != nil {
			return err
		}
		t, err := versionOf(ctx, tx, s, version)
		if err != nil {
			return err
		}
		name = t.Name
		b, err = es.templateBytes(ctx, s, t)
		return err
	})
	return b, name, err
}

func versionOf(ctx context.Context, tx *db.Tx, s Setting, version int) (Template, error) {
	list, err := templates(ctx, tx, s, "")
	for _, t := range list {
		if t.No == version {
			return t, nil
		}
	}
	if err == nil {
		err = fault.New(fault.NotFound, "periodic.no_version", "version", version)
	}
	return Template{}, err
}

// Try reads a document as a template and says what stands in it, with what each would give for the last period. Nothing is kept.
func (es *Editions) Try(ctx context.Context, code, rhythm string, b []byte) (all []Filled, err error) {
	err = es.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err := es.may(ctx, tx, code, rhythm, ToTemplate)
		if err != nil {
			return err
		}
		all, err = es.try(ctx, tx, s, b)
		return err
	})
	return all, err
}

func (es *Editions) try(ctx context.Context, tx *db.Tx, s Setting, b []byte) ([]Filled, error) {
	g, err := es.gather(ctx, tx, s, s.last(tx.Now()), nextNumber)
	if err != nil {
		return nil, err
	}
	_, found, err := g.fill(ctx, tx, b)
	return filled(found), err
}

const longestNote = 300

// Take makes a document the unit's template from now on. Placeholders that nobody knows do not hinder it: they are listed, and stay visible in what is made.
// Refusals: those of [docx.Read]; [fault.Forbidden]; [fault.NotFound].
func (es *Editions) Take(ctx context.Context, code, rhythm string, b []byte, name, note string) (t Template, err error) {
	err = es.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err := es.may(ctx, tx, code, rhythm, ToTemplate)
		if err != nil {
			return err
		}
		if note = strings.TrimSpace(note); utf8.RuneCountInString(note) > longestNote {
			return fault.Fields("periodic.invalid", fault.At("note", "briefing.too_long", "max", longestNote))
		}
		all, err := es.try(ctx, tx, s, b)
		if err != nil {
			return err
		}
		f, err := es.files.Put(ctx, bytes.NewReader(b), name, docxType, docx.MaxSize)
		if err != nil {
			return err
		}
		t, err = es.add(ctx, tx, s, Template{SHA: f.SHA, Name: f.Name, Note: note, BackTo: -1, Unknown: len(Bad(all))})
		return err
	})
	if err != nil {
		return t, fmt.Errorf("take a template of %s: %w", code, err)
	}
	return t, nil
}

// Back puts an earlier version into force again, as a version of its own. [fault.NotFound] for one that is not there; [fault.Conflict] for the one in force.
func (es *Editions) Back(ctx context.Context, code, rhythm string, version int) (t Template, err error) {
	err = es.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err := es.may(ctx, tx, code, rhythm, ToTemplate)
		if err != nil {
			return err
		}
		old, err := versionOf(ctx, tx, s, version)
		if err != nil {
			return err
		}
		list, err := templates(ctx, tx, s, "")
		if err != nil {
			return err
		}
		if list[0].No == version || list[0].SHA == old.SHA {
			return fault.New(fault.Conflict, "periodic.in_force", "version", version)
		}
		t, err = es.add(ctx, tx, s, Template{SHA: old.SHA, Name: old.Name, BackTo: old.No, Unknown: old.Unknown})
		return err
	})
	if err != nil {
		return t, fmt.Errorf("put back a template of %s: %w", code, err)
	}
	return t, nil
}

// add keeps a version. The setting's row is locked, so that two who bring one at once come one after the other.
func (es *Editions) add(ctx context.Context, tx *db.Tx, s Setting, t Template) (Template, error) {
	var there string
	if err := tx.QueryRow(ctx, `SELECT unit FROM periodic_setting WHERE unit = ? AND rhythm = ?`+tx.Lock(), s.Unit, string(s.Rhythm)).Scan(&there); err != nil {
		return t, err
	}
	list, err := templates(ctx, tx, s, "")
	if err != nil {
		return t, err
	}
	id, name := who(ctx)
	t.No, t.At, t.By = list[0].No+1, tx.Now(), name
	if _, err := tx.Exec(ctx, `INSERT INTO periodic_template (unit, rhythm, version, sha, name, note, back_to, unknown, at, by_id, by_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		s.Unit, string(s.Rhythm), t.No, t.SHA, t.Name, t.Note, t.BackTo, t.Unknown, db.Micros(t.At), id, name); err != nil {
		return t, err
	}
	u, err := unit.ByCode(ctx, tx, s.Unit, "")
	if err != nil {
		return t, err
	}
	if err := bus.Record(ctx, tx, TemplatedEvent, s.key(), Happened{ID: s.key()}); err != nil {
		return t, err
	}
	return t, ledger.Write(ctx, tx, ledger.Entry{Verb: "periodic.template", Subject: s.key(), UnitPath: u.Path, AreaPath: u.AreaPath, Payload: map[string]any{"version": t.No, "sha": t.SHA, "back_to": t.BackTo}})
}

// Reporting is a report that a unit makes, with its last period.
type Reporting struct {
	Setting
	UnitPath, AreaPath string
	Last               dataset.Period // the last that is over
	Next               time.Time      // when the next is composed
	May                bool           // the actor may compose
}

// Settings gives the reports of units that the actor may read, from the root downwards.
func (es *Editions) Settings(ctx context.Context) (list []Reporting, err error) {
	err = es.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		var all [][2]string
		err := tx.Each(ctx, `SELECT unit, rhythm FROM periodic_setting WHERE ended_at IS NULL ORDER BY unit, rhythm DESC`, nil, func(scan func(...any) error) error {
			var one [2]string
			err := scan(&one[0], &one[1])
			all = append(all, one)
			return err
		})
		if err != nil {
			return err
		}
		for _, one := range all {
			s, err := es.readSetting(ctx, tx, one[0], one[1])
			if fault.Is(err, fault.NotFound) {
				continue
			}
			if err != nil {
				return err
			}
			u, err := unit.ByCode(ctx, tx, s.Unit, "")
			if err != nil {
				return err
			}
			last := dataset.PeriodAt(s.Rhythm, text.DayOf(tx.Now())).Add(-1)
			list = append(list, Reporting{Setting: s, UnitPath: u.Path, AreaPath: u.AreaPath, Last: last, Next: s.at(s.last(tx.Now()).Add(1)), May: actor.From(ctx).May(ToCompose, u.Scope())})
		}
		return nil
	})
	return list, err
}
