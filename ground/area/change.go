package area

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

// The kinds of events of this room. The body of each is [Changed].
const (
	MergedKind    = "area.Merged"
	SplitKind     = "area.Split"
	RenamedKind   = "area.Renamed"
	SucceededKind = "area.Succeeded"
)

// Changed is the body of an event: from Day on, Ended are no more or no longer what they were, Begun
// are new, and Moved lie below another area than before.
type Changed struct {
	Day   text.Day `json:"day"`
	Ended []string `json:"ended"`
	Begun []string `json:"begun"`
	Moved []string `json:"moved"`
}

// change is what every command comes down to: rows that end on a day, rows that begin, and what went
// from which to which.
type change struct {
	verb, kind    string
	decree        Decree
	payload       any
	old           []string
	begins        []Area
	beginsAt      string // path of a new row in the request, with its number where there are several
	lines         []Lineage
	children      map[string]string
	keepsBoundary bool
	faults        []fault.Field

	stored map[version]Area // every row, with what the command does to them
	ended  []Area
	puts   []Area
	moved  []string
}

func (c *change) fail(path, key string, kv ...any) {
	c.faults = append(c.faults, fault.At(path, key, kv...))
}

// do does what [change.prepare] found. A plan that was shown before is held against it, so that nothing
// happens which nobody saw.
func (c *change) do(ctx context.Context, tx *db.Tx, shown string) error {
	if err := lock(ctx, tx); err != nil {
		return err
	}
	plan, err := c.prepare(ctx, tx)
	if err != nil {
		return err
	}
	if shown != "" && shown != plan.Digest() {
		return fault.New(fault.Conflict, "area.plan_old")
	}
	if _, err := Put(ctx, tx, c.puts); err != nil {
		return err
	}
	if _, err := PutLineage(ctx, tx, c.lines); err != nil {
		return err
	}
	return c.record(ctx, tx)
}

// prepare finds every row that the command touches, or every fault, and writes nothing.
func (c *change) prepare(ctx context.Context, tx *db.Tx) (Plan, error) {
	c.faults = append(c.faults, c.decree.check()...)
	rows, err := read(ctx, tx, "1=1")
	if err != nil {
		return Plan{}, err
	}
	c.stored = map[version]Area{}
	for _, a := range rows {
		c.stored[version{a.Code, a.From}] = a
	}
	if err := c.end(ctx); err != nil {
		return Plan{}, err
	}
	if err := c.begin(ctx); err != nil {
		return Plan{}, err
	}
	if err := c.lineage(ctx); err != nil {
		return Plan{}, err
	}
	c.orphans()
	c.split()
	t := grow(rows)
	c.faults = append(c.faults, c.placed(append(t.add(c.puts), t.settle()...))...)
	if len(c.faults) > 0 {
		return Plan{}, fault.Fields("area.invalid", c.faults...)
	}
	return c.plan(), nil
}

// lock makes commands follow each other, so that of two that end the same area the second is told.
// The register has a few hundred rows and changes a few times a year.
func lock(ctx context.Context, tx *db.Tx) error {
	rows, err := tx.Query(ctx, `SELECT code FROM area ORDER BY code, valid_from`+tx.Lock())
	if err != nil {
		return fmt.Errorf("lock areas: %w", err)
	}
	defer rows.Close()
	for rows.Next() { // on PostgreSQL a row is locked when it is read
	}
	return rows.Err()
}

// spans says whether a row lies on both sides of the first instant of a day.
func spans(a Area, day text.Day) bool { return a.From < day && (a.To.Open() || a.To > day) }

// end closes the old rows. What the actor may not see is unknown to him.
func (c *change) end(ctx context.Context) error {
	who := actor.From(ctx)
	for i, code := range c.old {
		path := fmt.Sprintf("old/%d", i)
		if slices.Contains(c.old[:i], code) {
			c.fail(path, "area.code_twice", "code", code)
			continue
		}
		var found bool
		var ended text.Day
		for v, a := range c.stored {
			if v.code != code || !who.May(Read, a.Scope()) {
				continue
			}
			if a.To != "" && a.To <= c.decree.Day && a.To > ended {
				ended = a.To
			}
			if !spans(a, c.decree.Day) {
				continue
			}
			found = true
			if err := who.Check(Change, a.Scope()); err != nil {
				return err
			}
			a.To = c.decree.Day
			c.stored[v] = a
			c.ended = append(c.ended, a)
		}
		if !found && ended != "" {
			c.fail(path, "area.ended_already", "code", code, "on", ended)
		} else if !found {
			c.fail(path, "area.unknown", "code", code, "on", c.decree.Day)
		}
	}
	return nil
}

