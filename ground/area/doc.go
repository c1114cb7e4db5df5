// Package area keeps the administrative areas of the province, dated: what exists on which day, under
// which name and kind, below which other area, with which boundary, and what became of it.
//
// An area is a code with one or more dated rows that do not overlap; a row is valid on the days
// From <= day < To, an empty day is open. Every question about areas therefore names a day. A row
// carries its path, the codes from the top down ("/30/288/10507/"), which other rooms copy into their
// own rows as area_path, so that rights and figures of the past survive a merger. Lineage says which
// code became which, on which day, with which share of land and people; old rows are never renamed.
//
// What is promised:
//
//   - Put is idempotent, tells every fault at once and stores nothing when there is one. It never
//     removes a row and never reopens a closed one: a pack applied again after its areas were merged
//     changes nothing. Two rows of one code never overlap; a successor comes with the row it follows
//     closed in the same Put or before.
//   - A boundary says whether it is schematic and where it comes from; Schematic ones are for
//     orientation and are shown as such. At answers by boundary, so with a schematic one it is a guess,
//     and says so.
//   - List and Get give only what the actor may read (area.read, by area).
//
// Commands of the trade: Merge, Split, Rename and Succeed, each dated, by an act, for administrators of
// the area (area.change). They close rows and begin others, give what lies below an ended area its new
// parent, end and begin rows further down whose path changes, keep lineage with shares and close the
// boundaries of what ended; all faults are told at once. Nothing of the past changes. An area that
// ended without a stated successor stays so: Differences and Successors say it, nobody guesses.
// Put, PutLineage, PutBoundaries and ReplaceBoundaries are for packs and imports and check no right of
// their own. Every command writes the ledger.
//
// Events: area.Merged, area.Split, area.Renamed, area.Succeeded, each with the body Changed.
// Other rooms may join area(code, path, parent, kind, name_vi, name_en, valid_from, valid_to).
package area
