package console

import (
	"context"
	"net/http"
	"slices"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
	"thanhdong/know/publish"
)

// OpenSetRow is an open data set in a list.
type OpenSetRow struct {
	Code       string     `json:"code"`
	Title      string     `json:"title"`
	Unit       wire.Ref   `json:"unit" doc:"That publishes"`
	State      string     `json:"state" enum:"proposed,published,withdrawn"`
	Changed    bool       `json:"changed" doc:"The pack proposes another one than is public"`
	Ended      bool       `json:"ended" doc:"The pack that proposed it is gone"`
	Rhythm     string     `json:"rhythm"`
	Rows       int        `json:"rows" doc:"Of the public table"`
	Hidden     int        `json:"hidden" doc:"Of them hidden by the rule of small counts"`
	ApprovedAt *time.Time `json:"approved_at"`
	ChangedAt  *time.Time `json:"changed_at" doc:"When the public table changed last"`
	Trouble    string     `json:"trouble" doc:"Why the public table could not be made anew; empty: it is of now"`
	Taken      int64      `json:"taken" doc:"How often it was taken in the last 30 days"`
}

// OpenSetOne is one with what would be public if it were approved now.
type OpenSetOne struct {
	OpenSetRow
	About     string        `json:"about"`
	Easy      string        `json:"easy"`
	Theme     string        `json:"theme"`
	Licence   string        `json:"licence"`
	LicenceAt string        `json:"licence_at"`
	Contact   string        `json:"contact"`
	Below     int64         `json:"below" doc:"Counts from 1 to below that are hidden"`
	Counted   []string      `json:"counted" doc:"Units of measure under the rule"`
	RuleMark  string        `json:"rule_mark"`
	Basis     string        `json:"basis"`
	Mark      string        `json:"mark"`
	Role      string        `json:"role" doc:"Of who approved"`
	ByUnit    wire.Ref      `json:"by_unit" doc:"Of who approved"`
	IssuedAt  *time.Time    `json:"issued_at"`
	Withdrawn *time.Time    `json:"withdrawn_at"`
	Words     string        `json:"words" doc:"Why it was withdrawn"`
	Digest    string        `json:"digest" doc:"Of the preview: it is approved by it; empty where there is none"`
	NoPreview string        `json:"no_preview" doc:"Why there is none"`
	Preview   OpenTable     `json:"preview"`
	Log       []OpenSetLine `json:"log"`
	Use       []OpenSetUse  `json:"use" doc:"Of the last 30 days"`
	Actions   []OpenSetDo   `json:"actions"`
}

// OpenTable is one period of a table as everybody would see it.
type OpenTable struct {
	Period  string       `json:"period"`
	Periods []wire.Ref   `json:"periods"`
	Columns []OpenColumn `json:"columns"`
	Lines   []OpenLine   `json:"lines"`
	Rows    int          `json:"rows" doc:"Of all periods"`
	Hidden  int          `json:"hidden" doc:"Of all periods"`
}

// OpenColumn is a column.
type OpenColumn struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Unit string `json:"unit"`
}

// OpenLine is an area with its cells.
type OpenLine struct {
	Area  wire.Ref   `json:"area"`
	Level int        `json:"level"`
	Cells []OpenCell `json:"cells"`
}

// OpenCell is a value, or why there is none.
type OpenCell struct {
	Said    string `json:"said" doc:"Empty where none is shown"`
	Quality string `json:"quality" enum:"final,incomplete,carried,small,guarded,derived,waiting,missing"`
	Note    string `json:"note"`
}

// OpenSetLine is a line of the history.
type OpenSetLine struct {
	At   time.Time `json:"at"`
	Name string    `json:"name"`
	Said string    `json:"said"`
}

// OpenSetUse is a day's use by format.
type OpenSetUse struct {
	Day  text.Day `json:"day"`
	Page int64    `json:"page"`
	CSV  int64    `json:"csv"`
	JSON int64    `json:"json"`
	XLSX int64    `json:"xlsx"`
}

// OpenSetDo is something that can be done now.
type OpenSetDo struct {
	Verb    string `json:"verb" enum:"approve,withdraw"`
	Allowed bool   `json:"allowed"`
	Why     string `json:"why"`
}

