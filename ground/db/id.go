package db

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"time"

	"thanhdong/ground/text"
)

// crockford is base32 without letters that people mistake, in ascending order,
// so that ids sort by time.
var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewID gives an opaque id: the prefix of its noun, the millisecond, and 80
// random bits ("inc_01hx..."). Ids sort by time of making.
func (tx *Tx) NewID(prefix string) string { return NewID(prefix, tx.now) }

// NewID makes an id outside a transaction.
func NewID(prefix string, at time.Time) string {
	var b [16]byte
	ms := at.UnixMilli()
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	rand.Read(b[6:]) // never fails: crypto/rand ends the program instead
	return prefix + "_" + crockford.EncodeToString(b[:])
}

// Number gives the next human number of a kind, the one that people say on the
// phone: "SC-24-0192". It is gapless per kind and year of the province's zone,
// because it is drawn in the transaction of its row. One store serves one
// province.
func (tx *Tx) Number(ctx context.Context, kind string) (string, error) {
	year := tx.now.In(text.Zone).Year()
	var n int64
	err := tx.QueryRow(ctx, `INSERT INTO number (kind, year, last) VALUES (?, ?, 1)
		ON CONFLICT (kind, year) DO UPDATE SET last = number.last + 1 RETURNING last`, kind, year).Scan(&n)
	if err != nil {
		return "", fmt.Errorf("number of %s: %w", kind, err)
	}
	return fmt.Sprintf("%s%s-%02d-%04d", tx.d.mark, kind, year%100, n), nil
}
