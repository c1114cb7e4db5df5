package console

import (
	"context"
	"time"

	"thanhdong/door/wire"
	"thanhdong/serve/report"
)

type reportTakeInput struct {
	Body struct {
		Key      string            `json:"key" required:"false" maxLength:"120" doc:"Made by the form: the same again is the same report"`
		Source   string            `json:"source" enum:"hotline,staff"`
		Category string            `json:"category" required:"false" maxLength:"64"`
		Words    string            `json:"words" required:"false" maxLength:"20000"`
		Answers  map[string]string `json:"answers" required:"false"`
		Address  string            `json:"address" required:"false" maxLength:"2000"`
		Lon      *float64          `json:"lon" required:"false"`
		Lat      *float64          `json:"lat" required:"false"`
		Area     string            `json:"area" required:"false" maxLength:"64"`
		Name     string            `json:"name" required:"false" maxLength:"2000"`
		Phone    string            `json:"phone" required:"false" maxLength:"200"`
		Email    string            `json:"email" required:"false" maxLength:"2000"`
		Hidden   bool              `json:"hidden" required:"false" doc:"Not shown to the unit that handles it"`
		Callback bool              `json:"callback" required:"false"`
		Unit     string            `json:"unit" required:"false" maxLength:"64" doc:"Given to it at once; to the desk when missing"`
		Proposed bool              `json:"proposed" required:"false" doc:"Where no unit is named: given to the one that is proposed, if there is one and who takes it in may"`
		Into     string            `json:"into" required:"false" maxLength:"64" doc:"Id of a report that says the same: merged with it at once"`
	}
}

type reportPlanInput struct {
	Body struct {
		Category string   `json:"category" required:"false" maxLength:"64"`
		Words    string   `json:"words" required:"false" maxLength:"20000"`
		Address  string   `json:"address" required:"false" maxLength:"2000"`
		Lon      *float64 `json:"lon" required:"false"`
		Lat      *float64 `json:"lat" required:"false"`
		Area     string   `json:"area" required:"false" maxLength:"64"`
	}
}

// ReportPlan is what would become of a report that is being written down.
type ReportPlan struct {
	Area  wire.Ref     `json:"area"`
	Unit  *wire.Ref    `json:"unit" doc:"That it would be given to; null where nobody knows"`
	Twins []ReportTwin `json:"twins" doc:"What may be the same matter"`
}

func (c *Console) reportPlan(ctx context.Context, in *reportPlanInput) (*out[ReportPlan], error) {
	b := in.Body
	p, err := c.Reports.Plan(ctx, report.Draft{Source: report.Hotline, Category: b.Category, Words: b.Words, Address: b.Address, Lon: b.Lon, Lat: b.Lat, Area: b.Area})
	if err != nil {
		return nil, err
	}
	return say(ctx, c, func(ctx context.Context, s *speaker) (w ReportPlan, err error) {
		if w.Area, err = s.area(ctx, p.Area); err != nil {
			return w, err
		}
		if p.Unit != "" {
			ref, err := s.unit(ctx, p.Unit)
			if err != nil {
				return w, err
			}
			w.Unit = &ref
		}
		names, err := s.reportNames(ctx)
		if err != nil {
			return w, err
		}
		w.Twins, err = mapAll(p.Twins, s.reportTwin(ctx, names))
		return w, err
	})
}

// ReportTaken is a report that was just taken in.
type ReportTaken struct {
	ID     string    `json:"id"`
	Number string    `json:"number"`
	Code   string    `json:"code" doc:"To be told to the caller, who follows the report by it; it is not shown again"`
	State  string    `json:"state"`
	Owner  wire.Ref  `json:"owner"`
	Area   wire.Ref  `json:"area"`
	Due    time.Time `json:"due"`
	Flags  []Flag    `json:"flags"`
}

func (c *Console) reportTake(ctx context.Context, in *reportTakeInput) (*out[ReportTaken], error) {
	b := in.Body
	r, err := c.Reports.Take(ctx, report.Draft{Key: b.Key, Source: report.Source(b.Source), Category: b.Category, Words: b.Words, Answers: b.Answers, Address: b.Address, Lon: b.Lon, Lat: b.Lat,
		Area: b.Area, Reporter: report.Reporter{Name: b.Name, Phone: b.Phone, Email: b.Email, Hidden: b.Hidden}, Callback: b.Callback}, report.Onward{Unit: b.Unit, Proposed: b.Proposed, Into: b.Into})
	if err != nil {
		return nil, err
	}
	return say(ctx, c, func(ctx context.Context, s *speaker) (ReportTaken, error) {
		row, err := s.reportRow(ctx, nil, r)
		return ReportTaken{ID: r.ID, Number: r.Number, Code: r.Code, State: row.State, Owner: row.Owner, Area: row.Area, Due: row.Due, Flags: row.Flags}, err
	})
}

