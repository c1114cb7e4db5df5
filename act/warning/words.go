package warning

import (
	"context"
	"fmt"
	"strings"

	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// Forms are the texts made from a warning for those whom no feed reaches.
type Forms struct {
	SMS         string // words with their marks, 70 letters a part
	SMSPlain    string // Vietnamese without its marks, 160 letters a part, for phones that show no others
	Loudspeaker string // to be read out: dates and numbers in words, the main thing twice
	Plain       string // to be printed or sent as it is
	Easy        string // the line in easy words
	Where       string // the names of its areas
}

// Parts is how many messages of the phone network a text needs: 160 letters of
// the GSM alphabet in one, 153 in each of several; 70 and 67 where any letter lies
// outside it (3GPP TS 23.038, 23.040).
func Parts(sms string) int {
	single, joined := 160, 153
	n := 0
	for _, r := range sms {
		n++
		if r > 0x7e || r == '`' {
			single, joined = 70, 67
		}
		if strings.ContainsRune("^{}[]~|\\", r) {
			n++ // written as two letters
		}
	}
	if n <= single {
		return 1
	}
	return (n + joined - 1) / joined
}

// Forms gives the texts of a warning in a language; [fault.NotFound] when the
// actor may not read it.
func (ws *Warnings) Forms(ctx context.Context, id string, lang text.Lang) (f Forms, err error) {
	err = ws.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := readable(ctx, tx, id, "")
		if err == nil {
			f, err = ws.texts(ctx, tx, w, lang)
		}
		return err
	})
	if err != nil {
		return Forms{}, fmt.Errorf("texts of warning %s: %w", id, err)
	}
	return f, nil
}

// Public gives a message that was published and its texts, whoever asks; [fault.NotFound] for any other.
func (ws *Warnings) Public(ctx context.Context, identifier string, lang text.Lang) (w Warning, f Forms, err error) {
	err = ws.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err := query(ctx, tx, `published_at IS NOT NULL AND published_at >= ? AND identifier = ?`, db.Micros(ws.since), identifier)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return notFound(identifier)
		}
		w = list[0]
		f, err = ws.texts(ctx, tx, w, lang)
		return err
	})
	return w, f, err
}

func (ws *Warnings) texts(ctx context.Context, tx *db.Tx, w Warning, lang text.Lang) (Forms, error) {
	var named []area.Area
	for _, code := range w.Content.Areas {
		a, err := area.ByCode(ctx, tx, code, "")
		if err != nil {
			return Forms{}, err
		}
		named = append(named, a)
	}
	w.Content.Headline = text.L{VI: ws.marked(text.VI, w.Content.Headline.VI), EN: ws.marked(text.EN, w.Content.Headline.EN)}
	return w.forms(areaNames(named, lang), lang), nil
}

func (w Warning) forms(where string, lang text.Lang) Forms {
	c := w.Content
	if drawn := c.DrawnName.In(lang); len(c.Drawn) > 0 {
		where = strings.TrimPrefix(where+", "+drawn, ", ")
	}
	args := map[string]any{
		"headline": c.Headline.In(lang), "instruction": c.Instruction.In(lang), "description": c.Description.In(lang), "where": where,
		"until": c.Expires, "until_spoken": text.SpokenDateTime(lang, c.Expires), "easy": c.Easy.In(lang), "number": w.Number, "contact": c.Contact,
	}
	sms := text.T(lang, "warning.form_sms_"+strings.ToLower(w.MsgType), args)
	f := Forms{
		SMS: sms, SMSPlain: text.Bare(sms), Easy: c.Easy.In(lang), Where: where,
		Loudspeaker: text.T(lang, "warning.form_loudspeaker", args), Plain: text.T(lang, "warning.form_plain", args),
	}
	if c.Contact != "" {
		f.Plain += "\n" + text.T(lang, "warning.form_contact", args)
	}
	return f
}
