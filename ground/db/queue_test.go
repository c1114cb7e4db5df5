package db_test

import (
	"context"
	"testing"

	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
)

// What is queued is there for the next statement, in the order in which it was queued, and is kept or refused with the whole transaction.
func TestWhatIsQueuedIsPartOfTheTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		number := map[db.Engine]string{db.SQLite: "INTEGER PRIMARY KEY AUTOINCREMENT", db.Postgres: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"}[d.Engine()]
		if err := d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `CREATE TABLE letter (seq `+number+`, words TEXT NOT NULL UNIQUE)`); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `CREATE TABLE page (letter BIGINT, n BIGINT, PRIMARY KEY (letter, n))`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		count := func(ctx context.Context, tx *db.Tx, table string) (n int) {
			if err := tx.QueryRow(ctx, `SELECT count(*) FROM `+table).Scan(&n); err != nil {
				t.Error(err)
			}
			return n
		}
		const pages = 1201 // more than one trip holds
		if err := d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for _, words := range []string{"một", "hai"} {
				if err := tx.Queue(ctx, `INSERT INTO letter (words) VALUES (?)`, words); err != nil {
					return err
				}
				if err := tx.Queue(ctx, `INSERT INTO page (letter, n) VALUES (`+tx.LastNumber()+`, 0)`); err != nil {
					return err
				}
			}
			var words string
			if err := tx.QueryRow(ctx, `SELECT l.words FROM letter l JOIN page p ON p.letter = l.seq ORDER BY l.seq DESC LIMIT 1`).Scan(&words); err != nil || words != "hai" {
				t.Errorf("the newest letter with a page is %q, %v", words, err)
			}
			for n := range pages {
				if err := tx.Queue(ctx, `INSERT INTO page (letter, n) VALUES (99, ?)`, n); err != nil {
					return err
				}
			}
			if n, err := tx.Exec(ctx, `DELETE FROM page WHERE letter = 99 AND n = 0`); err != nil || n != 1 {
				t.Errorf("deleted %d of what was queued before, %v", n, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		refused := func(fn func(ctx context.Context, tx *db.Tx) error) {
			t.Helper()
			if err := d.Do(t.Context(), fn); !fault.Is(err, fault.Conflict) {
				t.Errorf("a double was answered by %v", err)
			}
		}
		refused(func(ctx context.Context, tx *db.Tx) error {
			if err := tx.Queue(ctx, `INSERT INTO letter (words) VALUES ('ba')`); err != nil {
				return err
			}
			return tx.Queue(ctx, `INSERT INTO letter (words) VALUES ('hai')`)
		})
		refused(func(ctx context.Context, tx *db.Tx) error {
			if err := tx.Queue(ctx, `INSERT INTO letter (words) VALUES ('hai')`); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `DELETE FROM page`)
			return err
		})
		if err := d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if l, p := count(ctx, tx, "letter"), count(ctx, tx, "page"); l != 2 || p != 2+pages-1 {
				t.Errorf("%d letters and %d pages are there", l, p)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}
