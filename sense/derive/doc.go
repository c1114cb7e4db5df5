// Package derive computes series from series.
//
// Procedures are a closed list in Go ([Methods]); what differs by law or province
// is a [Table] from a pack: breakpoints, categories, the act they stand in. The
// first procedure is the hourly air quality index with NowCast of Decision
// 1459/QĐ-TCMT (VN_AQI).
//
// A value is an observation of the parameter that the table names, with unit 1
// and the start of its hour as instant, brought by the feed "derive". Beside it
// lies what made it: the method's name, the dominant parameter, every sub-index
// with its concentration ([Derive.Detail], [Derive.Current]).
//
// Promises. Only hours that have ended are computed. Whatever changes an hour's
// input (late, corrected, replayed) has that hour and the eleven that look back
// at it computed again; a value that no longer has the data it needs is taken
// back with status 02. An hour counts when its valid values cover at least the
// minutes that the table asks for, by the cadence of the feed that brought them.
// Values of status 01 and 02 never count.
//
// Derive reads observation.Stored and records, through observation, its own.
// Others may read derive_table and derive_index.
package derive
