package console

import (
	"context"
	"net/http"
	"time"

	"thanhdong/door/wire"
	"thanhdong/know/dataset"
)

// DataForm is a form in a list.
type DataForm struct {
	Code     string   `json:"code"`
	Name     string   `json:"name"`
	Owner    wire.Ref `json:"owner" doc:"Unit that asks, answers questions and locks"`
	Period   string   `json:"period" enum:"day,week,month,quarter,half,year,school-year"`
	Elements int      `json:"elements"`
	Units    int      `json:"units" doc:"How many owe it"`
	DueDays  int      `json:"due_days" doc:"Working days after the end of the period"`
	DueHour  string   `json:"due_hour"`
	Basis    string   `json:"basis"`
	Mark     string   `json:"mark"`
}

// DataFormWhole is a form with all that its grid needs.
type DataFormWhole struct {
	DataForm
	Version  int           `json:"version"`
	Grid     []DataElement `json:"grid"`
	Former   []DataElement `json:"former" doc:"Asked no more: what was entered for them is still called by its name"`
	Rules    []DataRule    `json:"rules"`
	Levels   []string      `json:"levels" doc:"That approve, in turn"`
	Assigned []wire.Ref    `json:"assigned" doc:"Units that owe it"`
}

// DataElement is one thing that is asked, with its cells.
type DataElement struct {
	Code       string       `json:"code"`
	Name       string       `json:"name"`
	Section    string       `json:"section"`
	Type       string       `json:"type" enum:"number,text"`
	Unit       string       `json:"unit"`
	Decimals   int          `json:"decimals"`
	Min        *float64     `json:"min"`
	Max        *float64     `json:"max"`
	Compulsory bool         `json:"compulsory"`
	From       string       `json:"from" doc:"Where its value is held already; empty: it is asked"`
	Cells      []DataOption `json:"cells"`
}

// DataOption is a cell of an element.
type DataOption struct {
	Code string `json:"code" doc:"Options of its categories joined by dots; empty where the element has one cell"`
	Name string `json:"name"`
}

// DataRule is a rule, as a tree that a program without CEL can evaluate too.
type DataRule struct {
	Code  string   `json:"code"`
	Name  string   `json:"name"`
	Hard  bool     `json:"hard"`
	Zero  bool     `json:"zero" doc:"What is missing counts as nothing; else the rule waits for it"`
	Needs []string `json:"needs" doc:"Elements and cells that it names"`
	Expr  any      `json:"expr" doc:"op: + - * / -x < <= > >= == != && || ! num el cell; num, name, args"`
}

// DataSet is a form of one unit for one period.
type DataSet struct {
	ID          string     `json:"id"`
	Number      string     `json:"number"`
	Form        wire.Ref   `json:"form"`
	Period      string     `json:"period"`
	PeriodName  string     `json:"period_name"`
	Unit        wire.Ref   `json:"unit" doc:"As it was called then"`
	Area        string     `json:"area"`
	State       string     `json:"state" enum:"open,submitted,approved,locked"`
	Level       int        `json:"level" doc:"How many levels approved"`
	Due         time.Time  `json:"due"`
	Late        bool       `json:"late"`
	Filled      int        `json:"filled" doc:"Cells with a value"`
	SubmittedAt *time.Time `json:"submitted_at"`
	ApprovedAt  *time.Time `json:"approved_at"`
	LockedAt    *time.Time `json:"locked_at"`
	Work        string     `json:"work"`
	Version     int        `json:"version"`
}

// DataSetWhole is one with its values.
type DataSetWhole struct {
	DataSet
	Values  []DataValue  `json:"values"`
	Broken  []DataBroken `json:"broken" doc:"What keeps it from being handed in, or needs a comment"`
	Log     []LogLine    `json:"log"`
	Actions []DataDo     `json:"actions"`
}

// DataValue is what stands in a cell.
type DataValue struct {
	Element string    `json:"element"`
	Option  string    `json:"option"`
	Value   string    `json:"value" doc:"A number with a point, or a text; empty: taken out"`
	Comment string    `json:"comment"`
	Source  string    `json:"source" doc:"hand, file, machine, or where it was held"`
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Seen    int       `json:"seen" doc:"To be given back with the next value, so that who writes over another is told"`
}

