// Package derive computes series from series.
//
// Procedures are a closed list in Go ([Methods]); what differs by law or province
// is a [Table] from a pack: breakpoints, categories, the act they stand in. They
// are the hourly and the daily air quality index of Decision 1459/QĐ-TCMT
// (VN_AQI), means of eight hours, the water quality index of Decision
// 1460/QĐ-TCMT (VN_WQI), and the completeness of data by the hour and the day.
//
// A value is an observation of the parameter that the table names, brought by the
// feed "derive"; its instant is the start of the hour or the local day that it
// stands for, and the series' cadence is that period. A mean of eight hours stands
// for the hour with which they end. Beside it lies what made it: the method's name
// and the version of its table, the dominant parameter, every part with its
// concentration ([Derive.Detail], [Derive.Current]). A table that is changed holds
// from then on; a value keeps the version that made it until its input changes.
//
// Promises. Only periods that have ended are computed. Whatever changes an hour's
// input (late, corrected, marked, replayed) has computed again all that looks at
// it; a value that no longer has the data it needs is taken back with status 02.
// Nothing is guessed: what lacks an input that its procedure asks for has no
// value. An hour counts when its valid values cover at least the minutes that the
// table asks for, by the cadence of the feed that brought them. Values of status
// 01 and 02, and those that people marked invalid, never count.
//
// Derive reads observation.Stored and records, through observation, its own.
// Others may read derive_table and derive_index.
package derive
