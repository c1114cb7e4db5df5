package official

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/sense/entity"
	"thanhdong/sense/feed"
)

// Kind is what a file holds.
type Kind string

const (
	Areas      Kind = "areas"
	Boundaries Kind = "boundaries"
	Units      Kind = "units"
	Stations   Kind = "stations"
)

// Kinds is the closed list of kinds.
var Kinds = []Kind{Areas, Boundaries, Units, Stations}

// Options are what the person who imports adds to the file.
type Options struct {
	From   text.Day // from when the file is true; a date in a row goes before
	To     text.Day // the first day on which it is not
	Source string   // who made the file; the name of the file when empty
	Mark   string   // how sure we are; VERIFIED when empty, because the source is named
	Off    float64  // how many percent a boundary's size may differ from the register; 3 when 0
	Accept []string // codes whose size may differ more, for instance where the register counts the sea
}

func (o *Options) fill(f *File) error {
	var faults []fault.Field
	if !o.From.Valid() || !o.To.Valid() || !o.To.Open() && o.To <= o.From {
		faults = append(faults, fault.At("to", "official.bad_days"))
	}
	if !(o.Off >= 0 && o.Off <= 100) {
		faults = append(faults, fault.At("off", "official.bad_off"))
	}
	if len(faults) > 0 {
		return fault.Fields("official.refused", faults...)
	}
	if o.Off == 0 {
		o.Off = 3
	}
	if o.Source = strings.TrimSpace(o.Source); o.Source == "" {
		o.Source = f.Name
	}
	if o.Mark == "" {
		o.Mark = "VERIFIED"
	}
	return nil
}

// maxBytes is the longest file that is read.
var maxBytes int64 = 300 << 20

// File is a file as it was read; the store was not asked.
type File struct {
	Kind   Kind
	Name   string
	Digest string // SHA-256 of its bytes
	Notes  []Line // what was read and is not used

	features []feature
	areas    *areaList
	units    []unitRow
	stations []stationRow
}

// Read reads a file of a kind. Size is its length when that is known, else 0. Invalid with every fault
// that the file shows by itself; TooLarge beyond 300 MB.
func Read(kind Kind, name string, r io.Reader, size int64) (*File, error) {
	if !slices.Contains(Kinds, kind) {
		return nil, fault.New(fault.Unsupported, "official.no_kind", "kind", string(kind))
	}
	if size > maxBytes {
		return nil, tooLong(name)
	}
	sum := sha256.New()
	in := &counted{r: io.TeeReader(r, sum)}
	f := &File{Kind: kind, Name: name}
	err := f.read(in)
	if in.over {
		return nil, tooLong(name)
	}
	if in.err != nil {
		return nil, fmt.Errorf("read %s: %w", name, in.err)
	}
	f.Digest = hex.EncodeToString(sum.Sum(nil))
	return f, err
}

func (f *File) read(in io.Reader) (err error) {
	if f.Kind == Boundaries {
		f.features, err = readFeatures(in)
		return err
	}
	t, err := readTable(in)
	if err != nil {
		return err
	}
	switch f.Kind {
	case Areas:
		f.areas, err = readAreas(t)
	case Units:
		f.units, err = readUnits(t)
	default:
		f.stations, err = readStations(t)
	}
	for _, c := range t.unused() {
		f.Notes = append(f.Notes, line("official.column_unused", "column", c))
	}
	return err
}

func tooLong(name string) error {
	return fault.New(fault.TooLarge, "official.too_long", "file", name, "mb", maxBytes>>20)
}

// counted ends a file that is too long and remembers an error of the disk, which is not the file's
// fault.
type counted struct {
	r    io.Reader
	n    int64
	over bool
	err  error
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.n += int64(n); c.n > maxBytes {
		c.over = true
		return 0, io.ErrUnexpectedEOF
	}
	if err != nil && err != io.EOF {
		c.err = err
	}
	return n, err
}

// Line is one line of a plan, in words of any language.
type Line struct {
	Key  string
	Args map[string]any
}

func line(key string, kv ...any) Line {
	f := fault.At("", key, kv...)
	return Line{f.Key, f.Args}
}

// In says the line in words.
func (l Line) In(lang text.Lang) string { return text.T(lang, l.Key, l.Args) }

// Plan is what an import does, or would do.
type Plan struct {
	Kind     Kind
	Changed  int    // rows that are new, changed, ended or replaced
	Same     int    // rows that are already so
	Lines    []Line // one for each that changes
	Warnings []Line
	Slivers  []Sliver
}

func (p *Plan) change(key string, kv ...any) {
	p.Changed++
	p.Lines = append(p.Lines, line(key, kv...))
}

func (p *Plan) warn(key string, kv ...any) { p.Warnings = append(p.Warnings, line(key, kv...)) }

// Rooms are those that an import writes to and that are no plain functions.
type Rooms struct {
	Entities *entity.Entities
	Feeds    *feed.Feeds
}

// Official is the room.
type Official struct {
	d     *db.DB
	rooms Rooms
}

// New makes the room.
func New(d *db.DB, rooms Rooms) *Official { return &Official{d, rooms} }

// Plan says what Apply would do and writes nothing. It refuses what Apply refuses, except what only a
// room finds when it writes.
func (o *Official) Plan(ctx context.Context, f *File, opts Options) (p *Plan, err error) {
	err = o.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, _, err = o.plan(ctx, tx, f, opts)
		return err
	})
	if err != nil {
		return nil, err
	}
	return p, p.cover(f, opts)
}

// Apply imports the file, all of it or nothing, and says what it did.
func (o *Official) Apply(ctx context.Context, f *File, opts Options) (p *Plan, err error) {
	// A refusal is found, and neighbours are compared, before a transaction holds up others' writing.
	shown, err := o.Plan(ctx, f, opts)
	if err != nil {
		return nil, err
	}
	err = o.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		var write writer
		if p, write, err = o.plan(ctx, tx, f, opts); err != nil || p.Changed == 0 {
			return err
		}
		if err := write(ctx, tx); err != nil {
			return err
		}
		return ledger.Write(ctx, tx, ledger.Entry{Verb: Import.Name(), Subject: "import/" + string(f.Kind), Payload: map[string]any{
			"file": f.Name, "sha256": f.Digest, "options": opts, "changed": p.Changed, "same": p.Same,
		}})
	})
	if err != nil {
		return nil, err
	}
	p.Warnings, p.Slivers = shown.Warnings, shown.Slivers // the plan in the transaction lacks the neighbours
	return p, nil
}

// writer does what a plan says, in the plan's own transaction.
type writer func(ctx context.Context, tx *db.Tx) error

func (o *Official) plan(ctx context.Context, tx *db.Tx, f *File, opts Options) (*Plan, writer, error) {
	if err := actor.From(ctx).Check(Import, actor.Scope{}); err != nil {
		return nil, nil, err
	}
	if err := opts.fill(f); err != nil {
		return nil, nil, err
	}
	p := &Plan{Kind: f.Kind, Warnings: slices.Clone(f.Notes)}
	var write writer
	var faults []fault.Field
	var err error
	switch f.Kind {
	case Areas:
		write, faults, err = planAreas(ctx, tx, f, opts, p)
	case Boundaries:
		write, faults, err = planBoundaries(ctx, tx, f, opts, p)
	case Units:
		write, faults, err = planUnits(ctx, tx, f, opts, p)
	default:
		write, faults, err = o.planStations(ctx, tx, f, p)
	}
	if err != nil {
		return nil, nil, err
	}
	if len(faults) > 0 {
		return nil, nil, fault.Fields("official.refused", faults...)
	}
	return p, write, nil
}
