package report

import (
	"context"

	"thanhdong/ground/db"
)

// Take takes a report in and gives it to a unit at once, in one commit: what the hotline does at the end of a call. Without a unit it waits at the desk. The answer holds the code, to be told to the
// caller.
func (rs *Reports) Take(ctx context.Context, d Draft, unitCode string) (r Report, err error) {
	err = rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if r, err = rs.Receive(ctx, d); err != nil || unitCode == "" || r.State != Received {
			return err
		}
		code := r.Code
		if r, err = rs.Assign(ctx, r.ID, unitCode, "", ""); err != nil {
			return err
		}
		r.Code = code
		return nil
	})
	return r, err
}
