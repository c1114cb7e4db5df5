package open311

import (
	"net/http"
	"slices"
	"strings"

	"thanhdong/door/wire"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/serve/report"
)

func (d *Door) services(w http.ResponseWriter, r *http.Request, kind string) error {
	kinds, err := d.Reports.Categories(r.Context())
	if err != nil {
		return err
	}
	lang := wire.Lang(r.Context())
	return list(w, http.StatusOK, kind, "services", "service", wire.Map(kinds, func(c report.Category) service {
		return service{
			Code: c.Code, Name: c.Name.In(lang), Description: words(c.Easy.In(lang)), Metadata: len(attributes(lang, c)) > 0, Type: "realtime",
			Keywords: words(strings.Join(c.Keywords, ", ")), Group: words(c.Group.In(lang)),
		}
	}))
}

func (d *Door) definition(w http.ResponseWriter, r *http.Request, code, kind string) error {
	c, err := d.category(r, code)
	if err != nil {
		return err
	}
	return one(w, http.StatusOK, kind, "service_definition", definition{Code: c.Code, Attributes: attributes(wire.Lang(r.Context()), c)})
}

func (d *Door) category(r *http.Request, code string) (report.Category, error) {
	kinds, err := d.Reports.Categories(r.Context())
	if err != nil {
		return report.Category{}, err
	}
	if i := slices.IndexFunc(kinds, func(c report.Category) bool { return c.Code == code }); i >= 0 {
		return kinds[i], nil
	}
	return report.Category{}, fault.New(fault.NotFound, "open311.no_service", "code", code)
}

// stopCode is the attribute that only says when to call for help instead of reporting.
const stopCode = "stop"

// attributes are the questions of a category, after the words that say when to call for help instead.
func attributes(lang text.Lang, c report.Category) (list nested[attribute]) {
	if said := c.Stop.In(lang); said != "" {
		list = append(list, attribute{Code: stopCode, Datatype: "string", Order: 1, Description: words(said)})
	}
	for _, q := range c.Questions {
		a := attribute{
			Variable: true, Code: q.Code, Datatype: q.Datatype, Required: q.Required, Hint: words(q.Hint.In(lang)), Order: len(list) + 1, Description: words(q.Name.In(lang)),
		}
		for _, v := range q.Values {
			a.Values = append(a.Values, value{v.Key, v.Name.In(lang)})
		}
		list = append(list, a)
	}
	return list
}
