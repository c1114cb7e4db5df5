package console

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"thanhdong/door/wire"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/entity"
	"thanhdong/sense/observation"
)

// What a list shows leaves the house as a file: the same rows under the same
// rights, with unit, owner, source and quality in columns of their own, because a
// figure that travels alone must still say where it is from.

type exportQuery struct {
	File      string   `path:"file" maxLength:"40" doc:"stations, alerts or observations, with the extension .csv or .xlsx"`
	Q         string   `query:"q" maxLength:"200" doc:"Of stations and alerts: words of the list"`
	State     string   `query:"state" enum:"firing,acknowledged,resolved,alive" doc:"Of alerts"`
	Stations  []string `query:"stations" maxItems:"20" doc:"Of observations: codes"`
	Parameter string   `query:"parameter" maxLength:"100" doc:"Of observations"`
	From      string   `query:"from" maxLength:"40" doc:"Of observations: RFC 3339, inclusive; a day before to when missing"`
	To        string   `query:"to" maxLength:"40" doc:"Of observations: RFC 3339, exclusive; now when missing"`
	Every     string   `query:"every" enum:"PT1H,P1D" doc:"Of observations: means instead of values"`
}

// rows gives a part of a table; an empty next is the end. Each part is read in a
// transaction of its own, so that a slow reader holds none.
type rows func(ctx context.Context, s *speaker, after string) (part [][]any, next string, err error)

const exportPage = 1000

func (c *Console) export(ctx context.Context, in *exportQuery) (*huma.StreamResponse, error) {
	name, kind := wire.Extension(in.File)
	if kind != "csv" && kind != "xlsx" {
		return nil, fault.New(fault.NotFound, "console.no_export", "name", in.File)
	}
	head, read, err := c.table(name, in)
	if err != nil {
		return nil, err
	}
	type part struct {
		rows [][]any
		next string
	}
	more := func(ctx context.Context, after string) (part, error) {
		p, err := say(ctx, c, func(ctx context.Context, s *speaker) (p part, err error) {
			p.rows, p.next, err = read(ctx, s, after)
			return p, err
		})
		if err != nil {
			return part{}, err
		}
		return p.Body, nil
	}
	// The first part is read before anything is said, so that a refusal is one.
	first, err := more(ctx, "")
	if err != nil {
		return nil, err
	}
	lang, now := wire.Lang(ctx), c.DB.Now()
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		media := map[string]string{"csv": "text/csv; charset=utf-8; header=present", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}[kind]
		hc.SetHeader("Content-Type", media)
		hc.SetHeader("Cache-Control", "no-store")
		hc.SetHeader("Content-Disposition", fmt.Sprintf(`attachment; filename="thanhdong-%s-%s.%s"`, name, now.In(text.Zone).Format("20060102-1504"), kind))
		hc.SetStatus(http.StatusOK)
		if err := pour(hc.Context(), hc.BodyWriter(), kind, text.T(lang, "console.export_"+name, nil), head(lang), first.rows, first.next, func(after string) ([][]any, string, error) {
			p, err := more(hc.Context(), after)
			return p.rows, p.next, err
		}); err != nil {
			// The status is out: the connection is cut, so that nobody takes half a file for the whole.
			slog.ErrorContext(hc.Context(), "export cut short", "name", name, "err", err)
			panic(http.ErrAbortHandler)
		}
	}}, nil
}

