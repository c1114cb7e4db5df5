package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// logger is what a station calls itself until its name is put into the contract.
const logger = "LOGGER-7"

// bad is one station file of which a line does not fit: who sends it, which line
// that is, why, and what it is worth once it was mended.
type bad struct {
	key, body string
	at        time.Time
	reason    string
	refused   int // lines
	parameter string
	value     float64 // of the refused line after mending
	never     bool    // nothing mends it
}

const (
	unknownStation   = "feed.unknown_station"
	unknownParameter = "feed.unknown_parameter"
	wrongUnit        = "feed.wrong_unit"
	outOfRange       = "feed.out_of_range"
	beforeFirst      = "feed.before_first_date"
	notANumber       = "feed.not_a_number"
)

// spoil makes bad files out of true rows. Each has a good line too, except those
// of an unknown station.
func spoil(rows []row) (list []bad) {
	for i, r := range rows[:800] {
		if r.pm25 == "" {
			continue
		}
		v, _ := strconv.ParseFloat(r.pm25, 64)
		good := line("PM10", r.pm10, unit, r.at)
		b := bad{key: second, at: r.at, refused: 1, parameter: "PM2.5", value: v}
		switch {
		case i < 200:
			b.key, b.reason, b.refused, b.body = logger, unknownStation, 2, r.file()
		case i < 350:
			b.reason, b.parameter, b.body = unknownParameter, "H2S", good+line("H2S", r.pm25, unit, r.at)
		case i < 500:
			b.reason, b.body = wrongUnit, good+line("PM2.5", strconv.FormatFloat(v/1000, 'f', 5, 64), "mg/Nm3", r.at)
		case i < 650:
			b.reason, b.parameter, b.value = outOfRange, "PM10", v+3000
			b.body = line("PM2.5", r.pm25, unit, r.at) + line("PM10", strconv.FormatFloat(b.value, 'f', 2, 64), unit, r.at)
		case i < 750:
			b.at = time.Date(1999, 1, 1, 0, i, 0, 0, zone)
			b.reason, b.body = beforeFirst, good+line("PM2.5", r.pm25, unit, b.at)
		default:
			b.reason, b.never, b.body = notANumber, true, good+line("PM2.5", "n/a", unit, r.at)
		}
		list = append(list, b)
	}
	return list
}

// expected counts the refused lines by reason and gives what shall be stored in the
// end, by parameter.
func expected(list []bad) (reasons map[string]int, want map[string]map[int64]float64, good int) {
	reasons, want = map[string]int{}, map[string]map[int64]float64{"PM2.5": {}, "PM10": {}, "H2S": {}}
	for _, b := range list {
		reasons[b.reason] += b.refused
		for _, l := range strings.Split(strings.TrimSpace(b.body), "\r\n") {
			f := strings.Split(l, "\t")
			p := strings.ReplaceAll(f[0], ",", ".")
			at, _ := time.ParseInLocation(circle, f[3], zone)
			v, err := strconv.ParseFloat(f[1], 64)
			if p == b.parameter && b.refused == 1 {
				if v = b.value; b.never {
					continue
				}
			} else if b.refused == 1 {
				good++
			}
			if err == nil {
				want[p][at.UnixMicro()] = v
			}
		}
	}
	return reasons, want, good
}

// held counts what lies in quarantine, by reason.
func (t *trial) held(state string) (map[string]int, int, error) {
	type held struct {
		Reason  string `json:"reason"`
		Message string `json:"message"`
		Times   int    `json:"times"`
	}
	list, err := all[held](t.session, "/feeds/"+byFiles+"/quarantine", url.Values{"state": {state}, "limit": {"500"}})
	n := map[string]int{}
	unsaid := 0
	for _, h := range list {
		n[h.Reason]++
		if h.Message == "" || h.Message == h.Reason {
			unsaid++
		}
	}
	return n, unsaid, err
}

type replayed struct {
	Rows, Accepted, Duplicate, Corrected, Superseded, Still int
	Next                                                    string
}

// bench does something with rows of quarantine, in as many pieces as it takes.
func (t *trial) bench(verb, reason, why string) (sum replayed, err error) {
	for {
		body := map[string]any{"after": sum.Next}
		if reason != "" {
			body["reason"] = reason
		}
		if why != "" {
			body["why"] = why
		}
		var one replayed
		if err := t.do(http.MethodPost, "/feeds/"+byFiles+"/quarantine/"+verb, body, &one); err != nil {
			return sum, err
		}
		sum = replayed{sum.Rows + one.Rows, sum.Accepted + one.Accepted, sum.Duplicate + one.Duplicate, sum.Corrected + one.Corrected,
			sum.Superseded + one.Superseded, sum.Still + one.Still, one.Next}
		if one.Next == "" {
			return sum, nil
		}
	}
}

// mend changes the contract as a person does: what was read, one thing changed, saved.
func (t *trial) mend(change func(draft map[string]any)) error {
	var c struct {
		Rev   int64          `json:"rev"`
		Draft map[string]any `json:"draft"`
	}
	path := "/feeds/" + byFiles + "/contract"
	if err := t.get(path, nil, &c); err != nil {
		return err
	}
	change(c.Draft)
	return t.do(http.MethodPut, path, map[string]any{"base": c.Rev, "draft": c.Draft}, nil)
}

