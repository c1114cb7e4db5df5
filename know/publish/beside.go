package publish

import (
	"fmt"
	"slices"

	"thanhdong/ground/fault"
	"thanhdong/know/dataset"
	"thanhdong/know/indicator"
)

// shown is a definition with what its columns rest on.
type shown struct {
	Definition
	columns []indicator.Described
}

// kind is that of the periods of its columns, which are all of one.
func (s shown) kind() dataset.PeriodKind { return s.columns[0].Period }

// counted is a count under the rule as a data set shows it.
type counted struct {
	indicator.Asked
	kind dataset.PeriodKind
	by   shown
}

// alone tells what of a definition could be subtracted from itself.
func (s shown) alone() error {
	for i, c := range s.columns {
		if c.Period != s.kind() {
			return fault.Fields("publish.invalid", fault.At(fmt.Sprintf("columns/%d", i), "publish.other_period", "column", c.Code, "kind", string(c.Period), "first", string(s.kind())))
		}
	}
	return s.beside(nil)
}

// beside tells what of a definition, with others of other codes, would let a hidden count be told: one count under two rules, by two kinds of period, or whole and by its options.
func (s shown) beside(others []shown) error {
	var fs []fault.Field
	var known []counted
	for _, o := range append(slices.Clone(others), s) {
		for i, c := range o.columns {
			for _, a := range c.Rests {
				if !o.Small.Counts(a) {
					continue
				}
				now := counted{a, c.Period, o}
				for _, k := range known {
					if key := now.against(k); key != "" && o.Code == s.Code {
						fs = append(fs, fault.At(fmt.Sprintf("columns/%d", i), key, "column", c.Code, "cell", a.Form+" "+a.Cell.String(), "other", k.by.Code))
						break
					}
				}
				known = append(known, now)
			}
		}
	}
	if len(fs) > 0 {
		return fault.Fields("publish.invalid", fs...)
	}
	return nil
}

// against is the key of what is wrong when both are public.
func (c counted) against(o counted) string {
	if c.Form != o.Form || c.Cell.Element != o.Cell.Element {
		return ""
	}
	if (c.Cell.Option == "") != (o.Cell.Option == "") {
		return "publish.whole_and_parts"
	}
	if c.Cell != o.Cell {
		return ""
	}
	if c.by.Small.Below != o.by.Small.Below {
		return "publish.other_rule"
	}
	if c.kind != o.kind && c.Aggregation != dataset.Last {
		return "publish.other_kind"
	}
	return ""
}

// Check tells what [Put] would say among forms, indicators and other data sets that are not stored yet.
func (d Definition) Check(forms []dataset.Form, figures []indicator.Definition, others []Definition) error {
	if err := d.Validate(); err != nil {
		return err
	}
	columns, err := indicator.DescribeAmong(forms, figures, d.asked())
	if err != nil {
		return err
	}
	one := shown{d, columns}
	if err := one.alone(); err != nil {
		return err
	}
	var beside []shown
	for _, o := range others {
		if columns, err := indicator.DescribeAmong(forms, figures, o.asked()); err == nil && o.Code != d.Code {
			beside = append(beside, shown{o, columns})
		}
	}
	return one.beside(beside)
}
