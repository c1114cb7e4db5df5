package console

import (
	"context"
	"net/http"
	"slices"
	"time"

	"thanhdong/act/work"
	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/serve/report"
)

// ReportRow is a citizen's report in a list, without who sent it.
type ReportRow struct {
	ID         string    `json:"id"`
	Number     string    `json:"number"`
	Source     string    `json:"source" enum:"web,qr,hotline,open311,email,staff,import"`
	Category   wire.Ref  `json:"category"`
	Words      string    `json:"words"`
	Address    string    `json:"address"`
	Lon        *float64  `json:"lon"`
	Lat        *float64  `json:"lat"`
	Owner      wire.Ref  `json:"owner" doc:"Unit that has to act"`
	Area       wire.Ref  `json:"area"`
	State      string    `json:"state" enum:"received,assigned,in_progress,need_info,returned,resolved,reopened,rejected,merged,closed"`
	Outcome    string    `json:"outcome" enum:"confirmed,unanswered,"`
	Private    bool      `json:"private"`
	Approved   bool      `json:"approved"`
	Callback   bool      `json:"callback" doc:"The reporter asked to be called"`
	Flags      []Flag    `json:"flags"`
	ReceivedAt time.Time `json:"received_at"`
	Due        time.Time `json:"due"`
	Late       bool      `json:"late"`
	Reopened   int       `json:"reopened"`
}

// Flag is something that was noticed when a report came in.
type Flag struct {
	Code string `json:"code" enum:"outside,many,banned"`
	Name string `json:"name"`
}

// ReportOne is a report with all that staff may see of it.
type ReportOne struct {
	ReportRow
	Answers    []ReportAnswered `json:"answers" doc:"To the questions of its category"`
	Reporter   *ReportReporter  `json:"reporter" doc:"Null where the reader may not see it, or nobody is known"`
	Hidden     bool             `json:"hidden" doc:"The reporter's name is not shown to the unit that handles it"`
	Main       *NumberRef       `json:"main" doc:"What it was merged with"`
	Merged     []string         `json:"merged" doc:"Numbers of what was merged with it"`
	Reason     string           `json:"reason" doc:"Why it was rejected, in words"`
	Answer     string           `json:"answer"`
	Easy       string           `json:"easy"`
	Draft      ReportWords      `json:"draft" doc:"An answer that is not said yet"`
	Published  ReportPublished  `json:"published" doc:"What is published, or would be"`
	Rating     int              `json:"rating" doc:"3 satisfied, 2 acceptable, 1 not; 0 not said"`
	ResolvedAt *time.Time       `json:"resolved_at"`
	EndedAt    *time.Time       `json:"ended_at"`
	Photos     []ReportPhoto    `json:"photos"`
	Proof      []ReportPhoto    `json:"proof"`
	Proposed   *wire.Ref        `json:"proposed" doc:"Unit that it would go to; null where nobody knows, or it need not be classified"`
	Twins      []ReportTwin     `json:"twins" doc:"What may be the same matter"`
	Visit      *ReportVisit     `json:"visit" doc:"The last time that it was drawn to be looked at again; null where it never was"`
	Work       *ReportWork      `json:"work" doc:"Its item in the queue; null while nobody has to act or the reader may not see it"`
	Log        []ReportLine     `json:"log"`
	Actions    []ReportDo       `json:"actions"`
}

// ReportAnswered is an answer to a question, in words.
type ReportAnswered struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Text string `json:"text"`
}

// ReportReporter is who reported.
type ReportReporter struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
	Email string `json:"email"`
}

// ReportWords is an answer, and the same in easy words.
type ReportWords struct {
	Answer string `json:"answer" required:"false" maxLength:"20000"`
	Easy   string `json:"easy" required:"false" maxLength:"20000"`
}

// ReportPublished is what everybody can read.
type ReportPublished struct {
	Words  string `json:"words"`
	Answer string `json:"answer"`
	Edited bool   `json:"edited" doc:"Staff changed it; else it is what was written with personal details masked"`
}

// ReportPhoto is a picture, or a voice note.
type ReportPhoto struct {
	SHA      string      `json:"sha" doc:"Of the bytes as they came"`
	Name     string      `json:"name"`
	Type     string      `json:"type"`
	Size     int64       `json:"size"`
	At       time.Time   `json:"at"`
	Href     string      `json:"href" doc:"Of the picture for pages; empty while it is made or where it cannot be"`
	Original string      `json:"original" doc:"Of the bytes as they came"`
	Cannot   string      `json:"cannot" doc:"Why there is no picture, in words"`
	Public   bool        `json:"public"`
	Boxes    []ReportBox `json:"boxes"`
}

