package portal

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/serve/report"
)

func asPortal(ctx context.Context) context.Context { return actor.With(ctx, actor.System("portal")) }

// followPage is where the code of a report is typed.
func (p *Portal) followPage(w http.ResponseWriter, r *http.Request) error {
	typed := strings.TrimSpace(r.URL.Query().Get("code"))
	if typed == "" {
		return p.show(w, r, http.StatusOK, "follow", "portal.follow_title", followView{})
	}
	w.Header().Set("Cache-Control", "private, no-store")
	if number := strings.ToUpper(typed); strings.HasPrefix(number, "PA-") {
		if _, err := p.Reports.ByNumber(r.Context(), number); err == nil {
			http.Redirect(w, r, prefix(r)+"/reports/"+number, http.StatusSeeOther)
			return nil
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	err := p.known(r, typed)
	if e, ours := fault.As(err); ours && (e.Kind == fault.NotFound || e.Kind == fault.TooMany) {
		return p.show(w, r, wire.Status(e.Kind), "follow", "portal.follow_title", followView{Typed: typed, Fault: text.T(langOf(r), e.Key, e.Args)})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, prefix(r)+"/r/"+report.CodeOf(typed), http.StatusSeeOther)
	return nil
}

type followView struct{ Typed, Fault string }

func prefix(r *http.Request) string {
	if langOf(r) == text.EN {
		return "/en"
	}
	return ""
}

// known tells whether a code is one, and slows down who guesses.
func (p *Portal) known(r *http.Request, code string) error {
	key := wire.RemoteKey(r)
	if err := p.guesses.Take(key); err != nil {
		return err
	}
	_, err := p.Reports.ByCode(r.Context(), code)
	if err == nil {
		p.guesses.Return(key)
	}
	return err
}

// mineView is the page of a report for its reporter.
type mineView struct {
	report.Report
	Word     report.Word
	Kind     report.Category
	UnitName text.L
	AreaName text.L
	New      bool
	Said     string // by a button just now
	Wrong    string // why a button had no effect
	Typed    string
	Mail     bool // letters can be sent
	Lost     bool // and came back
	Told     []string
	Push     string // by what key this browser may subscribe; empty: it may not
}

// steps of a report's life as its reporter sees them.
var steps = []string{"received", "assigned", "in_progress", "resolved", "confirmed"}

// Steps are they; At is the one that the report has come to.
func (mineView) Steps() []string { return steps }

func (v mineView) At() int {
	switch v.State {
	case report.Assigned, report.NeedInfo:
		return 1
	case report.InProgress, report.Reopened:
		return 2
	case report.Resolved:
		return 3
	case report.Closed:
		return 4
	default:
		return 0
	}
}

// Live tells whether somebody has to act, so that a clock runs.
func (v mineView) Live() bool { return v.State.Acts() }

// Left is how much of its time is left, or how long it is over.
func (v mineView) Left(now time.Time) time.Duration { return v.Due.Sub(now) }

// Standing is the key of how the report stands.
func (v mineView) Standing() string { return standing(v.State, v.Outcome) }

func standing(s report.State, o report.Outcome) string {
	if s == report.Closed && o != "" {
		return "report.state_" + string(o)
	}
	return "report.state_" + string(s)
}

// Lines are its history in words.
func (v mineView) Line(lang text.Lang, l report.Line) string { return l.In(lang) }

// IsPicture tells whether a piece can be shown.
func (mineView) IsPicture(p report.Photo) bool {
	return p.Shown != "" && strings.HasPrefix(p.Type, "image/") && !strings.HasSuffix(p.Type, "heic") && !strings.HasSuffix(p.Type, "heif") || p.Shown != "" && p.Shown != p.SHA
}

// mine is the page of a report for who holds its code.
func (p *Portal) mine(w http.ResponseWriter, r *http.Request) error {
	if err := p.known(r, r.PathValue("code")); err != nil {
		return err
	}
	q := r.URL.Query()
	return p.showMine(w, r, http.StatusOK, mineView{New: q.Get("new") != "", Said: allowed(q.Get("said"))})
}

// allowed are the answers to a button that the page knows.
func allowed(said string) string {
	switch said {
	case "confirm", "deny", "info", "photo", "mail":
		return said
	}
	return ""
}

func (p *Portal) showMine(w http.ResponseWriter, r *http.Request, status int, v mineView) (err error) {
	w.Header().Set("Cache-Control", "private, no-store")
	w.Header().Set("X-Robots-Tag", "noindex")
	code := r.PathValue("code")
	if v.Report, err = p.Reports.ByCode(r.Context(), code); err != nil {
		return err
	}
	if v.Word, err = p.Reports.Word(r.Context(), code); err != nil {
		return err
	}
	s, err := p.shared.get(r.Context(), p.DB.Now())
	if err != nil {
		return err
	}
	v.Kind, v.AreaName = s.byCode[v.Category], s.names[v.Area]
	if v.Mail, err = p.mail.get(r.Context(), p.DB.Now()); err != nil {
		return err
	}
	if v.Push, err = p.push.get(r.Context(), p.DB.Now()); err != nil {
		return err
	}
	if v.Lost, err = p.Reports.Unreached(r.Context(), code); err != nil {
		return err
	}
	if v.Told, err = p.Reports.ToldAt(r.Context(), code); err != nil {
		return err
	}
	if v.UnitName, err = p.unitName(r.Context(), v.Unit); err != nil {
		return err
	}
	return p.show(w, r, status, "mine", "portal.mine_title", v)
}

// unitName is the name of a unit of today; its code where no unit bears it.
func (p *Portal) unitName(ctx context.Context, code string) (name text.L, err error) {
	err = p.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		name, err = unit.Called(ctx, tx, code)
		return err
	})
	return name, err
}