// DataBroken is a rule that does not hold, or a cell that must be filled.
type DataBroken struct {
	Rule      string `json:"rule"`
	Cell      string `json:"cell"`
	Words     string `json:"words"`
	Hard      bool   `json:"hard"`
	Explained bool   `json:"explained" doc:"A soft one with a comment at one of its cells"`
}

// DataDo is something that can be done with a set now.
type DataDo struct {
	Verb    string `json:"verb" enum:"enter,submit,approve,return,lock,correct"`
	Allowed bool   `json:"allowed"`
	Why     string `json:"why" doc:"In words, when it is not allowed"`
}

// DataChange is a value that a cell had.
type DataChange struct {
	Kind   string    `json:"kind" enum:"put,correct"`
	Before string    `json:"before"`
	After  string    `json:"after"`
	Words  string    `json:"words" doc:"Why it was corrected"`
	At     time.Time `json:"at"`
	By     string    `json:"by"`
}

func (s *speaker) dataForm(ctx context.Context, f dataset.Form) (DataForm, error) {
	owner, err := s.unit(ctx, f.Owner)
	return DataForm{Code: f.Code, Name: f.Name.In(s.lang), Owner: owner, Period: string(f.Period), Elements: len(f.Elements), Units: len(f.Units), DueDays: f.Due.Days, DueHour: f.Due.Hour,
		Basis: f.Basis, Mark: f.Mark}, err
}

func (c *Console) dataForms(ctx context.Context, s *speaker, _ *struct{}) (l wire.List[DataForm], err error) {
	list, err := c.Datasets.Forms(ctx)
	if err != nil {
		return l, err
	}
	l.Items, err = mapAll(list, func(f dataset.Form) (DataForm, error) { return s.dataForm(ctx, f) })
	return l, err
}

type byForm struct {
	Form string `path:"form" maxLength:"64"`
}

func (c *Console) dataFormOne(ctx context.Context, s *speaker, in *byForm) (w DataFormWhole, err error) {
	f, err := c.Datasets.Form(ctx, in.Form)
	if err != nil {
		return w, err
	}
	if w.DataForm, err = s.dataForm(ctx, f); err != nil {
		return w, err
	}
	w.Version = f.Version
	element := func(e dataset.Element) DataElement {
		d := DataElement{Code: e.Code, Name: e.Name.In(s.lang), Section: e.Section.In(s.lang), Type: string(e.Type), Unit: e.Unit, Decimals: e.Decimals, Min: e.Min, Max: e.Max, Compulsory: e.Compulsory,
			Cells: wire.Map(f.Options(e), func(o string) DataOption { return DataOption{o, f.OptionName(e, o, s.lang)} })}
		if e.From != nil {
			d.From = e.From.Form + e.From.Station
		}
		return d
	}
	w.Grid, w.Former = wire.Map(f.Elements, element), wire.Map(f.Former, element)
	w.Rules = []DataRule{}
	for _, r := range f.Rules {
		checked, err := dataset.Compile(f, r)
		if err != nil {
			return w, err
		}
		w.Rules = append(w.Rules, DataRule{r.Code, r.Name.In(s.lang), r.Hard, r.Zero, append([]string{}, checked.Needs...), checked.Expr})
	}
	w.Levels = wire.Map(f.Levels, func(l dataset.Level) string { return l.Name.In(s.lang) })
	w.Assigned, err = mapAll(f.Units, func(code string) (wire.Ref, error) { return s.unit(ctx, code) })
	return w, err
}

type dataSetQuery struct {
	Paging
	Form   string `query:"form" maxLength:"64"`
	Period string `query:"period" maxLength:"20"`
	Unit   string `query:"unit" maxLength:"64"`
	State  string `query:"state" enum:"open,submitted,approved,locked"`
	Late   bool   `query:"late" doc:"Open after its time"`
}

