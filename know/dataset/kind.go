package dataset

import (
	"context"

	"thanhdong/act/work"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

const (
	formKindName     = "due-form"
	approvalKindName = "form-approval"
)

// formKind answers for forms that are owed: the item ends when the form is handed in, and by that alone.
type formKind struct{ ds *Sets }

func (formKind) Name() string { return formKindName }

func (formKind) MayClose(_ context.Context, _ *db.Tx, i work.Item) error {
	return fault.New(fault.Conflict, "dataset.close_there", "number", i.Subject.Number)
}

func (formKind) Closed(context.Context, *db.Tx, work.Item) error { return nil }

func (formKind) Reopened(_ context.Context, _ *db.Tx, i work.Item) error {
	return fault.New(fault.Conflict, "dataset.reopen_there", "number", i.Subject.Number)
}

// approvalKind answers for forms that wait for a level.
type approvalKind struct{ ds *Sets }

func (approvalKind) Name() string { return approvalKindName }

func (approvalKind) MayClose(_ context.Context, _ *db.Tx, i work.Item) error {
	return fault.New(fault.Conflict, "dataset.close_there", "number", i.Subject.Number)
}

func (approvalKind) Closed(context.Context, *db.Tx, work.Item) error { return nil }

func (approvalKind) Reopened(_ context.Context, _ *db.Tx, i work.Item) error {
	return fault.New(fault.Conflict, "dataset.reopen_there", "number", i.Subject.Number)
}
