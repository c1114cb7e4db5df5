package pack

import (
	"context"
	"encoding/json"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// Read is seeing which packs are applied.
var Read = actor.Declare("pack.read", actor.Anywhere, actor.Admin, actor.Steward, actor.Programme, actor.Inspector)

// Applied is a pack as it stands in the store.
type Applied struct {
	Name      string
	Version   string
	Title     text.L
	About     text.L
	Frame     string
	Sample    bool
	Parts     []string
	Needs     []string
	Rows      int64 // that are this pack's now
	Digest    string
	AppliedAt time.Time
	AppliedBy string
}

// List gives the applied packs by name: none to who may not read them.
func (ps *Packs) List(ctx context.Context) (list []Applied, err error) {
	may, args := actor.From(ctx).Where(Read, "", "")
	err = ps.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		rows, err := tx.Query(ctx, `SELECT name, version, title_vi, title_en, digest, body, sample, applied_at, applied_by,
			(SELECT COUNT(*) FROM pack_row WHERE pack_row.pack = pack.name) FROM pack WHERE `+may+` ORDER BY name`, args...)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var a Applied
			var body string
			var sample, at int64
			if err := rows.Scan(&a.Name, &a.Version, &a.Title.VI, &a.Title.EN, &a.Digest, &body, &sample, &at, &a.AppliedBy, &a.Rows); err != nil {
				return err
			}
			var head Head
			if err := json.Unmarshal([]byte(body), &head); err != nil {
				return err
			}
			a.Sample, a.AppliedAt = sample == 1, db.Time(at)
			a.About, a.Frame, a.Parts, a.Needs = head.About, head.Frame, head.Parts, head.Needs
			list = append(list, a)
		}
		return rows.Err()
	})
	return list, err
}

// Summary counts what a pack brings, for people who look at it before they apply it.
func (p *Pack) Summary() []PartReport {
	all, err := p.rows()
	if err != nil {
		return nil
	}
	var out []PartReport
	for _, part := range parts {
		if n := len(all[part.name]); n > 0 {
			out = append(out, PartReport{Part: part.name, Changed: n})
		}
	}
	return out
}
