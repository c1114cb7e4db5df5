// Package pack loads, checks, tests, applies and shows packs: declarative content
// for a province, a department, a standard set of indicators. What differs by
// province, department or year is a pack; a feature for one department written in
// Go is a pack not yet written.
//
// A pack is a folder with pack.yaml (name, version, title, needs, parts) and one
// file <part>.yaml or one folder <part>/ per part. The parts, in the order in
// which they are applied: law, areas, boundaries, units, successions, calendar, measures,
// station_types, limits, index, reasons, alerting, playbooks, incident_types, warnings, reports, places, privacy, datasets, indicators, briefing, feeds, rules, stations, accounts, rosters, exercises,
// simulation, messages; cases/ is read when it exists. Every text stands in
// Vietnamese and English, every row carries or inherits a mark that says where
// its figures come from, every legal basis is a cited act.
//
// What is promised:
//   - [Open] and [Load] read strictly: a key that is not known, a file that belongs
//     to no part and a part without files are refused with file and line. Anchors
//     and aliases are refused: what a pack says stands where it is said.
//   - [Pack.Check] holds each file against the JSON Schema of its part and follows
//     every reference (unit, area, act and clause, playbook, parameter, feed), into
//     the packs that it needs as well. All faults are reported at once.
//   - [Pack.Test] runs the pack's cases, series in and alerts out, through the very
//     functions that judge in the running system.
//   - [Apply] writes everything in one transaction through the rooms' own commands,
//     so what a room refuses is refused here: a rule without an owner unit and a
//     playbook in force never gets in. Rows that did not change since they were
//     last applied are left alone; applying twice changes nothing and says so.
//   - A row that was changed in the province since it was applied is left alone by a newer pack, told as a
//     conflict, and overwritten only when asked for by name. The calendar keeps words of people apart by
//     itself.
//   - [Packs.Remove] ends what a pack set to work (rules, contracts, playbooks) and leaves what it told
//     (areas, units, laws, stations) and all that was measured and done; it is refused while something
//     needs the pack, naming it.
//   - A pack cannot rewrite the areas and units of a pack it needs; with a succession it ends them on a day
//     and begins others, with lineage. Removing it takes that back while nothing lies with what began.
//   - A row belongs to the pack that wrote it last. A pack may say "overlays" to
//     take over rows of a pack it needs; applying the needed pack again leaves
//     them to the overlay and counts them as kept.
//
// Tables: pack (name, version, digest, applied_at, body) and pack_row (what each
// pack brought, by digest). Others may read the table pack. Events: pack.Applied and
// pack.Removed with the pack's name. Every apply that changes something writes the ledger.
package pack
