// Package periodic is the weekly and the monthly report of a unit (báo cáo định kỳ), made from a template in Word that a clerk edits.
//
// An [Edition] is the report of one unit for one week or month that is over. It is composed by a timer so many days after the end of the period ([Setting]), and by hand for any
// past period. What it says is asked of know/indicator (figures of the period, or of the last one of their own kind that ended with it) and of know/briefing (what happened in the
// period, promises that fell due in it, what was late at its end), as a leader of the unit may read it.
//
// A template is a document of Word with placeholders (periodic/docx reads it; [Known] lists what may stand in one). Each rhythm of a unit begins with the template that lies in the
// binary, in the layout of Decree 30/2020; who may, uploads another. Each version is kept with who brought it; going back to an earlier one is a version too.
//
// What is promised:
//
//   - Values are frozen when it is composed: the content (JSON), the document (bytes in ground/file) and the digest over both are kept as they were. Composing again makes a further
//     version and keeps the earlier ones, until somebody has signed.
//   - A named person signs the version that they saw. The ledger keeps the digest, and [Editions.Get] says whether content and document still have it.
//   - A placeholder that nobody knows stays visible in the document and is listed; one without a value says so in words.
//   - The accessible form is made of the document itself ([Editions.Twin]): what stands in the one stands in the other. There is no PDF: this binary cannot draw any document of Word.
//
// Its states: draft → signed → withdrawn (with a reason); a draft may be withdrawn as well. The period of a withdrawn one may be reported again, under a new number.
//
// Rights: by the unit and area (rights.go). Events, body {"id"}: periodic.Composed, periodic.Signed, periodic.Withdrawn, periodic.Templated (id: unit/rhythm).
package periodic
