package report

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

// Visit is a look, by the desk and not by the unit that did the work, at a report that was closed: whether what was said to be done is still so. Some of the
// reports that closed in a month are drawn by lot when it is over.
type Visit struct {
	Month  string // 2006-01, in which the report closed
	Item   string // in the queue; empty until it stands there
	Result VisitResult
	Words  string
	At     time.Time
	ByName string
}

// VisitResult is what was found. A report found not mended is reopened.
type VisitResult string

const (
	VisitPending VisitResult = ""
	Mended       VisitResult = "mended"
	NotMended    VisitResult = "not_mended"
	VisitOff     VisitResult = "off" // the report was reopened before anybody went
)

const (
	visitKind  = "report-visit"
	visitPause = time.Hour
	visitSlice = 50
)

// visitItem answers for visits in the queue: they end by saying what was found.
type visitItem struct{}

func (visitItem) Name() string { return visitKind }

func (visitItem) MayClose(ctx context.Context, tx *db.Tx, i work.Item) error {
	v, err := visitOf(ctx, tx, i.Subject.ID)
	if err == nil && v.Result == VisitPending {
		err = fault.New(fault.Conflict, "report.visit_there", "number", i.Subject.Number)
	}
	return err
}

func (visitItem) Closed(context.Context, *db.Tx, work.Item) error { return nil }

func (visitItem) Reopened(_ context.Context, _ *db.Tx, i work.Item) error {
	return fault.New(fault.Conflict, "report.reopen_there", "number", i.Subject.Number)
}

// visitOf is the last visit of a report; [fault.NotFound] where none was drawn.
func visitOf(ctx context.Context, tx *db.Tx, report string) (v Visit, err error) {
	var at *int64
	err = tx.QueryRow(ctx, `SELECT month, item, result, words, at, by_name FROM report_visit WHERE report = ? ORDER BY month DESC LIMIT 1`, report).Scan(&v.Month, &v.Item, &v.Result, &v.Words, &at, &v.ByName)
	v.At = db.TimeOf(at)
	return v, err
}

// DrawVisits draws for the month before this one, once, and puts what was drawn into the queue, some at a time.
func (rs *Reports) DrawVisits(ctx context.Context) error {
	ctx = actor.With(ctx, actor.System("report"))
	if err := rs.d.Do(ctx, rs.draw); err != nil {
		return fmt.Errorf("draw reports to be visited: %w", err)
	}
	for n := visitSlice; n == visitSlice && ctx.Err() == nil; {
		err := rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			n, err = rs.openVisits(ctx, tx)
			return err
		})
		if err != nil {
			return fmt.Errorf("put visits into the queue: %w", err)
		}
	}
	return nil
}

