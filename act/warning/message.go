package warning

import (
	"context"
	"encoding/json"
	"fmt"

	"thanhdong/act/warning/cap"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// outlineZoom is how finely an area's boundary goes into a message: half a point
// of the web map at this zoom, some 40 metres. PROJECT CHOICE: phones and signs
// need no finer edge, and the message stays small.
const outlineZoom = 11

// message makes the CAP message of a warning as it would be sent now, or refuses
// with every fault.
func (ws *Warnings) message(ctx context.Context, tx *db.Tx, w Warning) (cap.Message, error) {
	c := w.Content
	if err := c.Validate(tx.Now()); err != nil {
		return cap.Message{}, err
	}
	u, err := unit.ByCode(ctx, tx, w.Unit, "")
	if err != nil {
		return cap.Message{}, err
	}
	named, outlines, err := outlined(ctx, tx, c.Areas)
	if err != nil {
		return cap.Message{}, err
	}
	now := seconds(tx.Now()).In(text.Zone)
	m := cap.Message{
		Identifier: w.Identifier, Sender: ws.sender, Sent: now, Status: ws.status(), Note: ws.note(), MsgType: w.MsgType, Scope: "Public", Incidents: c.Incident,
	}
	if w.Follows != "" {
		old, err := load(ctx, tx, w.Follows, "")
		if err != nil {
			return m, err
		}
		m.References = []cap.Reference{{Sender: ws.sender, Identifier: old.Identifier, Sent: seconds(old.PublishedAt).In(text.Zone)}}
	}
	for lang, tag := range map[text.Lang]string{text.VI: "vi-VN", text.EN: "en"} {
		info := cap.Info{
			Language: tag, Categories: c.Categories, Event: c.Event.In(lang), ResponseTypes: c.ResponseTypes, Urgency: c.Urgency,
			Severity: c.Severity, Certainty: c.Certainty, Audience: c.Audience.In(lang), Effective: now, Expires: seconds(c.Expires).In(text.Zone),
			SenderName: u.Name.In(lang), Headline: ws.marked(lang, c.Headline.In(lang)), Description: c.Description.In(lang), Instruction: c.Instruction.In(lang),
			Web: c.Web, Contact: c.Contact, Parameters: []cap.Value{{Name: "EasyRead", Value: c.Easy.In(lang)}},
		}
		if !c.Onset.IsZero() {
			info.Onset = seconds(c.Onset).In(text.Zone)
		}
		for i, a := range named {
			info.Areas = append(info.Areas, cap.Area{Desc: a.Name.In(lang), Polygons: outlines[i], Geocodes: []cap.Value{{Name: "GSO", Value: a.Code}}})
		}
		if len(c.Drawn) > 0 {
			info.Areas = append(info.Areas, cap.Area{Desc: c.DrawnName.In(lang), Polygons: c.Drawn})
		}
		m.Infos = append(m.Infos, info)
	}
	if m.Infos[0].Language != "vi-VN" { // maps are walked in any order
		m.Infos[0], m.Infos[1] = m.Infos[1], m.Infos[0]
	}
	_, err = m.XML() // the last word on what may go out
	return m, err
}

// outlined gives the areas and the outlines of their boundaries. CAP knows no
// holes: an island of another area inside is warned too. An area without a
// boundary is named by its code alone.
func outlined(ctx context.Context, tx *db.Tx, codes []string) (named []area.Area, outlines [][][]cap.Point, err error) {
	for _, code := range codes {
		a, err := area.ByCode(ctx, tx, code, "")
		if err != nil {
			return nil, nil, err
		}
		named = append(named, a)
	}
	outlines = make([][][]cap.Point, len(named))
	if len(named) == 0 {
		return named, outlines, nil
	}
	shapes, err := area.Simplified(ctx, tx, "", area.Tolerance(outlineZoom))
	if err != nil {
		return nil, nil, err
	}
	for _, s := range shapes {
		for i, a := range named {
			if s.Area.Code == a.Code {
				if outlines[i], err = rings(s.Boundary.Geometry); err != nil {
					return nil, nil, fmt.Errorf("boundary of area %s: %w", a.Code, err)
				}
			}
		}
	}
	return named, outlines, nil
}

// rings are the outer rings of a GeoJSON Polygon or MultiPolygon, as CAP writes
// them. A ring that thinning has made cross itself is left out, and with it
// nothing of the area's name and code.
func rings(geometry json.RawMessage) (list [][]cap.Point, err error) {
	var shape struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	}
	if err := json.Unmarshal(geometry, &shape); err != nil {
		return nil, err
	}
	var parts [][][][2]float64
	if shape.Type == "Polygon" {
		parts = make([][][][2]float64, 1)
		err = json.Unmarshal(shape.Coordinates, &parts[0])
	} else {
		err = json.Unmarshal(shape.Coordinates, &parts)
	}
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		if len(p) == 0 {
			continue
		}
		ring := make([]cap.Point, len(p[0]))
		for i, at := range p[0] {
			ring[i] = cap.Point{Lat: at[1], Lon: at[0]}
		}
		if rule, _ := cap.Outline(ring); rule == "" {
			list = append(list, ring)
		}
	}
	return list, nil
}

// Preview is the message as it would be sent now, unsigned, for people to see; it
// refuses as [Warnings.Check] does.
func (ws *Warnings) Preview(ctx context.Context, id string) (message []byte, err error) {
	err = ws.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := readable(ctx, tx, id, "")
		if err != nil {
			return err
		}
		m, err := ws.message(ctx, tx, w)
		if err != nil {
			return err
		}
		message, err = m.XML()
		return err
	})
	return message, err
}

// Message is a published message to the byte, by its identifier, whoever asks;
// [fault.NotFound] when there is none.
func (ws *Warnings) Message(ctx context.Context, identifier string) (signed []byte, err error) {
	err = ws.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := tx.QueryRow(ctx, `SELECT message FROM warning WHERE identifier = ? AND published_at IS NOT NULL AND published_at >= ?`, identifier, db.Micros(ws.since)).Scan(&signed)
		if fault.Is(err, fault.NotFound) {
			err = notFound(identifier)
		}
		return err
	})
	return signed, err
}
