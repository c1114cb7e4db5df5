package warning

import (
	"context"
	"time"

	"thanhdong/ground/db"
)

// fed is how long a message stays in the feed after it was sent, when it does not
// hold longer: whoever asks once a day misses none. PROJECT CHOICE.
const fed = 7 * 24 * time.Hour

// longestFeed is how many messages the feed has at the most, the newest.
const longestFeed = 200

// Feed gives what was published and still holds or is new, newest first, whoever
// asks: every message is public.
func (ws *Warnings) Feed(ctx context.Context) (list []Warning, err error) {
	err = ws.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = query(ctx, tx, `published_at IS NOT NULL AND published_at >= ? AND (published_at > ? OR expires_at > ?) ORDER BY published_at DESC, id DESC LIMIT ?`,
			db.Micros(ws.since), db.Micros(tx.Now().Add(-fed)), db.Micros(tx.Now()), longestFeed)
		return err
	})
	return list, err
}
