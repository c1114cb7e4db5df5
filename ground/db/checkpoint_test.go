package db_test

import (
	"context"
	"os"
	"testing"

	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
)

// With a checkpoint now and then the log never grows to where commits copy it.
func TestTheLogStaysSmallWithCheckpoints(t *testing.T) {
	dbtest.SQLite(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		most := int64(0)
		for i := range 400 {
			if err := d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO timer (duty, key, at, due, body) VALUES ('test', ?, 0, 0, hex(randomblob(20000)))`, i)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if i%20 == 0 {
				if err := d.Checkpoint(ctx); err != nil {
					t.Fatal(err)
				}
			}
			info, err := os.Stat(db.File(d.Dir()) + "-wal")
			if err != nil {
				t.Fatal(err)
			}
			most = max(most, info.Size())
		}
		if most > 4<<20 { // 16 MB went through it
			t.Errorf("the log grew to %d bytes", most)
		}
	})
	t.Run("postgres", func(t *testing.T) {
		d := dbtest.Open(t, db.Config{Dir: t.TempDir(), URL: dbtest.Postgres(t)})
		if err := d.Checkpoint(t.Context()); err != nil {
			t.Error(err)
		}
	})
}
