package open311

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"thanhdong/door/wire"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/serve/report"
)

// post takes a report in.
func (d *Door) post(w http.ResponseWriter, r *http.Request, name, kind string) error {
	if name != "requests" {
		return fault.New(fault.NotFound, "open311.no_address")
	}
	w.Header().Set("Cache-Control", "no-store")
	f, err := takeForm(r)
	if err != nil {
		return err
	}
	app, err := d.sender(r.Context(), f.Key)
	if err != nil {
		return err
	}
	if f.Service == "" {
		return fault.Fields("open311.bad_request", fault.At("service_code", "open311.needed"))
	}
	c, err := d.category(r, f.Service)
	if err != nil {
		return err
	}
	draft, err := f.draft(c, app.ID)
	if err != nil {
		return err
	}
	got, err := d.Reports.Receive(r.Context(), draft)
	if err != nil {
		return err
	}
	return list(w, http.StatusOK, kind, "service_requests", "request", []created{{
		ID: got.Number, Follow: words(base(r) + "/r/" + got.Code),
		Notice: words(text.T(wire.Lang(r.Context()), "open311.notice", map[string]any{"number": got.Number, "due": got.Due})),
	}})
}

// draft puts what was sent into the words of the room. An external id is unique for each key.
func (f form) draft(c report.Category, app string) (report.Draft, error) {
	d := report.Draft{
		Source: report.Open311, Category: c.Code, Words: f.Description, Answers: map[string]string{}, Address: f.Address, Area: f.AddressID, Lat: f.Lat, Lon: f.Long, Media: f.Media,
		// The family's name stands first here.
		Reporter: report.Reporter{Name: strings.TrimSpace(f.LastName + " " + f.FirstName), Phone: f.Phone, Email: f.Email},
	}
	if d.Words == "" {
		d.Words = c.Name.VI // the standard does not ask for words
	}
	if f.External != "" {
		d.External = app + ":" + f.External
	}
	var fs []fault.Field
	for code, values := range f.Attributes {
		i := slices.IndexFunc(c.Questions, func(q report.Question) bool { return q.Code == code })
		switch {
		case i < 0:
			fs = append(fs, fault.At("answers/"+code, "open311.unknown"))
		case len(values) > 1 && c.Questions[i].Datatype != "multivaluelist":
			fs = append(fs, fault.At("answers/"+code, "open311.twice"))
		default:
			d.Answers[code] = strings.Join(values, ",")
		}
	}
	if len(fs) > 0 {
		slices.SortFunc(fs, func(a, b fault.Field) int { return strings.Compare(a.Path, b.Path) })
		return d, fault.Fields("open311.bad_request", fs...)
	}
	return d, nil
}

func (d *Door) requests(w http.ResponseWriter, r *http.Request, kind string) error {
	q, err := readFilter(r.URL.RawQuery, d.DB.Now())
	if err != nil {
		return err
	}
	found, err := d.Reports.Inquire(r.Context(), q)
	if err != nil {
		return err
	}
	return d.give(w, r, kind, found)
}

func (d *Door) request(w http.ResponseWriter, r *http.Request, number, kind string) error {
	found, err := d.Reports.ByNumber(r.Context(), number)
	if err != nil {
		return err
	}
	return d.give(w, r, kind, []report.Public{found})
}

// token gives the number of a report to who has its code.
func (d *Door) token(w http.ResponseWriter, r *http.Request, token, kind string) error {
	w.Header().Set("Cache-Control", "no-store")
	if err := d.guesses.Take(wire.RemoteKey(r)); err != nil {
		return err
	}
	found, err := d.Reports.ByCode(r.Context(), token)
	if err != nil {
		return err
	}
	d.guesses.Return(wire.RemoteKey(r))
	return list(w, http.StatusOK, kind, "service_requests", "request", []named{{found.Number, token}})
}

// give writes reports as everybody may see them.
func (d *Door) give(w http.ResponseWriter, r *http.Request, kind string, found []report.Public) error {
	lang := wire.Lang(r.Context())
	names, err := d.names(r.Context(), lang, found)
	if err != nil {
		return err
	}
	return list(w, http.StatusOK, kind, "service_requests", "request", wire.Map(found, func(p report.Public) request { return names.request(lang, p) }))
}

// names of what reports name by codes.
type names struct{ kinds, units, areas map[string]string }

func (d *Door) names(ctx context.Context, lang text.Lang, found []report.Public) (n names, err error) {
	n = names{map[string]string{}, map[string]string{}, map[string]string{}}
	kinds, err := d.Reports.Categories(ctx)
	if err != nil {
		return n, err
	}
	for _, c := range kinds {
		n.kinds[c.Code] = c.Name.In(lang)
	}
	return n, d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, p := range found {
			if _, known := n.units[p.Unit]; !known {
				name, err := unit.Called(ctx, tx, p.Unit)
				if err != nil {
					return err
				}
				n.units[p.Unit] = name.In(lang)
			}
			if _, known := n.areas[p.Area]; !known {
				a, err := area.ByCode(ctx, tx, p.Area, "")
				if err != nil && !fault.Is(err, fault.NotFound) {
					return err
				}
				n.areas[p.Area] = a.Name.In(lang)
			}
		}
		return nil
	})
}

func (n names) request(lang text.Lang, p report.Public) request {
	q := request{
		ID: p.Number, Status: "open", Notes: words(notes(lang, p)), Service: n.kinds[p.Category], Code: p.Category, Words: words(p.Words), Agency: words(n.units[p.Unit]),
		Requested: instant(p.ReceivedAt), Updated: instant(p.UpdatedAt), Expected: instant(p.Due), AddressID: words(p.Area), Lat: degrees{p.Lat}, Long: degrees{p.Lon},
		Address: words(strings.Join(slices.DeleteFunc([]string{p.Address, n.areas[p.Area]}, func(s string) bool { return s == "" }), ", ")),
	}
	if q.Service == "" {
		q.Service = p.Category // it has ended
	}
	if p.State.Ended() {
		q.Status, q.Updated = "closed", instant(p.EndedAt)
	}
	return q
}

// notes say how the report stands, and the answer where it may be published.
func notes(lang text.Lang, p report.Public) string {
	state := string(p.State)
	if p.State == report.Closed && p.Outcome != "" {
		state = string(p.Outcome)
	}
	said := text.T(lang, "report.state_"+state, nil)
	if p.Answer != "" {
		said += ". " + p.Answer
	}
	return said
}
