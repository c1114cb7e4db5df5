// Package body reads what devices send, whichever way it came: a JSON array,
// NDJSON with one object a line, a single object, of
//
//	{"station", "parameter", "value", "unit", "at", "status"}
//
// or CSV with these names in its first line.
//
// at is RFC 3339 with its offset; status is "00", "01" or "02" and may be left
// out for 00; value may be null (in CSV: empty) with 02. Other names, doubled
// names and other types are mistakes that nobody guesses at. What the first bytes
// say counts, not what the sender calls it, because many loggers cannot.
//
// A source that speaks another way is read by the [Mapping] of its contract, which
// is data: which column or field is the station, the time, the values; what an
// empty cell means; in which units it writes. [Circular] reads station files of
// Circular 10/2021. A row that was refused is kept so that [Row] or [Mapper.Row]
// can read it again alone.
//
// Promises. One bad element disturbs no other: it becomes a reading with one of
// the feed's reasons and its own bytes, for quarantine. Only a frame that is
// broken (brackets, the line of names), too large, too long or too deep is
// refused as a whole. Nothing here is quadratic or recursive, whatever comes.
package body
