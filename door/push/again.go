package push

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/sense/feed"
)

const (
	kept     = 24 * time.Hour   // an answer is given again this long
	maxKey   = 200              // bytes of a key
	patience = 30 * time.Second // for the commit
	comeBack = 5 * time.Second
)

// keyOf is the name that the sender gave its request, "" when it gave none.
func keyOf(r *http.Request) (string, error) {
	keys := r.Header.Values("Idempotency-Key")
	if len(keys) == 0 {
		return "", nil
	}
	ok := len(keys) == 1 && len(keys[0]) > 0 && len(keys[0]) <= maxKey
	for i := 0; ok && i < len(keys[0]); i++ {
		ok = keys[0][i] > ' ' && keys[0][i] <= '~'
	}
	if !ok {
		return "", fault.New(fault.Invalid, "push.bad_key", "max", maxKey)
	}
	return keys[0], nil
}

// request is a request that its sender has named.
type request struct {
	feed, key string
	sent      []byte
	readings  []feed.Reading
}

// once takes readings under the sender's key, or gives the answer that was given
// before. Rows and answer share one commit of their own, so that no crash can
// part them: that is dearer than a shared commit, which is why only those who ask
// for it pay. Of two requests at once with one key the second waits for the first.
func (p *Push) once(ctx context.Context, r request) (b []byte, again bool, err error) {
	sum := sha256.Sum256(r.sent)
	digest := hex.EncodeToString(sum[:])
	sender := actor.From(ctx).ID
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err = p.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		now := db.Micros(tx.Now())
		if _, err := tx.Exec(ctx, `DELETE FROM push_answer WHERE sender = ? AND feed = ? AND key = ? AND at <= ?`,
			sender, r.feed, r.key, now-kept.Microseconds()); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `INSERT INTO push_answer (sender, feed, key, digest, answer, at) VALUES (?, ?, ?, ?, '', ?) ON CONFLICT DO NOTHING`,
			sender, r.feed, r.key, digest, now)
		if err != nil {
			return err
		}
		if again = n == 0; again {
			var was, text string
			if err := tx.QueryRow(ctx, `SELECT digest, answer FROM push_answer WHERE sender = ? AND feed = ? AND key = ?`,
				sender, r.feed, r.key).Scan(&was, &text); err != nil {
				return err
			}
			if was != digest {
				return fault.New(fault.Conflict, "push.other_body", "key", r.key)
			}
			b = []byte(text)
			return nil
		}
		s, err := p.feeds.Take(ctx, r.feed, r.readings)
		if err != nil {
			return err
		}
		if b, err = json.Marshal(toWire(wire.Lang(ctx), s)); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE push_answer SET answer = ? WHERE sender = ? AND feed = ? AND key = ?`, string(b), sender, r.feed, r.key)
		return err
	})
	if errors.Is(err, context.DeadlineExceeded) {
		err = fault.New(fault.Unavailable, "feed.store_away").Retry(comeBack).With(err)
	}
	return b, again, err
}

// Tidy forgets answers that are no longer given.
func (p *Push) Tidy(ctx context.Context) error {
	return p.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM push_answer WHERE at <= ?`, db.Micros(tx.Now())-kept.Microseconds())
		return err
	})
}

// write sends an answer as it was kept.
func write(w http.ResponseWriter, b []byte, again bool) error {
	if again {
		w.Header().Set("Idempotent-Replayed", "true")
	}
	return wire.JSON(w, http.StatusOK, json.RawMessage(b))
}
