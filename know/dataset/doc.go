// Package dataset is what units hand in: forms asked for each period, checked, approved and locked.
//
// A [Form] is a row of packs, in the words of DHIS2: elements (each with a unit, whole numbers of its smallest step, an aggregation), categories whose options
// split an element into cells, the kind of [Period], the units that owe it, when it is due by the calendar, rules of validation, and the levels that approve it.
// Nothing is asked twice: a form that asks what another form, or a feed, already holds is refused when it is put ([Form] names where such a value comes from by
// From, and then it is filled in).
//
// A [Set] is a form of one unit for one period. It opens when its period is over and is at once an item in the queue of the unit (kind due-form), due by the
// form's deadline in working days, so that being late is raised as for all work. Some working time before it those of the unit who may hand it in are reminded, once. Its states:
//
//	open → submitted → approved → locked, and back: submitted or approved → open (sent back, with words)
//
// Submitting asks that compulsory cells are filled and hard rules hold; a soft rule that fails takes a comment. Each level approves in turn, never who
// submitted; the last one makes it approved. The form's owner locks it. What is wrong after that is corrected by a slip ([Sets.Correct]), which keeps both values.
//
// A value is a whole number of the element's smallest step (decimals of the element), so that sums are exact, or a text. It knows who gave it, when, from where, and
// every value that stood there before. It stays with the unit that reported it, whatever becomes of that unit;
// the set goes on in who takes over from it, and a form's owner in its successor ([Sets.Estate]).
//
// [Sets.Put] takes many values at once, from a person's grid, a workbook or a machine, and answers what was imported, updated, ignored and in conflict; the same
// again changes nothing; a dry run changes nothing either.
//
// Rights: by unit and area of who answers for the set today, and of the form's owner. Events, body {"id"}: dataset.Opened, dataset.Changed, dataset.Submitted, dataset.Returned, dataset.Approved, dataset.Locked,
// dataset.Corrected. Others may read the tables dataset_set and dataset_value, and what was
// handed in added up by area: dataset_sum and dataset_tally.
package dataset
