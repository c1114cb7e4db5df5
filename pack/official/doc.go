// Package official takes over the official files of a province: lists of areas, boundaries, units and
// stations as GeoJSON, CSV or xlsx, as offices hand them over.
//
// A file goes through three steps. [Read] reads it strictly and without the store: bytes, columns,
// coordinates, shapes; every fault is told at once, with its line or feature and, for a ring that
// crosses itself, its place. [Official.Plan] holds it against what the store knows at the day: codes,
// parents, sizes of the register. [Official.Apply] does the same in one transaction and writes it
// through the rooms' own commands, so that nothing lies between the plan that was shown and what is
// written; it is all of it or nothing.
//
// What is promised:
//
//   - A file longer than 300 MB is refused before its end is read, and a boundary file is read as a
//     stream: what it needs of memory is its points, not its bytes.
//   - Degrees in the wrong order, VN-2000 and other metres are recognised and refused with their name;
//     nothing is converted in silence.
//   - A boundary whose size on the sphere is more than 3 % (a setting) off the register is refused by
//     code and name, unless that code is accepted by name. Gaps and overlaps over 1 % of the smaller
//     neighbour are warnings; smaller ones are slivers, each listed.
//   - An official boundary replaces the schematic of its code in its time, and nothing outside it.
//   - A list of areas or units with a date ends what it replaces on that date and begins the new row:
//     the past keeps its names. An area that ends without a stated successor is told so in the plan;
//     none is guessed.
//
// The room has no table of its own; the ledger says who imported what (import.apply, for
// administrators, with the file's digest). No events but those of the rooms it writes to.
package official
