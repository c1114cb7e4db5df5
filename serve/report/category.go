package report

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// Category is what a report can be about, as a pack says it.
type Category struct {
	Code      string        `json:"code"`
	Group     text.L        `json:"group"`
	Name      text.L        `json:"name"`
	Easy      text.L        `json:"easy"` // in easy words
	Keywords  []string      `json:"keywords"`
	Process   time.Duration `json:"process"` // to handle it
	Working   bool          `json:"working"` // Process counts working time
	Severity  int           `json:"severity"`
	Private   bool          `json:"private"` // never published, read only by who handles it
	Home      bool          `json:"home"`    // the place may be somebody's home: published only to about 50 m
	Stop      text.L        `json:"stop"`    // what is said instead of taking the report: "this is an emergency, call 114"
	Questions []Question    `json:"questions"`
	Routes    []Route       `json:"routes"`
	Cluster   Cluster       `json:"cluster"`
	Basis     string        `json:"basis"`
	Mark      string        `json:"mark"`
	Ended     bool          `json:"-"` // no longer in use: reports that have it keep it
}

// Question is one attribute of a category, in the words of Open311.
type Question struct {
	Code     string   `json:"code"`
	Datatype string   `json:"datatype"` // string number datetime text singlevaluelist multivaluelist
	Required bool     `json:"required"`
	Name     text.L   `json:"name"`
	Hint     text.L   `json:"hint"`
	Values   []Choice `json:"values"`
}

// Choice is one value of a list.
type Choice struct {
	Key  string `json:"key"`
	Name text.L `json:"name"`
	Stop bool   `json:"stop"` // who chooses it is told the category's Stop
}