// whys are the reasons of "not done" that one press says; more may be typed instead.
var whys = map[string]string{"same": "portal.not_same", "part": "portal.not_part", "again": "portal.not_again", "elsewhere": "portal.not_elsewhere"}

// say answers POST /r/{code}: one button of the page.
func (p *Portal) say(w http.ResponseWriter, r *http.Request) error {
	code := r.PathValue("code")
	if err := p.known(r, code); err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, longestForm)
	if err := r.ParseForm(); err != nil {
		return brokenOff(err)
	}
	words, said := strings.ReplaceAll(r.PostForm.Get("words"), "\r\n", "\n"), ""
	var err error
	switch do := r.PostForm.Get("do"); do {
	case "confirm-1", "confirm-2", "confirm-3":
		said = "confirm"
		_, err = p.Reports.Confirm(r.Context(), code, int(do[len(do)-1]-'0'))
	case "deny":
		said = "deny"
		// The reason is kept in the language of whoever handles it.
		if key, known := whys[r.PostForm.Get("why")]; known {
			words = strings.TrimSpace(text.T(text.VI, key, nil) + "\n" + words)
		}
		_, err = p.Reports.Deny(r.Context(), code, words)
	case "info":
		said = "info"
		_, err = p.Reports.GiveInfo(r.Context(), code, words)
	case "mail":
		said = "mail"
		if err = p.letters.Take(wire.RemoteKey(r)); err == nil {
			err = p.Reports.FollowOwn(r.Context(), code, r.PostForm.Get("email"), langOf(r))
		}
	default:
		err = fault.New(fault.Invalid, "portal.no_button")
	}
	return p.done(w, r, said, words, err)
}

// done shows the page again: changed, or with why nothing was.
func (p *Portal) done(w http.ResponseWriter, r *http.Request, said, words string, err error) error {
	if err == nil {
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, prefix(r)+"/r/"+report.CodeOf(r.PathValue("code"))+"?said="+said, http.StatusSeeOther)
		return nil
	}
	e, ours := fault.As(err)
	if !ours || e.Kind == fault.Internal || e.Kind == fault.NotFound {
		return err
	}
	problem := wire.NewProblem(wire.Speak(r.Context(), langOf(r)), err)
	wrong := problem.Detail
	if len(problem.Faults) > 0 {
		wrong = problem.Faults[0].Message
	}
	return p.showMine(w, r, problem.Status, mineView{Wrong: wrong, Typed: words})
}

// more answers POST /r/{code}/photo: another picture of a report that is there.
func (p *Portal) more(w http.ResponseWriter, r *http.Request) error {
	code := r.PathValue("code")
	if err := p.known(r, code); err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, largestSend)
	parts, err := r.MultipartReader()
	if err != nil {
		return fault.New(fault.Unsupported, "portal.not_form").With(err)
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return p.done(w, r, "photo", "", nil)
		}
		if err != nil {
			return brokenOff(err)
		}
		if part.FormName() != "photo" || part.FileName() == "" {
			continue
		}
		f, err := p.Files.Put(r.Context(), part, part.FileName(), part.Header.Get("Content-Type"), report.LargestPhoto)
		if err == nil {
			err = p.Reports.AddPhoto(r.Context(), code, f)
		}
		if err != nil {
			return p.done(w, r, "", "", err)
		}
	}
}

// minePhoto gives a picture to who holds the code.
func (p *Portal) minePhoto(w http.ResponseWriter, r *http.Request) error {
	f, known, err := p.Reports.Picture(r.Context(), r.PathValue("code"), r.PathValue("sha"))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "private, max-age=3600")
	return giveFile(w, r, f, known)
}

func giveFile(w http.ResponseWriter, r *http.Request, f io.ReadSeekCloser, known file.File) error {
	defer f.Close()
	w.Header().Set("Content-Type", known.Type)
	if !strings.HasPrefix(known.Type, "image/") && known.Type != "application/pdf" {
		w.Header().Set("Content-Disposition", "attachment")
	}
	http.ServeContent(w, r, "", time.Time{}, f)
	return nil
}
