package pack

import (
	"context"
	"time"

	"thanhdong/act/roster"
	"thanhdong/ground/account"
	"thanhdong/ground/db"
)

// roster hands a roster to its room with those of its people who have an account.
func (ps *Packs) roster(ctx context.Context, tx *db.Tx, r Roster) error {
	var names []string
	for _, s := range r.Shifts {
		names = append(names, s.People...)
	}
	ids, err := account.IDs(ctx, tx, names)
	if err != nil {
		return err
	}
	stored := roster.Roster{Code: r.Code, Name: r.Name, Unit: r.Unit, Always: r.Always}
	for _, s := range r.Shifts {
		one := roster.Shift{Code: s.Code, Name: s.Name, Start: s.Start, Minutes: int(time.Duration(s.Length) / time.Minute), Days: s.Days, First: s.First, Every: s.Every}
		for _, name := range s.People {
			if id, ok := ids[name]; ok {
				one.People = append(one.People, id)
			}
		}
		stored.Shifts = append(stored.Shifts, one)
	}
	_, err = ps.rooms.Rosters.Put(ctx, stored)
	return err
}

// Staff puts the rosters of an applied pack again, once the accounts that it names were made. A roster that
// was changed in the province since stays as it is.
func (ps *Packs) Staff(ctx context.Context, p *Pack) error {
	return ps.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := p.rows()
		if err != nil {
			return err
		}
		before, err := stored(ctx, tx, "rosters")
		if err != nil {
			return err
		}
		for _, r := range all["rosters"] {
			local, err := ps.changedHere(ctx, tx, "rosters", r.code, before[r.code])
			if err != nil {
				return err
			}
			if local {
				continue
			}
			if err := ps.put(ctx, tx, p, "rosters", []row{r}); err != nil {
				return err
			}
			if err := ps.keep(ctx, tx, "rosters", p.Name, r); err != nil {
				return err
			}
		}
		return nil
	})
}
