package official

import (
	"context"
	"slices"

	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// replaced ends what went into the given areas on their first day, and states the lineage. The list
// does not say which part went where, so the shares are not known.
func (p *Plan) replaced(ctx context.Context, tx *db.Tx, given map[string][]areaRow, order []string) (ended []area.Area, lines []area.Lineage, faults []fault.Field, err error) {
	done := map[string]bool{}
	for _, code := range order {
		for _, r := range given[code] {
			for _, old := range r.replaces {
				if r.From.Open() {
					faults = append(faults, fault.At(r.where+"/from", "official.replaces_needs_day", "code", code))
					continue
				}
				versions, err := area.Versions(ctx, tx, old)
				if err != nil {
					return nil, nil, nil, err
				}
				known := false
				for _, v := range versions {
					known = known || v.To == r.From
					if v.From < r.From && (v.To.Open() || v.To > r.From) {
						known = true
						if v.To = r.From; given[old] == nil && !done[old] {
							done[old] = true
							ended = append(ended, v)
							p.change("official.area_ended", "code", old, "name", v.Name, "from", v.From, "to", v.To)
						}
					}
				}
				if !known {
					faults = append(faults, fault.At(r.where+"/replaces", "area.unknown", "code", old, "on", r.From))
					continue
				}
				line := area.Lineage{Old: old, New: code, Day: r.From, Source: or(r.Act, r.Source.VI)}
				stated, err := area.Successors(ctx, tx, old, r.From)
				if err != nil {
					return nil, nil, nil, err
				}
				if slices.ContainsFunc(stated, func(o area.Lineage) bool { return o.New == code }) {
					p.Same++ // with the shares that somebody stated
					continue
				}
				lines = append(lines, line)
				p.change("official.lineage_added", "old", old, "new", code, "on", r.From)
			}
		}
	}
	return ended, lines, faults, nil
}

// planLineage holds lines of lineage against those that are stated.
func planLineage(ctx context.Context, tx *db.Tx, f *File, opts Options, p *Plan) (writer, []fault.Field, error) {
	lines := slices.Clone(f.areas.lineage)
	for i, l := range lines {
		lines[i].Source = or(l.Source, opts.Source)
		lines[i].Day = firstDay(l.Day, opts.From)
		old, err := area.Successors(ctx, tx, l.Old, lines[i].Day)
		if err != nil {
			return nil, nil, err
		}
		if slices.ContainsFunc(old, func(o area.Lineage) bool { return sameLine(o, lines[i]) }) {
			p.Same++
			continue
		}
		p.change("official.lineage_added", "old", l.Old, "new", l.New, "on", lines[i].Day)
	}
	return func(ctx context.Context, tx *db.Tx) error {
		_, err := area.PutLineage(ctx, tx, lines)
		return err
	}, nil, nil
}

func sameLine(a, b area.Lineage) bool {
	share := func(x, y *float64) bool { return x == nil && y == nil || x != nil && y != nil && *x == *y }
	return a.Old == b.Old && a.New == b.New && a.Day == b.Day && a.Source == b.Source && share(a.ShareArea, b.ShareArea) && share(a.SharePop, b.SharePop)
}