// pour writes a table as it is read.
func pour(ctx context.Context, w io.Writer, kind, title string, head []any, part [][]any, next string, more func(after string) ([][]any, string, error)) error {
	s, err := newCSV, error(nil)
	if kind == "xlsx" {
		s = func(w io.Writer) (sheet, error) { return newBook(w, title) }
	}
	out, err := s(w)
	if err != nil {
		return err
	}
	if err := out.Row(head); err != nil {
		return err
	}
	for {
		for _, r := range part {
			if err := out.Row(r); err != nil {
				return err
			}
		}
		if next == "" {
			return out.Close()
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if part, next, err = more(next); err != nil {
			return err
		}
	}
}

// table gives the columns and the rows of what can be exported.
func (c *Console) table(name string, in *exportQuery) (head func(text.Lang) []any, read rows, err error) {
	columns := func(names ...string) func(text.Lang) []any {
		return func(lang text.Lang) []any {
			row := make([]any, len(names))
			for i, n := range names {
				row[i] = text.T(lang, "console.col_"+n, nil)
			}
			return row
		}
	}
	switch name {
	case "stations":
		return columns("code", "station", "area", "owner", "lon", "lat", "parameter", "value", "unit", "at", "received", "status", "feed"), c.stationRows(in), nil
	case "alerts":
		return columns("number", "title", "severity", "state", "subject", "area", "parameter", "value", "unit", "condition", "since", "fired", "resolved", "owner", "feed"), c.alertRows(in), nil
	case "observations":
		if in.Every != "" {
			return columns("code", "station", "owner", "parameter", "period", "mean", "low", "high", "count", "unit", "resolution"), c.meanRows(in), nil
		}
		return columns("code", "station", "owner", "parameter", "at", "value", "unit", "status", "feed", "received", "resolution"), c.valueRows(in), nil
	}
	return nil, nil, fault.New(fault.NotFound, "console.no_export", "name", in.File)
}

// number is a cell of a value that may be missing.
func number(v *float64) any {
	if v == nil {
		return nil
	}
	return *v
}

func (c *Console) stationRows(in *exportQuery) rows {
	return func(ctx context.Context, s *speaker, after string) (part [][]any, next string, err error) {
		list, err := c.stationList(ctx, s, &stationQuery{Paging: Paging{Q: in.Q, Limit: exportPage, After: after}})
		for _, st := range list.Items {
			row := func(parameter string, value any, unit string, at, received time.Time, status, feed string) {
				part = append(part, []any{st.Code, st.Name, st.Area.Name, st.Owner.Name, st.Lon, st.Lat, parameter, value, unit, at, received, status, feed})
			}
			if a := st.AQI; a != nil {
				row(aqi, float64(a.Value), "", a.At, time.Time{}, a.LevelName, a.Method)
			}
			for _, l := range st.Latest {
				row(l.Parameter, number(l.Value), l.Unit, l.At, l.Received, s.t("console.status_"+l.Status), l.Feed)
			}
			if st.AQI == nil && len(st.Latest) == 0 {
				row("", nil, "", time.Time{}, time.Time{}, "", strings.Join(st.Feeds, ", "))
			}
		}
		return part, list.Next, err
	}
}

func (c *Console) alertRows(in *exportQuery) rows {
	return func(ctx context.Context, s *speaker, after string) (part [][]any, next string, err error) {
		list, err := c.alertList(ctx, s, &alertQuery{Paging: Paging{Q: in.Q, Limit: 500, After: after}, State: in.State})
		for _, a := range list.Items {
			var resolved time.Time
			if a.ResolvedAt != nil {
				resolved = *a.ResolvedAt
			}
			part = append(part, []any{a.Number, a.Title, a.Severity, s.t("console.alert_" + a.State), a.Subject.Name, a.Area.Name, a.Parameter, number(a.Value), a.Unit,
				a.Condition, a.Since, a.FiredAt, resolved, a.Owner.Name, a.Feed})
		}
		return part, list.Next, err
	}
}

func (c *Console) valueRows(in *exportQuery) rows {
	return c.eachStation(in, func(ctx context.Context, s *speaker, e entity.Entity, owner wire.Ref, q observation.Query) (part [][]any, next time.Time, err error) {
		list, next, err := c.Observations.Values(ctx, q)
		for _, r := range list {
			part = append(part, []any{e.Code, e.Name.In(s.lang), owner.Name, r.Parameter, r.At, number(r.Value), r.Unit, s.t("console.status_" + status(r.Status)), r.Feed, r.Received, s.resolution(r.Rolled)})
		}
		return part, next, err
	})
}

func (c *Console) meanRows(in *exportQuery) rows {
	return c.eachStation(in, func(ctx context.Context, s *speaker, e entity.Entity, owner wire.Ref, q observation.Query) (part [][]any, next time.Time, err error) {
		means, unit, next, err := c.Observations.Means(ctx, q, periods[in.Every])
		for _, m := range means {
			part = append(part, []any{e.Code, e.Name.In(s.lang), owner.Name, q.Parameter, m.At, m.Mean, m.Min, m.Max, m.Count, unit, s.resolution(&m)})
		}
		return part, next, err
	})
}

// resolution says in words what a figure is made of; empty for values themselves.
func (s *speaker) resolution(m *observation.Mean) string {
	if m == nil || m.Rolled == 0 {
		return ""
	}
	return s.t("console.resolution_" + resolution(m.Rolled))
}

// eachStation walks the stations one after the other; its cursor is the station's
// place and the instant from which that one goes on.
func (c *Console) eachStation(in *exportQuery, f func(context.Context, *speaker, entity.Entity, wire.Ref, observation.Query) ([][]any, time.Time, error)) rows {
	var until time.Time
	return func(ctx context.Context, s *speaker, after string) ([][]any, string, error) {
		if len(in.Stations) == 0 || in.Parameter == "" {
			return nil, "", fault.Fields("wire.bad_body", fault.At("stations", "console.parameter_missing", "name", "stations, parameter"))
		}
		if until.IsZero() {
			until = s.now // the end stays where it was when the file was begun
		}
		i, from := 0, ""
		if after != "" {
			if _, err := fmt.Sscanf(after, "%d/%s", &i, &from); err != nil && from != "" {
				return nil, "", err
			}
		}
		e, err := c.Entities.ByCode(ctx, stationType, in.Stations[i])
		if err != nil {
			return nil, "", err
		}
		q, err := (&rangeQuery{Parameter: in.Parameter, From: in.From, To: in.To, Limit: 5 * exportPage, After: from}).query(e.ID, until)
		if err != nil {
			return nil, "", err
		}
		owner, err := s.unit(ctx, e.Unit)
		if err != nil {
			return nil, "", err
		}
		part, rest, err := f(ctx, s, e, owner, q)
		switch {
		case err != nil:
			return nil, "", err
		case !rest.IsZero():
			return part, fmt.Sprintf("%d/%s", i, cursor(rest)), nil
		case i+1 < len(in.Stations):
			return part, fmt.Sprintf("%d/", i+1), nil
		}
		return part, "", nil
	}
}

func (c *Console) addExports() {
	a := asked{method: http.MethodGet, path: "/exports/{file}", id: "export", summary: "What a list shows, as a file", errors: []int{http.StatusNotFound}}
	op := c.operation(a)
	op.Responses["200"] = &huma.Response{Description: "CSV (UTF-8 with a byte order mark, RFC 4180) or a workbook", Content: map[string]*huma.MediaType{
		"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}},
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
	}}
	addOperation(c, a, op, c.export)
}