func (c *Console) dataSets(ctx context.Context, s *speaker, in *dataSetQuery) (l wire.List[DataSet], err error) {
	list, next, err := c.Datasets.List(ctx, dataset.Filter{Form: in.Form, Period: in.Period, Unit: in.Unit, State: dataset.State(in.State), Late: in.Late, Limit: in.Limit, After: in.After})
	if err != nil {
		return l, err
	}
	l.Next = next
	l.Items, err = mapAll(list, func(x dataset.Set) (DataSet, error) { return s.dataSet(ctx, x) })
	return l, err
}

func (s *speaker) dataSet(ctx context.Context, x dataset.Set) (DataSet, error) {
	name, err := s.Datasets.Called(ctx, x)
	return DataSet{ID: x.ID, Number: x.Number, Form: wire.Ref{Code: x.Form, Name: x.FormName.In(s.lang)}, Period: x.Period.Code(), PeriodName: x.Period.In(s.lang), Unit: wire.Ref{Code: x.Unit, Name: name.In(s.lang)},
		Area: x.Area, State: string(x.State), Level: x.Level, Due: wire.At(x.Due), Late: x.Late(s.now), Filled: x.Filled, SubmittedAt: wire.Maybe(x.SubmittedAt), ApprovedAt: wire.Maybe(x.ApprovedAt),
		LockedAt: wire.Maybe(x.LockedAt), Work: x.Work, Version: x.Version}, err
}

func (c *Console) dataSetOne(ctx context.Context, s *speaker, in *ByID) (w DataSetWhole, err error) {
	x, f, err := c.Datasets.Get(ctx, in.ID)
	if err != nil {
		return w, err
	}
	return s.dataSetWhole(ctx, x, f)
}

func (s *speaker) dataSetWhole(ctx context.Context, x dataset.Set, f dataset.Form) (w DataSetWhole, err error) {
	if w.DataSet, err = s.dataSet(ctx, x); err != nil {
		return w, err
	}
	w.Values = wire.Map(x.Values, func(v dataset.Value) DataValue {
		return DataValue{v.Element, v.Option, asMachines(f, v), v.Comment, v.Source, wire.At(v.At), v.ByName, v.Before + 1}
	})
	w.Broken = wire.Map(f.Check(x.Values), func(b dataset.Broken) DataBroken {
		d := DataBroken{Rule: b.Rule, Words: b.Words.In(s.lang), Hard: b.Hard, Explained: b.Explained}
		if b.Rule == "" {
			d.Cell = b.Cell.String()
		}
		return d
	})
	w.Log = wire.Map(x.Log, func(l dataset.Line) LogLine {
		return LogLine{At: wire.At(l.At), By: l.ByName, Kind: l.Kind, Text: l.In(s.lang)}
	})
	actions, err := s.Datasets.Actions(ctx, x, f)
	w.Actions = wire.Map(actions, func(a dataset.Action) DataDo { return DataDo(s.action(a.Verb, a.Why)) })
	return w, err
}

// asMachines is a value as machines write it.
func asMachines(f dataset.Form, v dataset.Value) string {
	e, _ := f.Known(v.Element)
	if v.Number != nil {
		return dataset.Decimal(*v.Number, e.Decimals)
	}
	return v.Text
}

type dataCellQuery struct {
	ByID
	Element string `query:"element" required:"true" maxLength:"64"`
	Option  string `query:"option" maxLength:"400"`
}

func (c *Console) dataHistory(ctx context.Context, _ *speaker, in *dataCellQuery) (l wire.List[DataChange], err error) {
	x, f, err := c.Datasets.Get(ctx, in.ID)
	if err != nil {
		return l, err
	}
	list, err := c.Datasets.History(ctx, x.ID, dataset.Cell{Element: in.Element, Option: in.Option})
	l.Items = wire.Map(list, func(h dataset.Change) DataChange {
		h.Before.Cell, h.After.Cell = h.Cell, h.Cell
		return DataChange{h.Kind, asMachines(f, h.Before), asMachines(f, h.After), h.Words, wire.At(h.At), h.ByName}
	})
	return l, err
}

