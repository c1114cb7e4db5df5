// Package observation holds what was measured.
//
// An observation is (station, parameter, at) with a value, a unit and a status:
// 00 measured, 01 calibrating, 02 device fault (where the value may be missing).
// Which feed brought it is provenance, not identity. All observations of one
// station and parameter are a series, which has one unit; a value in another
// unit of the same quantity is converted when it is written.
//
// [Observations.Write] tells for each row what became of it: accepted; duplicate,
// when the same value and status are there already; corrected, when another
// value was there: the last received counts, the earlier one is kept and read
// with [Observations.Corrections]. This holds across batches, within a batch,
// and for any order of arrival. The newest value of each series lies in a table
// of its own.
//
// Storage differs by engine and nothing else does. SQLite keeps new rows
// time-major and a head in memory for the newest minutes of each series, and a
// duty folds what is older into chunks of one series each ([Observations.Fold]);
// PostgreSQL keeps rows partitioned by month. The head is never asked when it does
// not stand exactly where the reader's snapshot stands. Folding changes nothing
// that is read, except that Received is then known to the second; identity and
// corrections work on folded values as on new ones.
//
// How long a kind of observation, which is a parameter, is kept is a setting
// ([Keeping]); without one its values are kept for ever. Who shortens it sees a plan
// and names it ([Observations.PlanKeeping], [Observations.Keep]); a duty then
// removes values by the hour and in the same transaction leaves their sums
// ([Observations.Shorten]), from then on also of what grows older. A value that is
// too old when it comes stays until somebody plans again. Means answer from sums
// and say so ([Mean.Rolled]); so does [Observations.Values]. The range has values
// only. What comes for an hour of sums adds to it where it is surely new, takes its
// place when as many values as it was of are back, and never counts twice.
//
// Reading asks the actor's right to read the station's area. Means look at
// status 00 only and are labelled with the start of their period, in local time.
//
// Events: observation.Stored with the body [Stored], one per write and feed, when
// something was accepted or corrected. Others may read observation_series,
// observation_source, observation_latest; on PostgreSQL also observation_row.
package observation
