package publish

import (
	"context"
	"encoding/json"
	"strings"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Catalogue gives all sets that are public, by title: those in which every typed word is found, with or without diacritics. Everybody may ask.
func (ss *Sets) Catalogue(ctx context.Context, typed string) (list []Set, err error) {
	err = ss.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := query(ctx, tx, `s.state = 'published'`)
		list = nil
		for _, s := range all {
			if s.Public.found(typed) {
				list = append(list, s)
			}
		}
		return err
	})
	text.SortBy(list, func(s Set) string { return s.Public.Title.VI })
	return list, err
}

// found tells whether every word stands in what is public of a set.
func (d Definition) found(typed string) bool {
	in := " " + d.search()
	for _, w := range strings.Fields(text.SearchKey(typed)) {
		if !strings.Contains(in, w) {
			return false
		}
	}
	return true
}

// Gone is the refusal for a set that was public and is no more; the set comes with it, for its words.
const Gone = "publish.gone"

// Public gives a set that is public, whoever asks; [fault.NotFound] for one that never was. One that was withdrawn comes with a refusal of the key [Gone].
func (ss *Sets) Public(ctx context.Context, code string) (s Set, err error) {
	err = ss.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err := query(ctx, tx, `s.code = ? AND s.public_version > 0`, code)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return notFound(code)
		}
		s = list[0]
		return nil
	})
	if err == nil && s.State != Published {
		err = fault.New(fault.NotFound, Gone, "title", s.Public.Title, "at", s.WithdrawnAt)
	}
	return s, err
}

// Table gives what stands in the files of a public set. It is shared by all who ask: nobody changes it.
func (ss *Sets) Table(ctx context.Context, s Set) (Table, error) {
	ss.mu.Lock()
	known, ok := ss.tables[s.Code]
	ss.mu.Unlock()
	if ok && known.digest == s.Digest {
		return known.table, nil
	}
	var t Table
	var sum string
	err := ss.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		var body string
		if err := tx.QueryRow(ctx, `SELECT digest, body FROM publish_table WHERE code = ?`, s.Code).Scan(&sum, &body); err != nil {
			return err
		}
		t = Table{}
		return json.Unmarshal([]byte(body), &t)
	})
	if err != nil {
		return t, err
	}
	ss.mu.Lock()
	ss.tables[s.Code] = kept{sum, t}
	ss.mu.Unlock()
	return t, nil
}