// OpenSetOf names an open data set.
type OpenSetOf struct {
	Code string `path:"code" maxLength:"64"`
}

type openSetQuery struct {
	OpenSetOf
	Period string `query:"period" maxLength:"24" doc:"Of the preview; the last one with a value when missing"`
}

type openSetApprove struct {
	OpenSetOf
	Body struct {
		Digest string `json:"digest" maxLength:"64" doc:"Of the preview that was seen"`
	}
}

type openSetWithdraw struct {
	OpenSetOf
	Body struct {
		Words string `json:"words" minLength:"1" maxLength:"1000" doc:"Why; they stand at its address"`
	}
}

// usedDays is how many days of use are told.
const usedDays = 30

func (c *Console) addOpenData() {
	const get, post = http.MethodGet, http.MethodPost
	errors := []int{http.StatusNotFound, http.StatusConflict}
	add(c, asked{method: get, path: "/open-data", id: "open-data-list", summary: "Open data sets, by code"}, show(c, c.openSets))
	add(c, asked{method: get, path: "/open-data/{code}", id: "open-data", summary: "One, with what would be public if it were approved now, and its use", errors: errors[:1]}, show(c, c.openSet))
	add(c, asked{method: post, path: "/open-data/{code}/approve", id: "open-data-approve", summary: "Make public what was seen", errors: errors},
		func(ctx context.Context, in *openSetApprove) (*out[OpenSetOne], error) {
			_, err := c.OpenData.Approve(ctx, in.Code, in.Body.Digest)
			return c.openDone(ctx, in.Code, err)
		})
	add(c, asked{method: post, path: "/open-data/{code}/withdraw", id: "open-data-withdraw", summary: "Take it back, with words", errors: errors},
		func(ctx context.Context, in *openSetWithdraw) (*out[OpenSetOne], error) {
			_, err := c.OpenData.Withdraw(ctx, in.Code, in.Body.Words)
			return c.openDone(ctx, in.Code, err)
		})
}

func (c *Console) openDone(ctx context.Context, code string, err error) (*out[OpenSetOne], error) {
	if err != nil {
		return nil, err
	}
	return say(ctx, c, func(ctx context.Context, s *speaker) (OpenSetOne, error) {
		return c.openSet(ctx, s, &openSetQuery{OpenSetOf: OpenSetOf{code}})
	})
}

func (s *speaker) openRow(ctx context.Context, x publish.Set) (w OpenSetRow, err error) {
	w = OpenSetRow{Code: x.Code, Title: x.Title.In(s.lang), State: string(x.State), Changed: x.Changed(), Ended: x.Ended, Rhythm: text.T(s.lang, "publish.rhythm_"+x.Rhythm, nil), Rows: x.Rows, Hidden: x.Hidden,
		ApprovedAt: wire.Maybe(x.ApprovedAt), ChangedAt: wire.Maybe(x.ChangedAt)}
	if x.Trouble != "" {
		w.Trouble = text.T(s.lang, "publish.trouble", map[string]any{"cause": text.T(s.lang, x.Trouble, nil)})
	}
	w.Unit, err = s.unit(ctx, x.Unit)
	return w, err
}

func (c *Console) openSets(ctx context.Context, s *speaker, _ *struct{}) (l wire.List[OpenSetRow], err error) {
	list, err := c.OpenData.List(ctx)
	if err != nil {
		return l, err
	}
	taken, err := c.OpenData.Total(ctx, text.DayOf(c.DB.Now()).Add(1-usedDays))
	if err != nil {
		return l, err
	}
	l.Items, err = mapAll(list, func(x publish.Set) (OpenSetRow, error) {
		w, err := s.openRow(ctx, x)
		w.Taken = taken[x.Code]
		return w, err
	})
	return l, err
}

