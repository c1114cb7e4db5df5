package incident

import (
	"context"
	"fmt"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/alert"
	"thanhdong/sense/entity"
)

// NewIncident is what a person says to open a case without an alert: from a place
// on the map, from a station, or from a signal.
type NewIncident struct {
	Type     string // code; empty where no type fits
	Title    string // in the words of who opens it; empty: the type's name, with the place
	Severity int
	Unit     string // owner; empty: the opener's own
	Area     string // empty: the smallest that holds the place, else the station's or the unit's
	Playbook string // code; empty: the type's, if it has one
	Station  string // code of a station, or empty
	Place    string // in words
	Lon, Lat *float64
	Signal   string // id of a free signal from which it is opened; or empty
}

// Open opens a case by hand. Refusals: [fault.Invalid] with every point,
// [fault.NotFound] for a signal, [fault.Forbidden]; [fault.Conflict] when the signal
// belongs to a case.
func (is *Incidents) Open(ctx context.Context, n NewIncident) (i Incident, err error) {
	err = is.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		var s Signal
		if n.Signal != "" {
			if s, err = readableSignal(ctx, tx, n.Signal, tx.Lock()); err != nil {
				return err
			}
			if s.Incident != "" {
				return is.elsewhere(ctx, tx, s.Incident)
			}
			n.takeFrom(s)
		}
		c, book, err := is.fromHand(ctx, tx, n)
		if err != nil {
			return err
		}
		if err := actor.From(ctx).Check(ToOpen, c.Scope()); err != nil {
			return err
		}
		i, err = is.begin(ctx, tx, c, book, "", func(i Incident, item work.Item, owner string) (any, error) {
			args := map[string]any{"work": item.Number, "unit": owner}
			if err := write(ctx, tx, i.ID, lineOpenedByHand, "", args); err != nil {
				return nil, err
			}
			if s.ID != "" {
				if _, err := s.join(ctx, tx, i, Why{}, true); err != nil {
					return nil, err
				}
			}
			return map[string]any{"number": i.Number, "work": i.Work, "playbook": i.PlaybookID, "type": i.Type, "signal": s.ID}, nil
		})
		return err
	})
	if err != nil {
		return Incident{}, fmt.Errorf("open incident: %w", err)
	}
	return i, nil
}

// takeFrom fills in what the signal knows and the person left empty.
func (n *NewIncident) takeFrom(s Signal) {
	if n.Type == "" {
		n.Type = s.Type
	}
	if n.Title == "" {
		n.Title = s.short()
	}
	if n.Place == "" {
		n.Place = s.Place
	}
	if n.Lon == nil && n.Lat == nil {
		n.Lon, n.Lat = s.Lon, s.Lat
	}
	if n.Unit == "" {
		n.Unit = s.Unit
	}
	if n.Area == "" {
		n.Area = s.Area
	}
}

// fromHand checks everything at once and gives the case with its playbook.
func (is *Incidents) fromHand(ctx context.Context, tx *db.Tx, n NewIncident) (c Incident, book string, err error) {
	c = Incident{Type: n.Type, Severity: n.Severity, Lon: n.Lon, Lat: n.Lat, Subject: alert.Subject{Kind: OfPlace}}
	fs := placeFaults(n.Lon, n.Lat)
	var more []fault.Field
	c.Place, more = words("place_words", n.Place, false, shortWords)
	fs = append(fs, more...)
	title, more := words("title", n.Title, false, shortWords)
	fs = append(fs, more...)
	if n.Severity < 1 || n.Severity > 5 {
		fs = append(fs, fault.At("severity", "incident.bad_severity"))
	}
	var name text.L
	if n.Type != "" {
		list, err := types(ctx, tx, `code = ? AND ended_at IS NULL`, n.Type)
		if err != nil {
			return c, "", err
		}
		if len(list) == 0 {
			fs = append(fs, fault.At("type", "incident.no_type", "type", n.Type))
		} else {
			name, book = list[0].Name, list[0].Playbook
		}
	}
	if n.Station != "" {
		e, err := entity.Find(ctx, tx, entity.Station, n.Station)
		switch {
		case fault.Is(err, fault.NotFound):
			fs = append(fs, fault.At("station", "incident.no_station", "station", n.Station))
		case err != nil:
			return c, "", err
		default:
			c.Subject = alert.Subject{Kind: alert.OfStation, ID: e.ID}
			c.Lon, c.Lat = &e.Lon, &e.Lat
			if n.Area == "" {
				n.Area = e.Area
			}
			if c.Place == "" {
				c.Place = e.Name.VI
			}
		}
	}
	o := ownership{Unit: n.Unit, Area: n.Area, Lon: c.Lon, Lat: c.Lat}
	if more, err = o.find(ctx, tx); err != nil {
		return c, "", err
	}
	fs = append(fs, more...)
	c.Unit, c.UnitPath, c.Area, c.AreaPath = o.Unit, o.UnitPath, o.Area, o.AreaPath
	if n.Playbook != "" {
		book = n.Playbook
		ok, err := is.playbooks.InForce(ctx, tx, book)
		if err != nil {
			return c, "", err
		}
		if !ok {
			fs = append(fs, fault.At("playbook", "incident.no_playbook", "playbook", book))
		}
	} else if book != "" {
		// A type whose playbook is not there yet opens a case without steps.
		if ok, err := is.playbooks.InForce(ctx, tx, book); err != nil {
			return c, "", err
		} else if !ok {
			book = ""
		}
	}
	c.Title = titled(title, name, c.Place)
	if c.Title.Empty() {
		fs = append(fs, fault.At("title", "incident.no_title"))
	}
	return c, book, invalid(fs)
}

// titled is what the person wrote; else the type with its place.
func titled(title string, kind text.L, place string) text.L {
	switch {
	case title != "":
		return text.L{VI: title}
	case kind.Empty():
		return text.L{}
	case place == "":
		return kind
	}
	l := text.L{VI: kind.VI + ", " + place}
	if kind.EN != "" {
		l.EN = kind.EN + ", " + place
	}
	return l
}
