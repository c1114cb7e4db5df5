package privacy

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"slices"
	"time"

	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// Exported is what the person is given of one piece.
type Exported struct {
	Kind   string          `json:"kind"`
	Name   string          `json:"name"`
	At     time.Time       `json:"at"`
	Title  string          `json:"title"`
	Fields []ExportedField `json:"fields"`
	Files  []string        `json:"files,omitempty"`
}

// ExportedField is one thing that is held.
type ExportedField struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Export gives what is held about the person as an archive: data.json for machines, data.html to read. It leaves out
// pieces about others and fields that tell of others, and what was erased. That it was given out is entered.
func (p *Privacy) Export(ctx context.Context, id string) (archive []byte, err error) {
	err = p.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := handled(ctx, tx, id)
		if err != nil {
			return err
		}
		if r.State == Filed || r.State == Identified || r.State == Refused {
			return r.notNow()
		}
		list, err := pieces(ctx, tx, id)
		if err != nil {
			return err
		}
		given := []Exported{}
		for _, f := range list {
			if f.Outcome == NotTheirs || f.Outcome == Erased {
				continue
			}
			piece, err := p.consent.Export(ctx, tx, f.Ref)
			if fault.Is(err, fault.NotFound) {
				continue // gone since it was found
			}
			if err != nil {
				return err
			}
			given = append(given, exported(piece))
		}
		if archive, err = pack(r, given); err != nil {
			return err
		}
		return r.enter(ctx, tx, "export", map[string]int{"pieces": len(given)})
	})
	return archive, err
}

func exported(p consent.Piece) Exported {
	e := Exported{Kind: p.Kind, Name: consent.KindName(text.VI, p.Kind), At: p.At, Title: p.Title, Fields: []ExportedField{}, Files: slices.Clone(p.Files)}
	for _, f := range p.Fields {
		if !f.Other && f.Value != "" {
			e.Fields = append(e.Fields, ExportedField{f.Key, consent.FieldName(text.VI, f.Key), f.Value})
		}
	}
	return e
}

var readable = template.Must(template.New("data").Funcs(template.FuncMap{"day": shownDay}).Parse(`<!doctype html>
<html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{.Number}}</title>
<style>body{font:17px/1.5 serif;max-width:48rem;margin:2rem auto;padding:0 1rem}th{text-align:left;padding-right:1rem;vertical-align:top;font-weight:normal}td{overflow-wrap:anywhere;white-space:pre-wrap}</style>
<h1>Dữ liệu cá nhân theo yêu cầu {{.Number}}</h1>
{{range .Pieces}}<h2>{{.Name}}</h2><p>Có từ {{day .At}}</p><table>{{range .Fields}}<tr><th scope="row">{{.Name}}<td>{{.Value}}{{end}}</table>
{{else}}<p>Không có dữ liệu nào.</p>{{end}}</html>
`))

func shownDay(t time.Time) string { return t.In(text.Zone).Format("02/01/2006") }

func pack(r Request, given []Exported) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	j, err := z.Create("data.json")
	if err != nil {
		return nil, err
	}
	e := json.NewEncoder(j)
	e.SetIndent("", "  ")
	if err := e.Encode(map[string]any{"request": r.Number, "data": given}); err != nil {
		return nil, err
	}
	h, err := z.Create("data.html")
	if err != nil {
		return nil, err
	}
	if err := readable.Execute(h, map[string]any{"Number": r.Number, "Pieces": given}); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil { // writes the directory, so before the bytes are taken
		return nil, err
	}
	return b.Bytes(), nil
}

var letter = template.Must(template.New("letter").Parse(`<!doctype html>
<html lang="vi"><meta charset="utf-8"><title>Trả lời {{.R.Number}}</title>
<style>@page{size:A4;margin:20mm 15mm 20mm 30mm}body{font:14pt/1.5 Tinos,"Times New Roman",serif;max-width:165mm;margin:0 auto}header{display:grid;grid-template-columns:2fr 3fr;text-align:center;gap:1rem}b{display:block}p{text-align:justify;text-indent:1cm;white-space:pre-wrap}.sign{text-align:center;margin-left:50%}</style>
<header><div>{{.Unit}}<br>Số: {{.R.Number}}</div><div><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b><b>Độc lập - Tự do - Hạnh phúc</b><i>{{.Day}}</i></div></header>
<h1 style="font-size:14pt;text-align:center">V/v trả lời yêu cầu về dữ liệu cá nhân</h1>
<p style="text-indent:0;text-align:center">Kính gửi: {{.R.Person.Name}}</p>
<p>Ngày {{.Filed}}, cơ quan nhận được yêu cầu số {{.R.Number}}: {{.Asks}}.</p>
{{if .R.Basis}}<p>Cơ quan không thực hiện được yêu cầu này, căn cứ {{.R.Basis}}.</p>{{end}}
<p>{{.R.Answer}}</p>
{{range .Counts}}<p>{{.}}</p>{{end}}
<p>Nếu không đồng ý, ông (bà) có quyền khiếu nại theo quy định của pháp luật.</p>
<div class="sign"><b>NGƯỜI TRẢ LỜI</b><br><br><br>{{.R.EndedName}}</div></html>
`))

// Letter is the answer on paper, once there is one.
func (p *Privacy) Letter(ctx context.Context, id string) (page []byte, err error) {
	err = p.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := load(ctx, tx, id, false)
		if err != nil {
			return err
		}
		page, err = letterOf(ctx, tx, r, nil)
		return err
	})
	return page, err
}

func letterOf(ctx context.Context, tx *db.Tx, r Request, payload any) ([]byte, error) {
	if r.State.Live() {
		return nil, r.notNow()
	}
	list, err := pieces(ctx, tx, r.ID)
	if err != nil {
		return nil, err
	}
	name, err := unit.NameOf(ctx, tx, r.Unit)
	if err != nil {
		return nil, err
	}
	ended := r.EndedAt.In(text.Zone)
	var b bytes.Buffer
	if err := letter.Execute(&b, map[string]any{"R": r, "Unit": name, "Day": fmt.Sprintf("Ngày %02d tháng %02d năm %d", ended.Day(), ended.Month(), ended.Year()),
		"Filed": shownDay(r.FiledAt), "Asks": text.T(text.VI, "privacy.asks_"+string(r.Asks), nil), "Counts": counted(list)}); err != nil {
		return nil, err
	}
	return b.Bytes(), r.enter(ctx, tx, "letter", payload)
}

// counted says in words what became of the pieces.
func counted(list []Found) (said []string) {
	for _, o := range Outcomes {
		n := 0
		var why []string
		for _, f := range list {
			if f.Outcome != o {
				continue
			}
			n++
			if f.Words != "" && !slices.Contains(why, f.Words) {
				why = append(why, f.Words)
			}
		}
		if n == 0 || o == NotTheirs {
			continue
		}
		said = append(said, text.T(text.VI, "privacy.counted_"+string(o), map[string]any{"n": n}))
		if o == Kept || o == Corrected {
			said = append(said, why...)
		}
	}
	return said
}