func (c *Console) openSet(ctx context.Context, s *speaker, in *openSetQuery) (w OpenSetOne, err error) {
	x, err := c.OpenData.Get(ctx, in.Code)
	if err != nil {
		return w, err
	}
	row, err := s.openRow(ctx, x)
	if err != nil {
		return w, err
	}
	contact := x.Contact.Name.In(s.lang)
	for _, way := range []string{x.Contact.Email, x.Contact.Phone} {
		if way != "" {
			contact += ", " + way
		}
	}
	w = OpenSetOne{OpenSetRow: row, About: x.About.In(s.lang), Easy: x.Easy.In(s.lang), Theme: text.T(s.lang, "publish.theme_"+x.Theme, nil), Licence: x.Licence, LicenceAt: publish.Licences[x.Licence], Contact: contact,
		Below: x.Small.Below, Counted: x.Small.Units, RuleMark: x.Small.Mark, Basis: x.Basis, Mark: x.Mark, IssuedAt: wire.Maybe(x.IssuedAt), Withdrawn: wire.Maybe(x.WithdrawnAt), Words: x.Words,
		Preview: OpenTable{Periods: []wire.Ref{}, Columns: []OpenColumn{}, Lines: []OpenLine{}},
		Log: wire.Map(x.Log, func(l publish.Line) OpenSetLine {
			return OpenSetLine{At: wire.At(l.At), Name: l.Name, Said: l.In(s.lang)}
		}),
		Actions: wire.Map(x.Actions(actor.From(ctx)), func(a publish.Action) OpenSetDo {
			do := OpenSetDo{Verb: a.Verb, Allowed: a.Why == nil}
			if a.Why != nil {
				do.Why = text.T(s.lang, a.Why.Key, a.Why.Args)
			}
			return do
		})}
	if x.Role != "" {
		w.Role = wire.RoleName(s.lang, x.Role)
		if w.ByUnit, err = s.unit(ctx, x.ByUnit); err != nil {
			return w, err
		}
	}
	table, seen, err := c.OpenData.Preview(ctx, in.Code)
	if f, ours := fault.As(err); ours && (f.Kind == fault.Invalid || f.Kind == fault.NotFound || f.Kind == fault.TooLarge) {
		w.NoPreview = text.T(s.lang, f.Key, f.Args)
	} else if err != nil {
		return w, err
	} else {
		w.Digest, w.Preview = seen, s.openTable(table, x.Small.Below, in.Period)
	}
	today := text.DayOf(c.DB.Now())
	use, err := c.OpenData.Use(ctx, in.Code, today.Add(1-usedDays), today)
	w.Use = wire.Map(use, func(u publish.Used) OpenSetUse {
		w.Taken += u.By[publish.Page] + u.By[publish.CSV] + u.By[publish.JSON] + u.By[publish.XLSX]
		return OpenSetUse{u.Day, u.By[publish.Page], u.By[publish.CSV], u.By[publish.JSON], u.By[publish.XLSX]}
	})
	return w, err
}

// openTable is one period of a table: the one that was asked for, else the last one of which there is a value.
func (s *speaker) openTable(t publish.Table, below int64, asked string) OpenTable {
	w := OpenTable{Periods: []wire.Ref{}, Lines: []OpenLine{}, Rows: len(t.Rows), Hidden: t.Hidden(),
		Columns: wire.Map(t.Columns, func(c publish.TableColumn) OpenColumn { return OpenColumn{c.Code, c.Name.In(s.lang), c.Unit} })}
	for _, code := range slices.Backward(t.Periods) {
		name := code
		if p, err := dataset.ParsePeriod(code); err == nil {
			name = p.In(s.lang)
		}
		w.Periods = append(w.Periods, wire.Ref{Code: code, Name: name})
	}
	at := slices.Index(t.Periods, asked)
	if last, ok := t.Last(); at < 0 && ok {
		at = slices.Index(t.Periods, last.Code())
	}
	if at < 0 {
		at = len(t.Periods) - 1
	}
	if at < 0 {
		return w
	}
	w.Period = t.Periods[at]
	place := map[int]int{}
	for _, r := range t.Rows {
		if r.Period != at {
			continue
		}
		n, known := place[r.Area]
		if !known {
			n = len(w.Lines)
			place[r.Area] = n
			a := t.Areas[r.Area]
			w.Lines = append(w.Lines, OpenLine{Area: wire.Ref{Code: a.Code, Name: a.Name.In(s.lang)}, Level: a.Level, Cells: []OpenCell{}})
		}
		cell := OpenCell{Quality: string(r.Quality), Note: r.Note(s.lang, below)}
		if r.Value != "" {
			cell.Said = publish.Said(s.lang, r.Value, t.Columns[r.Column].Decimals)
		}
		w.Lines[n].Cells = append(w.Lines[n].Cells, cell)
	}
	return w
}
