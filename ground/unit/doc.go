// Package unit keeps the departments, committees, offices and centres of the province, dated: what
// exists on which day, under which name, below which other unit, and for which area.
//
// A unit is a code with one or more dated rows that do not overlap; a row is valid on the days
// From <= day < To, an empty day is open. A row carries its own path ("/H23/H23.STNMT/") and that of
// its area ("/30/"), which other rooms copy into their rows as unit_path and area_path, so that rights
// and duties of the past survive a reorganisation. Codes are those of the national scheme of
// electronic identifiers where the province has them; others are marked PROJECT CHOICE and replaced by
// import: the import closes the old rows and adds successors.
//
// What is promised: Put is idempotent, tells every fault at once and stores nothing when there is one;
// it never removes a row and never reopens a closed one, as in ground/area. A unit's area and parent
// exist at the same time as the unit. List and Get give only what the actor may read (unit.read, by
// the unit's area).
//
// Commands of the trade: Merge, Split, Rename and Succeed, each dated, by an act, for administrators of
// the unit and its area (unit.change), as in ground/area: what lies below an ended unit moves to its
// only successor or to the one that is named, lineage says which share of the work went where, and
// nothing of the past changes. Put and PutLineage are for packs and imports and check no right of their
// own. Every command writes the ledger.
//
// PlanOf says what a command would do. What other rooms keep for units (Estate: open work, stations,
// feeds, rules) follows from the day of the change: each room registers its rows once with Heirs, which
// passes them on to where unit and area live on that day (Reaches). Nobody is guessed: a unit that ended
// without a stated successor keeps what hangs on it, and that is told once by unit.Orphaned. A Succession
// with lines alone states later what nobody had stated.
//
// Events: unit.Merged, unit.Split, unit.Renamed, unit.Succeeded, each with the body Changed; unit.Orphaned. Other rooms
// may join unit(code, path, parent, kind, area, area_path, name_vi, name_en, valid_from, valid_to).
package unit