// bound changes one parameter of a draft.
func bound(draft map[string]any, name string, change func(p map[string]any)) {
	for _, p := range draft["parameters"].([]any) {
		if p := p.(map[string]any); p["name"] == name {
			change(p)
		}
	}
}

// mended drops bad files, finds each bad line once in quarantine, mends the
// contract reason by reason and plays the lines again.
func (t *trial) mended(rows []row) error {
	list := spoil(rows)
	reasons, want, good := expected(list)
	_, empty := cells(rows)
	reasons[notANumber] += empty // of the series itself
	before, err := t.counts(byFiles)
	if err != nil {
		return err
	}
	for _, folder := range []string{"bad", "bad-again"} {
		for _, b := range list {
			if err := t.put(folder, b.key, b.at, b.body); err != nil {
				return err
			}
		}
		if err := t.settle(); err != nil {
			return err
		}
	}
	after, err := t.counts(byFiles)
	if err != nil {
		return err
	}
	held, unsaid, err := t.held("open")
	if err != nil {
		return err
	}
	d := after.less(before)
	refused := 0
	for _, b := range list {
		refused += b.refused
	}
	t.check(d == counts{Accepted: good + 2, Duplicate: good, Quarantined: 2 * refused}, "%d files with %d bad and %d good lines sent twice: %v (two new are markers)", len(list), refused, good, d)
	t.check(fmt.Sprint(held) == fmt.Sprint(reasons) && unsaid == 0, "in quarantine once each, with the reason in words: %v; counted here %v", held, reasons)

	none, err := t.bench("replay", "", "")
	if err != nil {
		return err
	}
	t.check(none.Accepted == 0 && none.Still == none.Rows && none.Rows == refused+empty, "played again before anything is mended: %+v", none)
	for _, m := range []struct {
		what, reason string
		change       func(draft map[string]any)
		back         func(draft map[string]any)
	}{
		{"the logger's name among the keys", unknownStation, func(d map[string]any) { d["keys"] = map[string]any{logger: second} }, nil},
		{"H2S among the parameters", unknownParameter, func(d map[string]any) {
			d["parameters"] = append(d["parameters"].([]any), map[string]any{"name": "H2S", "unit": unit, "min": 0, "max": 1000})
		}, nil},
		{"a wider bound of PM10", outOfRange, func(d map[string]any) { bound(d, "PM10", func(p map[string]any) { p["max"] = 10000 }) }, nil},
		{"PM2.5 in mg for as long as it takes", wrongUnit,
			func(d map[string]any) {
				bound(d, "PM2.5", func(p map[string]any) { p["unit"], p["max"] = "mg/Nm3", 1 })
			},
			func(d map[string]any) { bound(d, "PM2.5", func(p map[string]any) { p["unit"], p["max"] = unit, 1000 }) }},
		{"an earlier first date", beforeFirst, func(d map[string]any) { d["first_date"] = "1990-01-01" }, nil},
	} {
		if err := t.mend(m.change); err != nil {
			return err
		}
		r, err := t.bench("replay", m.reason, "")
		if err != nil {
			return err
		}
		again, err := t.bench("replay", m.reason, "")
		if err != nil {
			return err
		}
		if m.back != nil {
			if err := t.mend(m.back); err != nil {
				return err
			}
		}
		n := reasons[m.reason]
		t.check(r == replayed{Rows: n, Accepted: n} && again == replayed{}, "mended by %s: %d rows played again, %d stored, %d still refused; once more: %d rows", m.what, r.Rows, r.Accepted, r.Still, again.Rows)
	}
	if err := t.aside(reasons[notANumber]); err != nil {
		return err
	}
	for _, p := range []string{"PM2.5", "PM10", "H2S"} {
		var got []observation
		for _, span := range [][2]time.Time{{time.Date(1999, 1, 1, 0, 0, 0, 0, zone), time.Date(1999, 2, 1, 0, 0, 0, 0, zone)}, {rows[0].at, time.Now()}} {
			some, err := t.observations(second, p, span[0], span[1])
			if err != nil {
				return err
			}
			got = append(got, some...)
		}
		missing, twice, wrong, foreign := differ(want[p], got)
		t.check(missing+twice+wrong+foreign == 0, "after mending, %s: %d values expected, %d stored; %d missing, %d twice, %d with another value, %d not ours", p, len(want[p]), len(got), missing, twice, wrong, foreign)
	}
	return nil
}

// aside puts what nothing mends aside with a reason, takes it back, and puts it
// aside for good.
func (t *trial) aside(n int) error {
	for _, x := range []struct {
		verb, why, state string
	}{{"discard", "Trạm gửi chữ, không có số", "discarded"}, {"restore", "", "open"}, {"discard", "Trạm gửi chữ, không có số", "discarded"}} {
		r, err := t.bench(x.verb, "", x.why)
		if err != nil {
			return err
		}
		there, _, err := t.held(x.state)
		if err != nil {
			return err
		}
		t.check(r.Rows == n && there[notANumber] == n && len(there) == 1, "what nothing mends: %s of %d rows, now %s: %v", x.verb, r.Rows, x.state, there)
	}
	return nil
}