type dataWordsInput struct {
	ByID
	Body struct {
		Words string `json:"words" maxLength:"4000"`
	}
}

type dataApproveInput struct {
	ByID
	Body struct {
		Level int `json:"level" minimum:"0" maximum:"5" doc:"How many levels had approved when it was read: of two who approve at once one wins"`
	}
}

type dataCorrectInput struct {
	ByID
	Body struct {
		Element string `json:"element" maxLength:"64"`
		Option  string `json:"option" required:"false" maxLength:"400"`
		Value   string `json:"value" maxLength:"20000"`
		Words   string `json:"words" maxLength:"4000" doc:"Why"`
	}
}

func (c *Console) dataNow(ctx context.Context, x dataset.Set, err error) (*out[DataSetWhole], error) {
	if err != nil {
		return nil, err
	}
	f, err := c.Datasets.Form(ctx, x.Form)
	if err != nil {
		return nil, err
	}
	return say(ctx, c, func(ctx context.Context, s *speaker) (DataSetWhole, error) { return s.dataSetWhole(ctx, x, f) })
}

func (c *Console) addDatasets() {
	c.addDataBooks()
	const get, post = http.MethodGet, http.MethodPost
	missing, moved := []int{http.StatusNotFound}, []int{http.StatusNotFound, http.StatusConflict}
	add(c, asked{method: get, path: "/datasets", id: "dataset-list", summary: "Forms that units hand in"}, show(c, c.dataForms))
	add(c, asked{method: get, path: "/datasets/{form}", id: "dataset", summary: "One form, with all that its grid needs", errors: missing}, show(c, c.dataFormOne))
	addRaw(c, asked{method: post, path: "/datasets/{form}/values", id: "dataset-put", summary: "Give values of units and periods; the same again changes nothing", query: []string{"dryRun"},
		errors: []int{http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType}}, c.dataPut, c.describeDataPut)
	add(c, asked{method: get, path: "/value-sets", id: "value-set-list", summary: "Sets of values, those due last first"}, show(c, c.dataSets))
	add(c, asked{method: get, path: "/value-sets/{id}", id: "value-set", summary: "One set with its values", errors: missing}, show(c, c.dataSetOne))
	add(c, asked{method: get, path: "/value-sets/{id}/history", id: "value-set-history", summary: "Every value that a cell had, newest first", errors: missing}, show(c, c.dataHistory))
	verb := func(name, summary string) asked {
		return asked{method: post, path: "/value-sets/{id}/" + name, id: "value-set-" + name, summary: summary, errors: moved}
	}
	ds := c.Datasets
	add(c, verb("submit", "Hand it in"), func(ctx context.Context, in *ByID) (*out[DataSetWhole], error) {
		x, err := ds.Submit(ctx, in.ID)
		return c.dataNow(ctx, x, err)
	})
	add(c, verb("approve", "Approve it for a level"), func(ctx context.Context, in *dataApproveInput) (*out[DataSetWhole], error) {
		x, err := ds.Approve(ctx, in.ID, in.Body.Level)
		return c.dataNow(ctx, x, err)
	})
	add(c, verb("return", "Send it back to its unit"), func(ctx context.Context, in *dataWordsInput) (*out[DataSetWhole], error) {
		x, err := ds.Return(ctx, in.ID, in.Body.Words)
		return c.dataNow(ctx, x, err)
	})
	add(c, verb("lock", "End its changes"), func(ctx context.Context, in *ByID) (*out[DataSetWhole], error) {
		x, err := ds.Lock(ctx, in.ID)
		return c.dataNow(ctx, x, err)
	})
	add(c, verb("correct", "Correct a value of a locked set; both are kept"), func(ctx context.Context, in *dataCorrectInput) (*out[DataSetWhole], error) {
		x, err := ds.Correct(ctx, in.ID, dataset.Given{Element: in.Body.Element, Option: in.Body.Option, Value: in.Body.Value}, in.Body.Words)
		return c.dataNow(ctx, x, err)
	})
}