// ReportBox is a part of a picture that is covered, in fractions of its sides from the upper left.
type ReportBox struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
	W float64 `json:"w"`
	H float64 `json:"h"`
}

// ReportTwin is what may be the same matter.
type ReportTwin struct {
	ReportRow
	Metres *int `json:"metres" doc:"Between the two; null where one has no place"`
	Alike  int  `json:"alike" doc:"Of a hundred words those that stand in both"`
}

// ReportWork is the item of a report in the queue.
type ReportWork struct {
	ID      string   `json:"id"`
	Number  string   `json:"number"`
	Clock   Clock    `json:"clock"`
	Person  *Person  `json:"person"`
	Actions []Action `json:"actions" doc:"Of the queue: take, evidence, more time, hand on"`
}

// ReportVisit is a look at a closed report, drawn by lot.
type ReportVisit struct {
	Month  string     `json:"month" doc:"In which the report closed, such as 2026-10"`
	Item   string     `json:"item" doc:"Its item in the queue, which takes the photo; empty until it stands there"`
	Result string     `json:"result" enum:"mended,not_mended,off," doc:"Empty while nobody has been there; off where it was reopened before"`
	Words  string     `json:"words"`
	At     *time.Time `json:"at"`
	By     string     `json:"by"`
}

// ReportLine is a line of the history.
type ReportLine struct {
	LogLine
	Shown bool `json:"shown" doc:"To the reporter as well"`
}

// ReportDo is something that can be done with a report now.
type ReportDo struct {
	Verb    string `json:"verb" enum:"assign,reject,merge,part,start,ask,return,draft,resolve,reopen,approve,withdraw,redact,photo,ban,visit"`
	Allowed bool   `json:"allowed"`
	Why     string `json:"why" doc:"In words, when it is not allowed"`
}

// ReportList is a page of reports, with how many each view holds.
type ReportList struct {
	Items  []ReportRow    `json:"items"`
	Next   string         `json:"next"`
	Counts map[string]int `json:"counts"`
}

type reportQuery struct {
	Paging
	View     string `query:"view" enum:"waiting,handled,asked,late,ended,all" doc:"All when missing"`
	Category string `query:"category" maxLength:"64"`
	Area     string `query:"area" maxLength:"64" doc:"An area and those in it"`
	Unit     string `query:"unit" maxLength:"64"`
	Source   string `query:"source" enum:"web,qr,hotline,open311,email,staff,import"`
	State    string `query:"state" enum:"received,assigned,in_progress,need_info,returned,resolved,reopened,rejected,merged,closed"`
	Flag     string `query:"flag" enum:"outside,many,banned"`
	From     string `query:"from" maxLength:"10" doc:"First day on which it was received"`
	To       string `query:"to" maxLength:"10" doc:"Last day"`
}

func (c *Console) reportList(ctx context.Context, s *speaker, in *reportQuery) (l ReportList, err error) {
	f := report.Filter{View: report.View(in.View), Category: in.Category, Area: in.Area, Unit: in.Unit, Source: report.Source(in.Source), State: report.State(in.State), Flag: in.Flag,
		From: text.Day(in.From), To: text.Day(in.To), Q: in.Q, Limit: in.Limit, After: in.After}
	list, next, err := c.Reports.List(ctx, f)
	if err != nil {
		return l, err
	}
	counts, err := c.Reports.Counts(ctx)
	if err != nil {
		return l, err
	}
	l.Next, l.Counts = next, map[string]int{}
	for v, n := range counts {
		l.Counts[string(v)] = n
	}
	names, err := s.reportNames(ctx)
	if err != nil {
		return l, err
	}
	l.Items, err = mapAll(list, func(r report.Report) (ReportRow, error) { return s.reportRow(ctx, names, r) })
	return l, err
}

// reportNames are the categories in use by code.
func (s *speaker) reportNames(ctx context.Context) (map[string]report.Category, error) {
	list, err := s.Reports.Categories(ctx)
	names := make(map[string]report.Category, len(list))
	for _, c := range list {
		names[c.Code] = c
	}
	return names, err
}

