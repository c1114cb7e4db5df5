package console

import (
	"encoding/json"
	"math"
	"strconv"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/text"
	"thanhdong/sense/observation"
)

// appender writes itself as JSON. It is for the few answers of thousands of rows,
// where finding each field by reflection costs more than reading the rows.
type appender interface{ appendJSON(b []byte) []byte }

// values is the page of a range, a [Values] in the room's own rows.
type values struct {
	rows    []observation.Row
	cadence time.Duration
	gaps    []observation.Gap
	next    string
}

func (v values) list() Values {
	return Values{
		Items: wire.Map(v.rows, observed), CadenceSeconds: int(v.cadence / time.Second), Next: v.next,
		Gaps: wire.Map(v.gaps, func(g observation.Gap) Gap { return Gap{wire.At(g.From), wire.At(g.To)} }),
	}
}

// MarshalJSON is what appendJSON must be equal to.
func (v values) MarshalJSON() ([]byte, error) { return json.Marshal(v.list()) }

func (v values) appendJSON(b []byte) []byte {
	b = append(b, `{"items":[`...)
	var unit, feed quoted
	for i := range v.rows {
		r := &v.rows[i]
		if i > 0 {
			b = append(b, ',')
		}
		b = append(r.At.In(text.Zone).AppendFormat(append(b, `{"at":"`...), time.RFC3339Nano), `","value":`...)
		if r.Value == nil {
			b = append(b, "null"...)
		} else {
			b = appendNumber(b, *r.Value)
		}
		b = append(append(b, `,"unit":`...), unit.of(r.Unit)...)
		b = append(append(b, `,"status":"`...), status(r.Status)...)
		b = append(append(b, `","feed":`...), feed.of(r.Feed)...)
		if r.Mark != observation.Unmarked {
			b = append(append(append(b, `,"mark":"`...), r.Mark...), '"')
		}
		if r.Rolled != nil {
			b = append(append(append(b, `,"resolution":"`...), resolution(r.Rolled.Rolled)...), '"')
			b = strconv.AppendInt(append(b, `,"count":`...), int64(r.Rolled.Count), 10)
		}
		b = append(b, '}')
	}
	b = strconv.AppendInt(append(b, `],"cadence_s":`...), int64(v.cadence/time.Second), 10)
	b = append(b, `,"gaps":[`...)
	for i, g := range v.gaps {
		if i > 0 {
			b = append(b, ',')
		}
		b = g.From.In(text.Zone).AppendFormat(append(b, `{"from":"`...), time.RFC3339Nano)
		b = append(g.To.In(text.Zone).AppendFormat(append(b, `","to":"`...), time.RFC3339Nano), `"}`...)
	}
	b = append(b, `],"next":`...)
	return append(append(b, (&quoted{}).of(v.next)...), '}')
}

// quoted remembers the last text it put into quotes: rows of one series share
// theirs.
type quoted struct {
	s string
	b []byte
}

func (q *quoted) of(s string) []byte {
	if q.b == nil || q.s != s {
		q.s = s
		q.b, _ = json.Marshal(s) // a text never fails
	}
	return q.b
}

// appendNumber writes a number as encoding/json does: as JavaScript would.
func appendNumber(b []byte, x float64) []byte {
	form := byte('f')
	if a := math.Abs(x); a != 0 && (a < 1e-6 || a >= 1e21) {
		form = 'e'
	}
	b = strconv.AppendFloat(b, x, form, -1, 64)
	if n := len(b); form == 'e' && n >= 4 && b[n-4] == 'e' && b[n-3] == '-' && b[n-2] == '0' {
		b[n-2] = b[n-1] // e-09 becomes e-9
		b = b[:n-1]
	}
	return b
}
