package console

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"thanhdong/door/wire"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
)

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// DataBook is what became of a workbook.
type DataBook struct {
	DataSummary
	Unit   string         `json:"unit"`
	Period string         `json:"period"`
	Older  bool           `json:"older" doc:"It was made for an earlier version of the form"`
	Cells  []DataBookCell `json:"cells" doc:"What was not taken; conflicts are among them"`
}

// DataBookCell is a cell of the sheet and why it was not taken.
type DataBookCell struct {
	At      string `json:"at" doc:"D12"`
	Cell    string `json:"cell" doc:"element.option; empty: the row has lost its code"`
	Key     string `json:"key"`
	Message string `json:"message"`
}

// DataPunctual is how a unit hands in.
type DataPunctual struct {
	Unit   wire.Ref `json:"unit"`
	Owed   int      `json:"owed"`
	Handed int      `json:"handed"`
	InTime int      `json:"in_time"`
}

// DataWas is the value of a cell in an earlier period.
type DataWas struct {
	Period     string `json:"period"`
	PeriodName string `json:"period_name"`
	Value      string `json:"value"`
	Comment    string `json:"comment"`
	Source     string `json:"source"`
}

// dataTemplate answers GET /datasets/{form}/template.xlsx.
func (c *Console) dataTemplate(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	var book bytes.Buffer
	if err := c.Datasets.Template(r.Context(), &book, r.PathValue("form"), q.Get("unit"), q.Get("period"), wire.Lang(r.Context())); err != nil {
		return err
	}
	return sendBook(w, fmt.Sprintf("%s-%s-%s.xlsx", r.PathValue("form"), q.Get("unit"), q.Get("period")), book.Bytes())
}

func sendBook(w http.ResponseWriter, name string, book []byte) error {
	return sendMade(w, xlsxType, "attachment", name, book)
}

// sendMade sends a file that was made for this answer; how is attachment or inline.
func sendMade(w http.ResponseWriter, kind, how, name string, content []byte) error {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": strings.Map(plainName, name)}))
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	w.Header().Set("Cache-Control", "no-store")
	_, err := w.Write(content)
	return err
}

// flag reads a parameter that is true, false or not there.
func flag(r *http.Request, name string) (bool, error) {
	switch r.URL.Query().Get(name) {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	}
	return false, fault.Fields("wire.bad_body", fault.At(name, "console.bad_bool"))
}

func plainName(r rune) rune {
	if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
		return '_'
	}
	return r
}

// dataWorkbook answers POST /datasets/{form}/workbook: the bytes of the file are the body.
func (c *Console) dataWorkbook(w http.ResponseWriter, r *http.Request) error {
	dry, err := flag(r, "dryRun")
	if err != nil {
		return err
	}
	marked, err := flag(r, "marked")
	if err != nil {
		return err
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != xlsxType && kind != "application/octet-stream" {
		return fault.New(fault.Unsupported, "console.book_kind")
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, dataset.MostBook))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return fault.New(fault.TooLarge, "dataset.book_large", "max", dataset.MostBook>>20)
	case err != nil:
		return fault.New(fault.Invalid, "wire.broken_off").With(err)
	}
	lang := wire.Lang(r.Context())
	t, err := c.Datasets.TakeBook(r.Context(), r.PathValue("form"), data, dry, marked, lang)
	if err != nil {
		return err
	}
	if marked {
		return sendBook(w, fmt.Sprintf("%s-%s-%s-%s.xlsx", r.PathValue("form"), t.Unit, t.Period, text.T(lang, "console.book_marked", nil)), t.Marked)
	}
	return wire.JSON(w, http.StatusOK, DataBook{DataSummary: c.dataSummary(t.Summary, dry, lang), Unit: t.Unit, Period: t.Period, Older: t.Older,
		Cells: wire.Map(t.Bad, func(b dataset.BookCell) DataBookCell { return DataBookCell{b.At, b.Cell, b.Key, b.In(lang)} })})
}

