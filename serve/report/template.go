package report

import (
	"context"

	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// Template is a usual answer, with its line in easy words; staff fills in what stands between brackets.
type Template struct {
	Code     string `json:"code"`
	Category string `json:"category"` // empty: of any
	Name     text.L `json:"name"`
	Words    text.L `json:"words"`
	Easy     text.L `json:"easy"`
	Mark     string `json:"mark"`
}

const templateKind = "answer"

// PutTemplate adds or changes a usual answer, for packs.
func PutTemplate(ctx context.Context, tx *db.Tx, t Template) error {
	return put(ctx, tx, templateKind, t.Code, t)
}

// Templates lists the usual answers in use.
func (rs *Reports) Templates(ctx context.Context) (list []Template, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = settings[Template](ctx, tx, `kind = ? AND ended_at IS NULL`, templateKind)
		return err
	})
	return list, err
}
