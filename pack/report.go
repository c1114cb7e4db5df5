package pack

import (
	"context"
	"slices"

	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/serve/report"
)

// ReportSetting is a row of the part reports: a category of citizens' reports, a usual answer to them, or how they are taken in.
type ReportSetting struct {
	Code     string // of the category or the answer, or "intake"
	Category *ReportCategory
	Answer   *ReportAnswer
	Intake   *ReportIntake
}

// ReportAnswer is a usual answer.
type ReportAnswer struct {
	Code     string `yaml:"code"`
	Category string `yaml:"category"`
	Name     text.L `yaml:"name"`
	Words    text.L `yaml:"words"`
	Easy     text.L `yaml:"easy"`
	Mark     string `yaml:"mark"`
}

// ReportIntake says whose desk classifies reports, and the times of it.
type ReportIntake struct {
	Unit      string   `yaml:"unit"`
	Classify  Duration `yaml:"classify"`
	Answer    Duration `yaml:"answer"`
	Near      int      `yaml:"near"`
	NearTime  Duration `yaml:"near_time"`
	PerSender int      `yaml:"per_sender"`
	Mail      string   `yaml:"mail"`
	Visits    int      `yaml:"visits"`
	VisitTime Duration `yaml:"visit_time"`
	Mark      string   `yaml:"mark"`
}

// ReportCategory is what a report can be about.
type ReportCategory struct {
	Code      string           `yaml:"code"`
	Group     text.L           `yaml:"group"`
	Name      text.L           `yaml:"name"`
	Easy      text.L           `yaml:"easy"`
	Keywords  []string         `yaml:"keywords"`
	Process   Duration         `yaml:"process"`
	Clock     string           `yaml:"clock"` // working (the usual) or wall
	Severity  int              `yaml:"severity"`
	Private   bool             `yaml:"private"`
	Home      bool             `yaml:"home"`
	Stop      text.L           `yaml:"stop"`
	Questions []ReportQuestion `yaml:"questions"`
	Routes    []ReportRoute    `yaml:"routes"`
	Cluster   ReportCluster    `yaml:"cluster"`
	Basis     string           `yaml:"basis"`
	Mark      string           `yaml:"mark"`
}

// ReportQuestion is asked of who reports.
type ReportQuestion struct {
	Code     string         `yaml:"code"`
	Datatype string         `yaml:"datatype"`
	Required bool           `yaml:"required"`
	Name     text.L         `yaml:"name"`
	Hint     text.L         `yaml:"hint"`
	Values   []ReportChoice `yaml:"values"`
}

// ReportChoice is one answer of a list; with stop its chooser is told to call.
type ReportChoice struct {
	Key  string `yaml:"key"`
	Name text.L `yaml:"name"`
	Stop bool   `yaml:"stop"`
}

// ReportRoute says which unit handles the category in an area.
type ReportRoute struct {
	Area string   `yaml:"area"`
	Unit string   `yaml:"unit"`
	From text.Day `yaml:"from"`
	To   text.Day `yaml:"to"`
}

// ReportCluster says when reports that lie together are proposed as one case.
type ReportCluster struct {
	Many   int      `yaml:"many"`
	Metres int      `yaml:"metres"`
	Within Duration `yaml:"within"`
	Type   string   `yaml:"type"`
}

func takeReports(p *Pack, d *doc) error {
	var file struct {
		Mark       string           `yaml:"mark"`
		Basis      string           `yaml:"basis"`
		Intake     *ReportIntake    `yaml:"intake"`
		Categories []ReportCategory `yaml:"categories"`
		Answers    []ReportAnswer   `yaml:"answers"`
	}
	err := d.decode(&file)
	if i := file.Intake; i != nil {
		i.Mark = or(i.Mark, file.Mark)
		p.note("reports", "intake", d, "intake", 0)
		p.Reports = append(p.Reports, ReportSetting{Code: "intake", Intake: i})
	}
	for i, c := range file.Categories {
		c.Mark, c.Basis = or(c.Mark, file.Mark), or(c.Basis, file.Basis)
		p.note("reports", c.Code, d, "categories", i)
		p.Reports = append(p.Reports, ReportSetting{Code: c.Code, Category: &c})
	}
	for i, a := range file.Answers {
		a.Mark = or(a.Mark, file.Mark)
		p.note("reports", a.Code, d, "answers", i)
		p.Reports = append(p.Reports, ReportSetting{Code: a.Code, Answer: &a})
	}
	return err
}

func (r ReportSetting) put(ctx context.Context, tx *db.Tx) error {
	if a := r.Answer; a != nil {
		return report.PutTemplate(ctx, tx, report.Template(*a))
	}
	if i := r.Intake; i != nil {
		return report.PutIntake(ctx, tx, report.Intake{
			Unit: i.Unit, Classify: i.Classify.Std(), Answer: i.Answer.Std(), Near: i.Near, NearTime: i.NearTime.Std(), PerSender: i.PerSender, Mail: i.Mail, Visits: i.Visits, VisitTime: i.VisitTime.Std(), Mark: i.Mark,
		})
	}
	return report.PutCategory(ctx, tx, r.Category.stored())
}

func (c ReportCategory) stored() report.Category {
	out := report.Category{
		Code: c.Code, Group: c.Group, Name: c.Name, Easy: c.Easy, Keywords: c.Keywords, Process: c.Process.Std(), Working: c.Clock != "wall", Severity: c.Severity,
		Private: c.Private, Home: c.Home, Stop: c.Stop, Basis: c.Basis, Mark: c.Mark,
		Cluster: report.Cluster{Many: c.Cluster.Many, Metres: c.Cluster.Metres, Within: c.Cluster.Within.Std(), Type: c.Cluster.Type},
	}
	for _, q := range c.Questions {
		stored := report.Question{Code: q.Code, Datatype: q.Datatype, Required: q.Required, Name: q.Name, Hint: q.Hint}
		for _, v := range q.Values {
			stored.Values = append(stored.Values, report.Choice(v))
		}
		out.Questions = append(out.Questions, stored)
	}
	for _, r := range c.Routes {
		out.Routes = append(out.Routes, report.Route(r))
	}
	return out
}

// reports holds each route and the desk against the units and areas that the pack, or one that it needs, brings.
func (c *checker) reports() {
	for _, r := range c.p.Reports {
		if r.Intake != nil {
			c.unit("reports "+r.Code, r.Intake.Unit)
			continue
		}
		if a := r.Answer; a != nil {
			if a.Category != "" && !slices.ContainsFunc(c.p.Reports, func(o ReportSetting) bool { return o.Category != nil && o.Code == a.Category }) {
				c.fail("reports "+r.Code, "pack.no_report_category", "code", a.Category)
			}
			continue
		}
		if of := r.Category.Cluster.Type; of != "" {
			if _, ok := c.w.cases[of]; !ok {
				c.fail("reports "+r.Code, "pack.no_incident_type", "type", of)
			}
		}
		for _, route := range r.Category.Routes {
			c.unit("reports "+r.Code, route.Unit)
			c.area("reports "+r.Code, route.Area)
			c.days("reports "+r.Code, route.From, route.To)
		}
	}
}