func (c *Console) dataSummary(sum dataset.Summary, dry bool, lang text.Lang) DataSummary {
	return DataSummary{sum.Imported, sum.Updated, sum.Deleted, sum.Ignored, dry, wire.Map(sum.Conflicts, func(x dataset.Conflict) DataConflict {
		return DataConflict{x.Row + 1, x.Key, x.In(lang)}
	})}
}

type dataPunctualQuery struct {
	Form string `path:"form" maxLength:"64"`
	From string `query:"from" required:"true" format:"date" doc:"The first day by which something was due"`
	To   string `query:"to" required:"true" format:"date" doc:"The last"`
}

func (c *Console) dataPunctual(ctx context.Context, s *speaker, in *dataPunctualQuery) (l wire.List[DataPunctual], err error) {
	if _, err := c.Datasets.Form(ctx, in.Form); err != nil {
		return l, err
	}
	list, err := c.Datasets.Punctual(ctx, in.Form, text.Day(in.From), text.Day(in.To))
	if err != nil {
		return l, err
	}
	l.Items, err = mapAll(list, func(p dataset.Punctual) (DataPunctual, error) {
		u, err := s.unit(ctx, p.Unit)
		return DataPunctual{u, p.Owed, p.Handed, p.InTime}, err
	})
	return l, err
}

func (c *Console) dataEarlier(ctx context.Context, s *speaker, in *dataCellQuery) (l wire.List[DataWas], err error) {
	list, f, err := c.Datasets.Before(ctx, in.ID, dataset.Cell{Element: in.Element, Option: in.Option})
	l.Items = wire.Map(list, func(w dataset.Was) DataWas {
		return DataWas{w.Period.Code(), w.Period.In(s.lang), asMachines(f, w.Value), w.Comment, w.Source}
	})
	return l, err
}

func (c *Console) addDataBooks() {
	missing := []int{http.StatusNotFound}
	addRaw(c, asked{method: http.MethodGet, path: "/datasets/{form}/template.xlsx", id: "dataset-template", summary: "The workbook of a form for a unit and a period, with what is held", query: []string{"unit", "period"}, errors: missing},
		c.dataTemplate, func(op *huma.Operation) {
			op.Parameters = []*huma.Param{pathParam("form"), wordParam("unit", true), wordParam("period", true)}
			op.Responses["200"] = &huma.Response{Description: "The workbook", Content: map[string]*huma.MediaType{xlsxType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}
		})
	addRaw(c, asked{method: http.MethodPost, path: "/datasets/{form}/workbook", id: "dataset-workbook", summary: "Give the workbook back, filled in", query: []string{"dryRun", "marked"},
		errors: []int{http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType}}, c.dataWorkbook, func(op *huma.Operation) {
		op.Parameters = []*huma.Param{pathParam("form"), {Name: "dryRun", In: "query", Schema: &huma.Schema{Type: huma.TypeBoolean}, Description: "Say what would become of it and keep nothing"},
			{Name: "marked", In: "query", Schema: &huma.Schema{Type: huma.TypeBoolean}, Description: "Answer with the same workbook, what is wrong painted and explained in it"}}
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{xlsxType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}
		op.Responses["200"] = &huma.Response{Description: "What became of it", Content: map[string]*huma.MediaType{"application/json": {Schema: c.schema(reflect.TypeFor[DataBook]())},
			xlsxType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}
	})
	add(c, asked{method: http.MethodGet, path: "/datasets/{form}/punctual", id: "dataset-punctual", summary: "How units hand a form in: owed, handed in, in time", errors: missing}, show(c, c.dataPunctual))
	add(c, asked{method: http.MethodGet, path: "/value-sets/{id}/earlier", id: "value-set-earlier", summary: "The values of a cell in the twelve periods before", errors: missing}, show(c, c.dataEarlier))
}

func wordParam(name string, needed bool) *huma.Param {
	return &huma.Param{Name: name, In: "query", Required: needed, Schema: &huma.Schema{Type: huma.TypeString}}
}