// Datatypes is the closed list of Open311.
var Datatypes = []string{"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}

// Route says which unit handles a category in an area. The route of the smallest area counts.
type Route struct {
	Area string   `json:"area"`
	Unit string   `json:"unit"`
	From text.Day `json:"from"`
	To   text.Day `json:"to"`
}

// Intake is how a province takes reports in.
type Intake struct {
	Unit      string        `json:"unit"`       // whose desk classifies
	Classify  time.Duration `json:"classify"`   // working time
	Answer    time.Duration `json:"answer"`     // that the reporter has to say whether it is done
	Near      int           `json:"near"`       // metres within which another report may be the same
	NearTime  time.Duration `json:"near_time"`  // and how old that one may be
	PerSender int           `json:"per_sender"` // reports from one address in an hour
	Mail      string        `json:"mail"`       // category of a letter that says nothing known; empty: reports by e-mail are not taken
	Visits    int           `json:"visits"`     // of a hundred that close in a month those that are looked at again; below zero: none
	VisitTime time.Duration `json:"visit_time"` // working time to do so
	Mark      string        `json:"mark"`
}

// usual counts where no pack says otherwise: the times of citizen.md §3. PROJECT CHOICE.
var usual = Intake{Classify: 8 * time.Hour, Answer: 15 * 24 * time.Hour, Near: 100, NearTime: 7 * 24 * time.Hour, PerSender: 20, Visits: 5, VisitTime: 80 * time.Hour, Mark: "PROJECT CHOICE"}

const (
	categoryKind = "category"
	intakeKind   = "intake"
)

// PutCategory adds or changes a category, for packs; of a code that ended it takes it up again.
func PutCategory(ctx context.Context, tx *db.Tx, c Category) error {
	return put(ctx, tx, categoryKind, c.Code, c)
}

// PutIntake says how reports are taken in, for packs.
func PutIntake(ctx context.Context, tx *db.Tx, i Intake) error {
	return put(ctx, tx, intakeKind, intakeKind, i)
}

func put(ctx context.Context, tx *db.Tx, kind, code string, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO report_setting (kind, code, body) VALUES (?, ?, ?) ON CONFLICT (kind, code) DO UPDATE SET body = excluded.body, ended_at = NULL`,
		kind, code, string(body)); err != nil {
		return fmt.Errorf("put %s %s: %w", kind, code, err)
	}
	return nil
}

// EndSetting takes a category, or the intake, from use, for packs; reports of a category keep it.
func EndSetting(ctx context.Context, tx *db.Tx, code string) error {
	if _, err := tx.Exec(ctx, `UPDATE report_setting SET ended_at = ? WHERE code = ? AND ended_at IS NULL`, db.Micros(tx.Now()), code); err != nil {
		return fmt.Errorf("end %s: %w", code, err)
	}
	return nil
}

// Categories lists those in use, by group and name. Everybody may know them.
func (rs *Reports) Categories(ctx context.Context) (list []Category, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = settings[Category](ctx, tx, `kind = ? AND ended_at IS NULL`, categoryKind)
		return err
	})
	slices.SortStableFunc(list, func(a, b Category) int { return compareL(a, b) })
	return list, err
}

func compareL(a, b Category) int {
	if a.Group.VI != b.Group.VI {
		return text.Compare(a.Group.VI, b.Group.VI)
	}
	return text.Compare(a.Name.VI, b.Name.VI)
}

func settings[T any](ctx context.Context, tx *db.Tx, where string, args ...any) (list []T, err error) {
	err = tx.Each(ctx, `SELECT body FROM report_setting WHERE `+where+` ORDER BY code`, args, func(scan func(...any) error) error {
		var body string
		if err := scan(&body); err != nil {
			return err
		}
		var v T
		err := json.Unmarshal([]byte(body), &v)
		list = append(list, v)
		return err
	})
	return list, err
}

// category gives one by its code, also one that ended.
func category(ctx context.Context, tx *db.Tx, code string) (Category, error) {
	list, err := settings[Category](ctx, tx, `kind = ? AND code = ? AND ended_at IS NULL`, categoryKind, code)
	if err == nil && len(list) == 0 {
		if list, err = settings[Category](ctx, tx, `kind = ? AND code = ?`, categoryKind, code); len(list) > 0 {
			list[0].Ended = true
		}
	}
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "report.no_category", "code", code)
	}
	if err != nil {
		return Category{}, err
	}
	return list[0], nil
}

// intake is how reports are taken in here; [fault.Unavailable] where no pack said whose desk it is.
func intake(ctx context.Context, tx *db.Tx) (Intake, error) {
	list, err := settings[Intake](ctx, tx, `kind = ? AND ended_at IS NULL`, intakeKind)
	if err != nil {
		return Intake{}, err
	}
	if len(list) == 0 {
		return Intake{}, fault.New(fault.Unavailable, "report.no_intake")
	}
	i := list[0]
	def := func(d *time.Duration, usual time.Duration) {
		if *d <= 0 {
			*d = usual
		}
	}
	def(&i.Classify, usual.Classify)
	def(&i.Answer, usual.Answer)
	def(&i.NearTime, usual.NearTime)
	def(&i.VisitTime, usual.VisitTime)
	if i.Visits == 0 {
		i.Visits = usual.Visits
	}
	if i.Near <= 0 {
		i.Near = usual.Near
	}
	if i.PerSender <= 0 {
		i.PerSender = usual.PerSender
	}
	return i, nil
}

// deskOf is the unit that classifies today, also where the one that the pack names has ended.
func deskOf(ctx context.Context, tx *db.Tx, desk Intake) (unit.Unit, error) {
	u, err := living(ctx, tx, desk.Unit, "")
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.Unavailable, "report.no_intake").With(err)
	}
	return u, err
}

// living is the unit that a code leads to today: itself or its one successor; of several the one that works for the area. [fault.NotFound] where there is none, or
// nobody stated which.
func living(ctx context.Context, tx *db.Tx, code, areaPath string) (unit.Unit, error) {
	reached, _, err := unit.Reaches(ctx, tx, code, "")
	if err != nil {
		return unit.Unit{}, err
	}
	var all, near []unit.Unit
	for _, x := range reached {
		if x.Ended {
			continue
		}
		u, err := unit.ByCode(ctx, tx, x.Code, "")
		if err != nil {
			return unit.Unit{}, err
		}
		all = append(all, u)
		if areaPath != "" && strings.HasPrefix(areaPath, u.AreaPath) {
			near = append(near, u)
		}
	}
	switch {
	case len(all) == 1:
		return all[0], nil
	case len(near) == 1:
		return near[0], nil
	}
	return unit.Unit{}, fault.New(fault.NotFound, "unit.unknown", "code", code, "on", text.DayOf(tx.Now()))
}

// route is the unit that handles a category at a place by the pack: of the smallest area; empty where no route leads.
func (c Category) route(path string, on text.Day) string {
	found, longest := "", -1
	codes := strings.Split(strings.Trim(path, "/"), "/")
	for _, r := range c.Routes {
		if at := slices.Index(codes, r.Area); at > longest && on.Within(r.From, r.To) {
			found, longest = r.Unit, at
		}
	}
	return found
}
