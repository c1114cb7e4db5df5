package rule

import (
	"context"
	"encoding/json"
	"fmt"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/sense/feed"
)

// promised raises and ends the findings of contracts: what a source promised needs
// no rule written by hand. Whether a promise is broken is judged where health is.
func (rs *Rules) promised(ctx context.Context, tx *db.Tx, events []bus.Event) error {
	for _, e := range events {
		var b feed.Breached
		if err := json.Unmarshal(e.Body, &b); err != nil {
			return fmt.Errorf("read %s: %w", e.Kind, err)
		}
		kind := FiredEvent
		if e.Kind == feed.RecoveredKind {
			kind = ResolvedEvent
		}
		f := Finding{Breach: b.Breach, Feed: b.Feed, At: b.Heard, Since: b.Since}
		if err := bus.Record(ctx, tx, kind, b.Feed, f); err != nil {
			return err
		}
	}
	return nil
}