// draw takes of each unit's reports that closed in the month the share of the intake, at least one: those whose keyed digest is least. The key is kept, so
// that anybody can draw again and find the same.
func (rs *Reports) draw(ctx context.Context, tx *db.Tx) error {
	desk, err := intake(ctx, tx)
	if fault.Is(err, fault.Unavailable) || err == nil && desk.Visits < 0 {
		return nil
	}
	if err != nil {
		return err
	}
	now := tx.Now().In(text.Zone)
	to := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, text.Zone)
	from := to.AddDate(0, -1, 0)
	month := from.Format("2006-01")
	var drawn int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM report_draw WHERE month = ?`, month).Scan(&drawn); err != nil || drawn > 0 {
		return err
	}
	closed := map[string][]string{}
	err = tx.Each(ctx, `SELECT id, unit FROM report WHERE state = 'closed' AND private = 0 AND ended_at >= ? AND ended_at < ?`, []any{db.Micros(from), db.Micros(to)}, func(scan func(...any) error) error {
		var id, unit string
		err := scan(&id, &unit)
		closed[unit] = append(closed[unit], id)
		return err
	})
	if err != nil {
		return err
	}
	seed := make([]byte, 16)
	_, _ = rand.Read(seed) // never fails
	lot := func(id string) string {
		h := hmac.New(sha256.New, seed)
		h.Write([]byte(id))
		return string(h.Sum(nil))
	}
	all := 0
	for _, ids := range closed {
		slices.SortFunc(ids, func(a, b string) int { return strings.Compare(lot(a), lot(b)) })
		n := (len(ids)*desk.Visits + 99) / 100
		for _, id := range ids[:n] {
			if _, err := tx.Exec(ctx, `INSERT INTO report_visit (report, month) VALUES (?, ?)`, id, month); err != nil {
				return err
			}
			drawn++
		}
		all += len(ids)
	}
	if _, err := tx.Exec(ctx, `INSERT INTO report_draw (month, at, seed, closed, drawn) VALUES (?, ?, ?, ?, ?)`, month, db.Micros(tx.Now()), hex.EncodeToString(seed), all, drawn); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "report.draw", Subject: month, Payload: map[string]any{"month": month, "closed": all, "drawn": drawn, "seed": hex.EncodeToString(seed)}})
}

func (rs *Reports) openVisits(ctx context.Context, tx *db.Tx) (n int, err error) {
	list, err := query(ctx, tx, `r.id IN (SELECT report FROM report_visit WHERE item = '' AND result = '') ORDER BY r.id LIMIT ?`, visitSlice)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	desk, err := intake(ctx, tx)
	if err != nil {
		return 0, err
	}
	own, err := deskOf(ctx, tx, desk)
	if err != nil {
		return 0, err
	}
	for _, r := range list {
		if r.State != Closed { // it was taken up again since
			if err := rs.dropVisit(ctx, tx, r); err != nil {
				return 0, err
			}
			continue
		}
		c, err := category(ctx, tx, r.Category)
		if err != nil {
			return 0, err
		}
		item, err := rs.queue.Open(ctx, work.NewItem{Kind: visitKind, Subject: work.Subject{Kind: kindName, ID: r.ID, Number: r.Number}, Title: title(c, r), Severity: 1,
			Unit: own.Code, UnitPath: own.Path, Area: r.Area, AreaPath: r.AreaPath, Limit: desk.VisitTime, WorkingTime: true, WantsEvidence: true})
		if err != nil {
			return 0, err
		}
		if _, err := tx.Exec(ctx, `UPDATE report_visit SET item = ? WHERE report = ? AND result = '' AND item = ''`, item.ID, r.ID); err != nil {
			return 0, err
		}
		if err := tell(ctx, tx, r, line{event: VisitEvent, kind: "draw"}); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}

// dropVisit ends a visit that nobody need make any more.
func (rs *Reports) dropVisit(ctx context.Context, tx *db.Tx, r Report) error {
	n, err := tx.Exec(ctx, `UPDATE report_visit SET result = ? WHERE report = ? AND result = ''`, string(VisitOff), r.ID)
	if err != nil || n == 0 {
		return err
	}
	return rs.queue.Settle(ctx, visitKind, r.ID, text.T(text.VI, "report.visit_off", nil))
}

// Visit says what was found at the place of a report that was drawn. It takes a photo at the visit's item; what is not mended is reopened.
func (rs *Reports) Visit(ctx context.Context, id string, mended bool, words string) (Report, error) {
	words, fs := sentence(words, true)
	if len(fs) > 0 {
		return Report{}, fault.Fields("report.invalid", fs...)
	}
	return rs.change(ctx, id, "visit", ToClassify, func(ctx context.Context, tx *db.Tx, r *Report) error {
		v, err := visitOf(ctx, tx, r.ID)
		if fault.Is(err, fault.NotFound) || err == nil && (v.Item == "" || v.Result != VisitPending) {
			return fault.New(fault.Conflict, "report.no_visit", "number", r.Number)
		}
		if err != nil {
			return err
		}
		result := Mended
		if !mended {
			result = NotMended
		}
		by := actor.From(ctx)
		if _, err := tx.Exec(ctx, `UPDATE report_visit SET result = ?, words = ?, at = ?, by_id = ?, by_name = ? WHERE report = ? AND month = ?`, string(result), words, db.Micros(tx.Now()), by.ID, by.Name,
			r.ID, v.Month); err != nil {
			return err
		}
		if _, err := rs.queue.Close(inQueue(ctx), v.Item, words); err != nil {
			return err
		}
		if err := tell(ctx, tx, *r, line{event: VisitEvent, kind: "visit_" + string(result), words: words, shown: true}); err != nil || mended {
			return err
		}
		if err := rs.again(ctx, tx, r, words); err != nil {
			return err
		}
		return tell(ctx, tx, *r, line{event: ReopenedEvent, kind: "reopen", words: words, shown: true})
	})
}
