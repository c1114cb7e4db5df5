// Package indicator is the figures of the province: computed from what units hand in, never typed.
//
// A [Definition] is a row of packs: a formula in CEL over elements of forms, numbers and other indicators, the unit of measure that it must come out in, the kind of
// period, the direction that is wanted, targets by area and time, an owner and a note on the method. The formula is checked when it is put: forms and elements exist,
// units of measure fit (người / km², never ca + người), nothing goes in a circle. The factor follows from the unit of measure (%, ‰, ca/100.000 người, triệu đồng) and
// is never written into a formula.
//
// A [Value] is computed when it is asked for, by exact fractions, and rounded once at the end, half away from zero, as spreadsheets do. What is missing makes it empty, and
// says why; division by nothing too. Only sets that were handed in count; one that waits for approval makes a figure provisional.
//
// The same figure stands in the boundaries of its own time, where values belong to the area of who reported them, or in those of a day ([Question.Boundaries]): then
// each reported value goes by the dated lineage of areas to those of that day. Counts are shared out by the largest remainder, so that they add up to the last digit;
// a rate is computed anew from its shared parts and never shared itself. What passed through a share other than the whole is [Value.Estimated].
//
// Every value has four scores from 0 to 1, of the sets that it was computed from ([Scores]): correct, complete, clean, live. [Value.Light] is a traffic light with
// hysteresis: it worsens at the threshold and improves only beyond it. [Value.Outlier] and [Value.Break] are flags to look at, by robust statistics. [Pedigree] leads
// from a figure to the rows of its sources; its short code stands in print.
//
// A [Frame] is another's list of figures (ISO 37120, a provincial list), each item an indicator of ours or missing.
//
// Rights: by area, see [Read]; source rows by the rule of their sets. The room records no events: it owns no state but what packs say.
package indicator
