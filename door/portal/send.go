package portal

import (
	"cmp"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
	"thanhdong/ground/text"
	"thanhdong/serve/report"
)

const (
	// largestSend bounds a report with its pictures.
	largestSend = 6*report.LargestPhoto + 1<<20
	mostParts   = 200
)

// sent is what came: the form, which button was pressed, and what is wrong already.
type sent struct {
	form
	do     string
	drop   string // SHA of a picture to be taken out
	faults []fieldFault
}

// takeSent reads the form of a report as it streams in. Fields stand before pictures, so that each picture is kept under the key of
// the draft at once: what comes after it, or breaks off, cannot lose it. A picture that cannot be taken is a fault of its field, and the rest is read.
func (p *Portal) takeSent(w http.ResponseWriter, r *http.Request) (s sent, err error) {
	r.Body = http.MaxBytesReader(w, r.Body, largestSend)
	parts, err := r.MultipartReader()
	if err != nil {
		return s, fault.New(fault.Unsupported, "portal.not_form").With(err)
	}
	values := url.Values{}
	left := longestForm
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return s, brokenOff(err)
		}
		if n >= mostParts {
			return s, fault.New(fault.TooLarge, "portal.many_fields")
		}
		if part.FormName() == "photo" {
			if err := p.takePhoto(r, part, values.Get("key"), &s); err != nil {
				return s, err
			}
			continue
		}
		b, err := io.ReadAll(io.LimitReader(part, int64(left)+1))
		if err != nil {
			return s, brokenOff(err)
		}
		if left -= len(b) + len(part.FormName()); left < 0 {
			return s, fault.New(fault.TooLarge, "portal.many_fields")
		}
		values.Add(part.FormName(), string(b))
	}
	s.fill(values)
	return s, nil
}

func brokenOff(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	return fault.New(fault.Invalid, "portal.broken_off").With(err)
}

// takePhoto keeps a picture for the draft.
func (p *Portal) takePhoto(r *http.Request, part *multipart.Part, key string, s *sent) error {
	if part.FileName() == "" {
		return nil // no file was chosen
	}
	ctx := r.Context()
	f, err := p.Files.Put(ctx, part, part.FileName(), part.Header.Get("Content-Type"), report.LargestPhoto)
	if err == nil {
		err = p.Reports.Keep(ctx, key, f)
	}
	e, ours := fault.As(err)
	switch {
	case err == nil, ours && e.Key == "file.empty":
		return nil
	case ours && (e.Kind == fault.TooLarge || e.Kind == fault.Unsupported || e.Kind == fault.Conflict):
		s.faults = append(s.faults, fieldFault{"photo", text.T(langOf(r), e.Key, e.Args)})
		return nil
	case ours && e.Key == "file.broken_off":
		return fault.New(fault.Invalid, "portal.broken_off").With(err)
	case ours && e.Kind == fault.Invalid && len(e.Fields) > 0: // the key is not one of ours: without it nothing can be kept
		return fault.New(fault.Invalid, "portal.no_key").With(err)
	}
	return err
}

// fill takes the fields over; what is not known is not looked at.
func (s *sent) fill(v url.Values) {
	one := func(name string) string {
		said := strings.ToValidUTF8(v.Get(name), "")
		return strings.ReplaceAll(said, "\r\n", "\n")
	}
	s.form = form{
		Key: one("key"), Category: one("category"), Words: one("words"), Lat: one("lat"), Lon: one("lon"), Address: one("address"), Area: one("area"), Spot: one("q"), Place: one("place"),
		Name: one("name"), Phone: one("phone"), Email: one("email"), Hidden: one("hidden") != "", Callback: one("callback") != "", Answers: map[string][]string{},
	}
	for name, values := range v {
		if question, is := strings.CutPrefix(name, "a."); is {
			for _, a := range values {
				if a = strings.TrimSpace(strings.ToValidUTF8(a, "")); a != "" {
					s.Answers[question] = append(s.Answers[question], a)
				}
			}
		}
	}
	s.do, s.drop = one("do"), one("drop")
}

// draft puts the form into the words of the room.
func (f form) draft(c report.Category, at, near *spot) (d report.Draft, faults []string) {
	d = report.Draft{
		Key: f.Key, Source: report.Web, Category: f.Category, Words: f.Words, Address: f.Address, Area: f.Area, Answers: map[string]string{}, Callback: f.Callback,
		Reporter: report.Reporter{Name: f.Name, Phone: f.Phone, Email: f.Email, Hidden: f.Hidden},
	}
	for _, q := range c.Questions {
		said := strings.Join(f.Answers[c.Code+"."+q.Code], ",")
		if q.Datatype == "datetime" && said != "" && !strings.ContainsAny(said[min(len(said), 11):], "Z+") {
			said = local(said) // as <input type=datetime-local> gives it
		}
		d.Answers[q.Code] = said
	}
	if f.Lat != "" || f.Lon != "" {
		lat, e1 := strconv.ParseFloat(f.Lat, 64)
		lon, e2 := strconv.ParseFloat(f.Lon, 64)
		if e1 != nil || e2 != nil {
			return d, []string{"place"}
		}
		d.Lat, d.Lon = &lat, &lon
	}
	if at != nil {
		d.Source = report.QR
	} else {
		at = near
	}
	if at != nil {
		d.Address = strings.Trim(strings.Trim(at.Name.VI+"\n"+at.Address.VI, "\n")+"\n"+f.Address, "\n")
		if d.Lat == nil && d.Area == "" {
			d.Lat, d.Lon = &at.Lat, &at.Lon
		}
	}
	return d, nil
}