// ReportCategory is what a report can be about.
type ReportCategory struct {
	Code      string           `json:"code"`
	Name      string           `json:"name"`
	Group     string           `json:"group"`
	Easy      string           `json:"easy"`
	Keywords  []string         `json:"keywords"`
	Severity  int              `json:"severity"`
	Private   bool             `json:"private"`
	Stop      string           `json:"stop" doc:"What is said when a choice that stops is made"`
	Questions []ReportQuestion `json:"questions"`
}

// ReportQuestion is asked of who reports.
type ReportQuestion struct {
	Code     string         `json:"code"`
	Name     string         `json:"name"`
	Hint     string         `json:"hint"`
	Datatype string         `json:"datatype" enum:"string,number,datetime,text,singlevaluelist,multivaluelist"`
	Required bool           `json:"required"`
	Values   []ReportChoice `json:"values"`
}

// ReportChoice is one answer of a list.
type ReportChoice struct {
	Key  string `json:"key"`
	Name string `json:"name"`
	Stop bool   `json:"stop"`
}

// ReportTemplate is a usual answer.
type ReportTemplate struct {
	Code     string `json:"code"`
	Category string `json:"category" doc:"Empty: of any"`
	Name     string `json:"name"`
	Words    string `json:"words"`
	Easy     string `json:"easy"`
}

// ReportReason is why a report can be rejected.
type ReportReason struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// ReportKinds is all that forms about reports offer.
type ReportKinds struct {
	Categories []ReportCategory `json:"categories"`
	Templates  []ReportTemplate `json:"templates"`
	Reasons    []ReportReason   `json:"reasons"`
}

func (c *Console) reportCategories(ctx context.Context, s *speaker, _ *struct{}) (k ReportKinds, err error) {
	list, err := c.Reports.Categories(ctx)
	if err != nil {
		return k, err
	}
	templates, err := c.Reports.Templates(ctx)
	k.Categories = wire.Map(list, func(c report.Category) ReportCategory {
		return ReportCategory{c.Code, c.Name.In(s.lang), c.Group.In(s.lang), c.Easy.In(s.lang), append([]string{}, c.Keywords...), c.Severity, c.Private, c.Stop.In(s.lang), wire.Map(c.Questions, func(q report.Question) ReportQuestion {
			return ReportQuestion{q.Code, q.Name.In(s.lang), q.Hint.In(s.lang), q.Datatype, q.Required, wire.Map(q.Values, func(v report.Choice) ReportChoice { return ReportChoice{v.Key, v.Name.In(s.lang), v.Stop} })}
		})}
	})
	// Reporters are answered in Vietnamese, whoever writes.
	k.Templates = wire.Map(templates, func(t report.Template) ReportTemplate {
		return ReportTemplate{t.Code, t.Category, t.Name.In(s.lang), t.Words.VI, t.Easy.VI}
	})
	k.Reasons = wire.Map(report.Reasons, func(code string) ReportReason { return ReportReason{code, s.t("report.reason_" + code)} })
	return k, err
}

type reportSimilarQuery struct {
	Category string  `query:"category" required:"true" maxLength:"64"`
	Lon      float64 `query:"lon" required:"true"`
	Lat      float64 `query:"lat" required:"true"`
}

// ReportNear is a live report near a place.
type ReportNear struct {
	Number     string    `json:"number"`
	State      string    `json:"state"`
	Metres     int       `json:"metres"`
	ReceivedAt time.Time `json:"received_at"`
}

func (c *Console) reportSimilar(ctx context.Context, _ *speaker, in *reportSimilarQuery) (l wire.List[ReportNear], err error) {
	list, err := c.Reports.Similar(ctx, in.Category, in.Lon, in.Lat)
	l.Items = wire.Map(list, func(n report.Near) ReportNear {
		return ReportNear{n.Number, string(n.State), n.Metres, wire.At(n.ReceivedAt)}
	})
	return l, err
}

// ReportBan says from where nothing is taken for a while.
type ReportBan struct {
	ID    string    `json:"id"`
	Kind  string    `json:"kind" enum:"phone,email,sender"`
	Value string    `json:"value" doc:"Telephone or e-mail; of an address on the network nothing that names it"`
	Words string    `json:"words"`
	By    string    `json:"by"`
	At    time.Time `json:"at"`
	Until time.Time `json:"until"`
}

func (c *Console) reportBans(ctx context.Context, _ *speaker, _ *struct{}) (l wire.List[ReportBan], err error) {
	list, err := c.Reports.Bans(ctx)
	l.Items = wire.Map(list, func(b report.Ban) ReportBan {
		return ReportBan{b.ID, b.Kind, b.Value, b.Words, b.ByName, wire.At(b.At), wire.At(b.Until)}
	})
	return l, err
}

func (c *Console) reportLift(ctx context.Context, in *ByID) (*out[wire.List[ReportBan]], error) {
	if err := c.Reports.Lift(ctx, in.ID); err != nil {
		return nil, err
	}
	return show(c, c.reportBans)(ctx, &struct{}{})
}