func (s *speaker) reportRow(ctx context.Context, names map[string]report.Category, r report.Report) (ReportRow, error) {
	owner, where, err := s.refs(ctx, r.Unit, r.Area)
	if err != nil {
		return ReportRow{}, err
	}
	row := ReportRow{
		ID: r.ID, Number: r.Number, Source: string(r.Source), Category: wire.Ref{Code: r.Category, Name: r.Category}, Words: r.Words, Address: r.Address, Lon: r.Lon, Lat: r.Lat,
		Owner: owner, Area: where, State: string(r.State), Outcome: string(r.Outcome), Private: r.Private, Approved: r.Approved, Callback: r.Callback, ReceivedAt: wire.At(r.ReceivedAt),
		Due: wire.At(r.Due), Late: r.Late(s.now), Reopened: r.Reopened,
		Flags: wire.Map(r.Flags, func(f string) Flag { return Flag{f, s.t("report.flag_" + f)} }),
	}
	if c, ok := names[r.Category]; ok {
		row.Category.Name = c.Name.In(s.lang)
	}
	return row, nil
}

// reportOne loads before it speaks: that somebody saw the reporter is written down, and speaking only reads.
func (c *Console) reportOne(ctx context.Context, in *ByID) (*out[ReportOne], error) {
	r, err := c.Reports.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return say(ctx, c, func(ctx context.Context, s *speaker) (ReportOne, error) { return s.reportWhole(ctx, r) })
}

func (s *speaker) reportWhole(ctx context.Context, r report.Report) (w ReportOne, err error) {
	names, err := s.reportNames(ctx)
	if err != nil {
		return w, err
	}
	if w.ReportRow, err = s.reportRow(ctx, names, r); err != nil {
		return w, err
	}
	w.Hidden, w.Merged, w.Answer, w.Easy, w.Rating = r.Reporter.Hidden, append([]string{}, r.Merged...), r.Answer, r.Easy, r.Rating
	w.Draft, w.ResolvedAt, w.EndedAt = ReportWords{r.Draft.Words, r.Draft.Easy}, wire.Maybe(r.ResolvedAt), wire.Maybe(r.EndedAt)
	said := r.Said()
	w.Published = ReportPublished{said.Words, said.Answer, r.Published.Words != "" || r.Published.Answer != ""}
	if r.Reason != "" {
		w.Reason = s.t("report.reason_" + r.Reason)
	}
	if !r.Reporter.Anonymous() {
		w.Reporter = &ReportReporter{r.Reporter.Name, r.Reporter.Phone, r.Reporter.Email}
	}
	if r.MergedInto != "" {
		w.Main = &NumberRef{ID: r.MergedInto, Number: r.Main}
	}
	if v := r.Visit; v != nil {
		w.Visit = &ReportVisit{v.Month, v.Item, string(v.Result), v.Words, wire.Maybe(v.At), v.ByName}
	}
	w.Answers = answered(s, names[r.Category], r.Answers)
	w.Photos, w.Proof = wire.Map(r.Photos, s.reportPhoto(r.ID)), wire.Map(r.Proof, s.reportPhoto(r.ID))
	w.Log = wire.Map(r.Log, func(l report.Line) ReportLine {
		return ReportLine{LogLine{At: wire.At(l.At), By: s.lineBy(l), Kind: l.Kind, Text: l.In(s.lang)}, l.Shown}
	})
	w.Actions = wire.Map(r.Actions(ctx), func(a report.Action) ReportDo { return ReportDo(s.action(a.Verb, a.Why)) })
	if err := s.reportHelp(ctx, names, r, &w); err != nil {
		return w, err
	}
	return w, s.reportWork(ctx, r, &w)
}

// lineBy names who did a line: a person, the reporter, or the product.
func (s *speaker) lineBy(l report.Line) string {
	switch {
	case l.ByName != "":
		return l.ByName
	case l.ByID == "sys_reporter":
		return s.t("report.by_reporter")
	}
	return s.t("report.by_product")
}

func answered(s *speaker, c report.Category, answers map[string]string) []ReportAnswered {
	all := []ReportAnswered{}
	for _, q := range c.Questions {
		a, ok := answers[q.Code]
		if !ok {
			continue
		}
		if i := slices.IndexFunc(q.Values, func(v report.Choice) bool { return v.Key == a }); i >= 0 {
			a = q.Values[i].Name.In(s.lang)
		}
		all = append(all, ReportAnswered{q.Code, q.Name.In(s.lang), a})
	}
	return all
}

