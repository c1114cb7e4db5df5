package playbook

import (
	"time"

	"thanhdong/ground/text"
)

// Run is what became of one step of a case or a drill.
type Run struct {
	No      int
	Title   text.L
	Due     time.Time // zero: without a limit
	DoneAt  time.Time // zero: never; also set when it was skipped
	Skipped string    // the reason, when it was
	Off     bool      // the answers led past it
}

// Reason is why a step did not bring all its points.
type Reason string

const (
	Late    Reason = "late"
	Skipped Reason = "skipped"
	Missing Reason = "missing" // neither done nor skipped
)

// Lost is one step that did not bring all its points.
type Lost struct {
	No     int           `json:"no"`
	Title  text.L        `json:"title"`
	Reason Reason        `json:"reason"`
	By     time.Duration `json:"by,omitempty"`    // how late it was done
	Words  string        `json:"words,omitempty"` // why it was skipped
}

// Result is how well the steps were followed. Points are of 100; 100 also where
// there was nothing to do.
type Result struct {
	Points  int    `json:"points"`
	Steps   int    `json:"steps"` // that were to be done
	OnTime  int    `json:"on_time"`
	Late    int    `json:"late"`
	Skipped int    `json:"skipped"`
	Missing int    `json:"missing"`
	Lost    []Lost `json:"lost,omitempty"` // in the order of the steps
}

// Score weighs what was done: a step in time counts in full, one that was late or
// skipped with a reason counts half, one that was forgotten counts nothing; steps
// that the answers led past do not count. All steps weigh the same, and points are
// rounded down. PROJECT CHOICE, shown beside every score. What is still open at
// the end of the run is missing, whether its limit has passed or not.
func Score(runs []Run) Result {
	var r Result
	half := 0
	for _, run := range runs {
		if run.Off {
			continue
		}
		r.Steps++
		lost := Lost{No: run.No, Title: run.Title}
		switch {
		case run.DoneAt.IsZero():
			r.Missing++
			lost.Reason = Missing
		case run.Skipped != "":
			r.Skipped++
			half++
			lost.Reason, lost.Words = Skipped, run.Skipped
		case !run.Due.IsZero() && run.DoneAt.After(run.Due):
			r.Late++
			half++
			lost.Reason, lost.By = Late, run.DoneAt.Sub(run.Due)
		default:
			r.OnTime++
			half += 2
			continue
		}
		r.Lost = append(r.Lost, lost)
	}
	r.Points = 100
	if r.Steps > 0 {
		r.Points = 100 * half / (2 * r.Steps)
	}
	return r
}

// In says why the step lost points.
func (l Lost) In(lang text.Lang) string {
	return text.T(lang, "playbook.lost_"+string(l.Reason), map[string]any{"no": l.No, "title": l.Title, "by": l.By, "words": l.Words})
}