// begin adds the new rows. Who may not change what lies above them may not add below it.
func (c *change) begin(ctx context.Context) error {
	who := actor.From(ctx)
	for i := range c.begins {
		a := &c.begins[i]
		a.From, a.Path = c.decree.Day, ""
		a.Act, a.Mark = or(a.Act, c.decree.Act), or(a.Mark, c.decree.Mark)
		if a.Code != "" && a.Code == a.Parent {
			continue // told as a circle
		}
		if _, there := c.stored[version{a.Code, a.From}]; there {
			c.fail(c.at(i)+"/code", "area.code_taken", "code", a.Code, "on", c.decree.Day)
		}
	}
	for _, f := range validate(c.begins) {
		c.faults = append(c.faults, c.placed([]fault.Field{f})...)
	}
	for _, a := range c.begins {
		c.stored[version{a.Code, a.From}] = a
	}
	c.puts = append(append(c.puts, c.begins...), c.ended...)
	if len(c.faults) > 0 {
		return nil // it is refused anyway, and with more to mend
	}
	for _, a := range c.begins {
		path := c.pathOn(a.Code, c.decree.Day)
		if path == "" {
			continue // told by the tree
		}
		if err := who.Check(Change, actor.Scope{AreaPath: path}); err != nil {
			return err
		}
	}
	return nil
}

func or(s, otherwise string) string {
	if strings.TrimSpace(s) != "" {
		return s
	}
	return otherwise
}

// lineage completes the lines and checks them. A line may also belong to one that ended on the same day
// before: then what nobody had stated is stated now.
func (c *change) lineage(ctx context.Context) error {
	for i := range c.lines {
		l := &c.lines[i]
		l.Day, l.Source = c.decree.Day, or(l.Source, c.decree.Act)
		if !slices.Contains(c.old, l.Old) {
			gone, there := c.endedOn(l.Old)
			if !there || !actor.From(ctx).May(Read, gone.Scope()) {
				c.fail(fmt.Sprintf("lines/%d/old", i), "area.line_not_ended", "code", l.Old)
			} else if err := actor.From(ctx).Check(Change, gone.Scope()); err != nil {
				return err
			}
		}
		if _, there := c.on(l.New, c.decree.Day); !there {
			c.fail(fmt.Sprintf("lines/%d/new", i), "area.unknown", "code", l.New, "on", c.decree.Day)
		}
	}
	return nil
}

// endedOn is the row of a code that ended on the day.
func (c *change) endedOn(code string) (Area, bool) {
	for v, a := range c.stored {
		if v.code == code && !a.To.Open() && a.To == c.decree.Day {
			return a, true
		}
	}
	return Area{}, false
}

// orphans gives areas whose parent ends a new one: the one the command names, else the only successor.
// Where that is not plain the command is refused, because a guess would move people's rights.
func (c *change) orphans() {
	for _, a := range sorted(pointers(c.stored)) {
		if !spans(a, c.decree.Day) || a.Parent == "" {
			continue
		}
		parent, named := c.children[a.Code]
		if _, there := c.on(a.Parent, c.decree.Day); there && !named {
			continue
		}
		if !named {
			parent = c.heir(a.Parent)
		}
		if parent == "" {
			if slices.Contains(c.old, a.Parent) {
				c.fail("children/"+a.Code, "area.child_left", "code", a.Code, "parent", a.Parent)
			}
			continue
		}
		c.reopen(a, parent)
	}
}

// heir is the one area that all of an ended one went to, or empty.
func (c *change) heir(code string) string {
	heir := ""
	for _, l := range c.lines {
		if l.Old != code {
			continue
		}
		if heir != "" && heir != l.New {
			return ""
		}
		heir = l.New
	}
	return heir
}