// local adds the zone of the province to a time; what is none stays as it is, for the room to refuse.
func local(said string) string {
	for _, form := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05"} {
		if t, err := time.ParseInLocation(form, said, text.Zone); err == nil {
			return t.Format(time.RFC3339)
		}
	}
	return said
}

// send answers POST /report.
func (p *Portal) send(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "private, no-store")
	s, err := p.takeSent(w, r)
	if err != nil {
		return err
	}
	lang := langOf(r)
	if got, found, err := p.Reports.Sent(r.Context(), s.Key); err != nil || found {
		if err != nil {
			return err
		}
		return p.thank(w, r, got)
	}
	v := reportView{Form: s.form, faults: s.faults}
	if s.drop != "" {
		if err := p.Reports.Drop(r.Context(), s.Key, s.drop); err != nil {
			return err
		}
		return p.showReport(w, r, http.StatusOK, v)
	}
	if s.do == "keep" { // only pictures were sent ahead
		if len(s.faults) > 0 {
			return p.showReport(w, r, http.StatusBadRequest, v)
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	if len(s.faults) > 0 {
		return p.showReport(w, r, http.StatusBadRequest, v)
	}
	known, err := p.shared.get(r.Context(), p.DB.Now())
	if err != nil {
		return err
	}
	if s.Category == "" {
		v.faults = append(v.faults, fieldFault{"category", text.T(lang, "portal.choose_category", nil)})
	}
	at, err := p.spotOf(r.Context(), s.Spot)
	if err != nil {
		return err
	}
	near, err := p.placeAt(r.Context(), s.Place)
	if err != nil {
		return err
	}
	if s.Place != "" && near == nil { // it was taken from the list while the form was open, or waited for a line
		v.faults = append(v.faults, fieldFault{"place", text.T(lang, "portal.near_place_gone", nil)})
		v.Form.Place = ""
		return p.showReport(w, r, http.StatusBadRequest, v)
	}
	d, wrong := s.draft(known.byCode[s.Category], at, near)
	if len(wrong) > 0 {
		v.faults = append(v.faults, fieldFault{"place", text.T(lang, "report.bad_place", nil)})
		return p.showReport(w, r, http.StatusBadRequest, v)
	}
	if d.Words == "" { // who speaks need not write
		if kept, err := p.Reports.Kept(r.Context(), s.Key); err != nil {
			return err
		} else if slices.ContainsFunc(kept, func(f file.File) bool { return !strings.HasPrefix(f.Type, "image/") }) {
			d.Words = text.T(text.VI, "portal.spoken", nil)
		}
	}
	d.Sender, d.Lang = wire.RemoteKey(r), lang
	if s.do != "anyway" && d.Lat != nil && d.Lon != nil && d.Words != "" && d.Category != "" {
		if v.Near, err = p.Reports.Similar(r.Context(), d.Category, *d.Lon, *d.Lat); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if len(v.Near) > 0 {
			return p.showReport(w, r, http.StatusOK, v)
		}
	}
	got, err := p.Reports.Receive(r.Context(), d)
	if err != nil {
		return p.notTaken(w, r, v, err)
	}
	return p.thank(w, r, got)
}

// thank leads to the page of the report, by an address that a reader can keep.
func (p *Portal) thank(w http.ResponseWriter, r *http.Request, got report.Report) error {
	to := "/r/" + got.Code + "?new=1"
	if langOf(r) == text.EN {
		to = "/en" + to
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// notTaken shows the form again with all that was typed, and what is wrong beside each field.
func (p *Portal) notTaken(w http.ResponseWriter, r *http.Request, v reportView, err error) error {
	e, ours := fault.As(err)
	if !ours || e.Kind == fault.Internal {
		return err
	}
	lang := langOf(r)
	problem := wire.NewProblem(wire.Speak(r.Context(), lang), err)
	for k, h := range problem.GetHeaders() {
		w.Header()[k] = h
	}
	if len(e.Fields) == 0 {
		v.Top = problem.Detail
	}
	for _, f := range e.Fields {
		words := text.T(lang, f.Key, f.Args)
		if f.Key == "report.stop" {
			v.Stop = words
			continue
		}
		if f.Path == "category" && slices.ContainsFunc(v.faults, func(x fieldFault) bool { return x.Field == "category" }) {
			continue // said already
		}
		field := f.Path
		if question, is := strings.CutPrefix(field, "answers/"); is {
			field = "a." + v.Form.Category + "." + question
		}
		v.faults = append(v.faults, fieldFault{field, words})
	}
	slices.SortStableFunc(v.faults, func(a, b fieldFault) int { return cmp.Compare(rank(a.Field), rank(b.Field)) })
	return p.showReport(w, r, problem.Status, v)
}

// rank is where a field stands on the page.
func rank(field string) int {
	order := []string{"photo", "place", "area", "address", "words", "category"}
	if i := slices.Index(order, field); i >= 0 {
		return i
	}
	if strings.HasPrefix(field, "a.") {
		return len(order)
	}
	return len(order) + 1
}
