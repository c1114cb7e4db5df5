package console

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"thanhdong/door/wire"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
	"thanhdong/know/dataset"
)

// DataGiven is one value as a machine gives it.
type DataGiven struct {
	Element  string `json:"element"`
	Period   string `json:"period" doc:"20240703, 2024W27, 202407, 2024Q3, 2024S2, 2024 or 2023Sep"`
	Unit     string `json:"unit"`
	Category string `json:"category,omitempty" doc:"Options joined by dots, where the element has categories"`
	Value    string `json:"value" doc:"A number with a point; empty takes the value out"`
	Comment  string `json:"comment,omitempty"`
	Seen     *int   `json:"seen,omitempty" doc:"Of the value that was seen there, 0 for none; whoever wrote since is then named as a conflict"`
}

// DataPut is many of them.
type DataPut struct {
	Values []DataGiven `json:"values"`
	Source string      `json:"source,omitempty" enum:"hand,file,machine"`
}

// DataSummary is what became of them.
type DataSummary struct {
	Imported  int            `json:"imported"`
	Updated   int            `json:"updated"`
	Deleted   int            `json:"deleted"`
	Ignored   int            `json:"ignored" doc:"The same as what is there"`
	DryRun    bool           `json:"dry_run"`
	Conflicts []DataConflict `json:"conflicts"`
}

// DataConflict is why one was not taken.
type DataConflict struct {
	Row     int    `json:"row" doc:"From 1, without a heading"`
	Key     string `json:"key"`
	Message string `json:"message"`
}

const maxDataPut = 32 << 20

// dataPut answers POST /datasets/{form}/values.
func (c *Console) dataPut(w http.ResponseWriter, r *http.Request) error {
	dry, err := flag(r, "dryRun")
	if err != nil {
		return err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxDataPut))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return fault.New(fault.TooLarge, "file.too_large", "max", file.Size(maxDataPut))
	case err != nil:
		return fault.New(fault.Invalid, "wire.broken_off").With(err)
	}
	rows, source, err := readGiven(r.Header.Get("Content-Type"), body)
	if err != nil {
		return err
	}
	sum, err := c.Datasets.Put(r.Context(), r.PathValue("form"), rows, dataset.Way{DryRun: dry, Source: source})
	if err != nil {
		return err
	}
	return wire.JSON(w, http.StatusOK, c.dataSummary(sum, dry, wire.Lang(r.Context())))
}

// readGiven reads what machines send, JSON or CSV.
func readGiven(contentType string, body []byte) (rows []dataset.Given, source string, err error) {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil, "", fault.New(fault.Unsupported, "console.data_kind").With(err)
	}
	if !utf8.Valid(body) {
		return nil, "", fault.New(fault.Invalid, "console.not_utf8")
	}
	switch kind {
	case "application/json":
		var p DataPut
		if err := wire.Decode(body, &p); err != nil {
			return nil, "", err
		}
		for _, g := range p.Values {
			rows = append(rows, dataset.Given{Element: g.Element, Option: g.Category, Unit: g.Unit, Period: g.Period, Value: g.Value, Comment: g.Comment, Seen: g.Seen})
		}
		return rows, p.Source, nil
	case "text/csv":
		rows, err := readGivenCSV(body)
		return rows, "machine", err
	}
	return nil, "", fault.New(fault.Unsupported, "console.data_kind")
}

// readGivenCSV reads lines under a heading that names the columns, in any order: element, period, unit, category, value, comment.
func readGivenCSV(body []byte) (rows []dataset.Given, err error) {
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
	in.ReuseRecord = true
	head, err := in.Read()
	if err != nil {
		return nil, badCSV(err)
	}
	column := map[string]int{}
	for i, name := range head {
		name = strings.ToLower(strings.TrimSpace(name))
		switch name {
		case "element", "period", "unit", "category", "value", "comment":
		default:
			return nil, fault.Fields("wire.bad_body", fault.At("1", "wire.unknown_field", "name", name))
		}
		if _, twice := column[name]; twice {
			return nil, fault.Fields("wire.bad_body", fault.At("1", "console.column_twice", "name", name))
		}
		column[name] = i
	}
	for _, name := range []string{"element", "period", "unit", "value"} {
		if _, there := column[name]; !there {
			return nil, fault.Fields("wire.bad_body", fault.At("1", "console.field_missing", "name", name))
		}
	}
	for {
		line, err := in.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, badCSV(err)
		}
		if len(rows) >= dataset.MostGiven {
			return nil, fault.New(fault.TooLarge, "dataset.many_rows", "max", dataset.MostGiven)
		}
		cell := func(name string) string {
			if i, there := column[name]; there {
				return strings.Clone(line[i])
			}
			return ""
		}
		rows = append(rows, dataset.Given{Element: cell("element"), Option: cell("category"), Unit: cell("unit"), Period: cell("period"), Value: cell("value"), Comment: cell("comment")})
	}
}

func badCSV(err error) error {
	at := "1"
	if p := (*csv.ParseError)(nil); errors.As(err, &p) {
		at = fmt.Sprint(p.Line)
	}
	return fault.Fields("wire.bad_body", fault.At(at, "console.bad_csv")).With(err)
}

func (c *Console) describeDataPut(op *huma.Operation) {
	op.Parameters = []*huma.Param{pathParam("form"), {Name: "dryRun", In: "query", Schema: &huma.Schema{Type: huma.TypeBoolean}, Description: "Say what would become of them and keep nothing"}}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"application/json": {Schema: c.schema(reflect.TypeFor[DataPut]())},
		"text/csv":         {Schema: &huma.Schema{Type: huma.TypeString, Description: "A heading with element, period, unit, category, value, comment"}},
	}}
	op.Responses["200"] = &huma.Response{Description: "What became of them", Content: map[string]*huma.MediaType{"application/json": {Schema: c.schema(reflect.TypeFor[DataSummary]())}}}
}