// split ends, on the day, the rows of areas further down whose path changes, and begins them anew, so
// that each row's path is true on all its days.
func (c *change) split() {
	for _, a := range sorted(pointers(c.stored)) {
		if !spans(a, c.decree.Day) {
			continue
		}
		if before, after := c.pathOn(a.Code, c.decree.Day.Add(-1)), c.pathOn(a.Code, c.decree.Day); after != "" && before != after {
			c.reopen(a, a.Parent)
		}
	}
}

func (c *change) reopen(a Area, parent string) {
	next := a
	a.To = c.decree.Day
	next.From, next.Parent, next.Path = c.decree.Day, parent, ""
	c.stored[version{a.Code, a.From}] = a
	c.stored[version{next.Code, next.From}] = next
	c.puts = append(c.puts, a, next)
	c.moved = append(c.moved, a.Code)
}

// on is the row of a code on a day, after what the command did so far.
func (c *change) on(code string, day text.Day) (Area, bool) {
	for v, a := range c.stored {
		if v.code == code && a.On(day) {
			return a, true
		}
	}
	return Area{}, false
}

// pathOn is the path of a code on a day, empty when it or one above it is not there.
func (c *change) pathOn(code string, day text.Day) string {
	path := "/"
	for range 20 { // deeper is a circle
		a, there := c.on(code, day)
		if !there {
			return ""
		}
		path = "/" + a.Code + path
		if a.Parent == "" {
			return path
		}
		code = a.Parent
	}
	return ""
}

// placed says the faults of rows by where the request has them; rows that were not in the request are
// named by their code.
func (c *change) placed(faults []fault.Field) []fault.Field {
	for i, f := range faults {
		var n int
		var what string
		if _, err := fmt.Sscanf(f.Path, "areas/%d/%s", &n, &what); err != nil {
			continue
		}
		if n < len(c.begins) {
			faults[i].Path = c.at(n) + "/" + what
		} else {
			faults[i].Path = c.puts[n].Code + "/" + what
		}
	}
	return slices.CompactFunc(faults, func(a, b fault.Field) bool { return a.Path == b.Path && a.Key == b.Key })
}

// at is the path of a new row in the request.
func (c *change) at(i int) string {
	if strings.Contains(c.beginsAt, "%d") {
		return fmt.Sprintf(c.beginsAt, i)
	}
	return c.beginsAt
}

// record closes the boundaries of what ended, and tells the ledger and the other rooms.
func (c *change) record(ctx context.Context, tx *db.Tx) error {
	e := Changed{Day: c.decree.Day, Ended: append([]string{}, c.old...), Begun: []string{}, Moved: append([]string{}, c.moved...)}
	for _, a := range c.begins {
		e.Begun = append(e.Begun, a.Code)
	}
	if !c.keepsBoundary {
		for _, code := range c.old {
			if _, err := tx.Exec(ctx, `UPDATE area_boundary SET valid_to = ? WHERE code = ? AND COALESCE(valid_from, '') < ?
				AND (valid_to IS NULL OR valid_to > ?)`, c.decree.Day, code, string(c.decree.Day), string(c.decree.Day)); err != nil {
				return fmt.Errorf("close boundary of %s: %w", code, err)
			}
		}
	}
	subject, path := "", ""
	if len(c.begins) > 0 {
		subject, path = c.begins[0].Code, c.pathOn(c.begins[0].Code, c.decree.Day)
	}
	if len(c.ended) > 0 {
		subject, path = c.ended[0].Code, c.ended[0].Path
	} else if len(c.begins) == 0 {
		gone, _ := c.endedOn(c.lines[0].Old)
		subject, path = gone.Code, gone.Path
	}
	if err := bus.Record(ctx, tx, c.kind, subject, e); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: c.verb, Subject: "area/" + subject, AreaPath: path, Payload: c.payload})
}

func pointers(rows map[version]Area) map[version]*Area {
	out := make(map[version]*Area, len(rows))
	for v, a := range rows {
		out[v] = &a
	}
	return out
}