func (s *speaker) reportPhoto(id string) func(report.Photo) ReportPhoto {
	return func(p report.Photo) ReportPhoto {
		w := ReportPhoto{SHA: p.SHA, Name: p.Name, Type: p.Type, Size: p.Size, At: wire.At(p.At), Public: p.Public,
			Original: prefix + "/reports/" + id + "/originals/" + p.SHA, Boxes: wire.Map(p.Boxes, func(b report.Box) ReportBox { return ReportBox(b) })}
		if p.Shown != "" {
			w.Href = prefix + "/reports/" + id + "/pictures/" + p.Shown
		}
		if p.Cannot != "" {
			w.Cannot = s.t(p.Cannot)
		}
		return w
	}
}

// reportHelp adds what helps to classify: where it would go, and what may be the same.
func (s *speaker) reportHelp(ctx context.Context, names map[string]report.Category, r report.Report, w *ReportOne) error {
	w.Twins = []ReportTwin{}
	if r.State == report.Received || r.State == report.Returned {
		code, err := s.Reports.Proposed(ctx, r)
		if err != nil {
			return err
		}
		if code != "" {
			ref, err := s.unit(ctx, code)
			if err != nil {
				return err
			}
			w.Proposed = &ref
		}
	}
	twins, err := s.Reports.Twins(ctx, r.ID)
	if fault.Is(err, fault.NotFound) {
		return nil // it was given away by this very command
	}
	if err != nil {
		return err
	}
	w.Twins, err = mapAll(twins, s.reportTwin(ctx, names))
	return err
}

func (s *speaker) reportTwin(ctx context.Context, names map[string]report.Category) func(report.Twin) (ReportTwin, error) {
	return func(t report.Twin) (ReportTwin, error) {
		row, err := s.reportRow(ctx, names, t.Report)
		twin := ReportTwin{ReportRow: row, Alike: t.Alike}
		if t.Metres >= 0 {
			twin.Metres = &t.Metres
		}
		return twin, err
	}
}

func (s *speaker) reportWork(ctx context.Context, r report.Report, w *ReportOne) error {
	if r.Work == "" || !s.by.May(work.Read, actor.Scope(r.Scope())) {
		return nil
	}
	item, err := s.Work.Get(ctx, r.Work)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	w.Work = &ReportWork{ID: item.ID, Number: item.Number, Clock: clock(item.Clock), Actions: []Action{}}
	if item.Person != "" {
		w.Work.Person = &Person{item.Person, item.PersonName}
	}
	for _, a := range s.Work.Actions(ctx, item) {
		if slices.Contains([]string{"take", "evidence", "extend", "hand-on"}, a.Verb) {
			w.Work.Actions = append(w.Work.Actions, s.action(a.Verb, a.Why))
		}
	}
	return nil
}

func (c *Console) addReports() {
	const get, post, put = http.MethodGet, http.MethodPost, http.MethodPut
	errors := []int{http.StatusNotFound, http.StatusConflict}
	add(c, asked{method: get, path: "/reports", id: "report-list", summary: "Citizens' reports, newest first"}, show(c, c.reportList))
	add(c, asked{method: post, path: "/reports", id: "report-take", summary: "Take a report in for a caller, and give it to a unit at once", status: http.StatusCreated, errors: []int{http.StatusConflict, http.StatusTooManyRequests}}, c.reportTake)
	add(c, asked{method: post, path: "/reports/plan", id: "report-plan", summary: "Where a report that is being written down lies, whose it would be, and what may be the same"}, c.reportPlan)
	add(c, asked{method: get, path: "/reports/categories", id: "report-categories", summary: "What a report can be about, with questions, and usual answers"}, show(c, c.reportCategories))
	add(c, asked{method: get, path: "/reports/similar", id: "report-similar", summary: "Live reports of a category near a place"}, show(c, c.reportSimilar))
	add(c, asked{method: get, path: "/report-bans", id: "report-bans", summary: "From where nothing is taken for a while"}, show(c, c.reportBans))
	add(c, asked{method: post, path: "/report-bans/{id}/lift", id: "report-lift", summary: "End a ban", errors: errors[:1]}, c.reportLift)
	add(c, asked{method: get, path: "/reports/{id}", id: "report", summary: "One report", errors: errors[:1]}, c.reportOne)
	add(c, asked{method: put, path: "/reports/{id}/draft", id: "report-draft", summary: "Keep an answer that is not said yet", errors: errors},
		func(ctx context.Context, in *reportWordsInput) (*out[ReportOne], error) {
			r, err := c.Reports.SaveDraft(ctx, in.ID, report.Answer{Words: in.Body.Answer, Easy: in.Body.Easy})
			return c.reportNow(ctx, r, err)
		})
	c.addReportVerbs()
}
