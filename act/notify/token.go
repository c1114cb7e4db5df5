package notify

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// A link's token names its notice and its end and is signed for one purpose. It lives as long as somebody
// may still be waited for. PROJECT CHOICE: three days.
const (
	linkLife   = 72 * time.Hour
	forPage    = "page"
	forButton  = "button" // only the page holds it: a POST without having opened the page has none
	buttonLife = time.Hour
	signature  = 16 // bytes; 128 bits cannot be guessed, and a link in an SMS must be short
)

// secret gives the key that signs links. The first caller makes it.
func secret(ctx context.Context, tx *db.Tx) ([]byte, error) {
	type key struct{}
	k, err := tx.Once(key{}, func() (any, error) {
		var private string
		err := tx.QueryRow(ctx, `SELECT private FROM notify_key WHERE name = 'link'`).Scan(&private)
		if fault.Is(err, fault.NotFound) && tx.Writes() {
			var bits [32]byte
			rand.Read(bits[:]) // never fails: crypto/rand ends the program instead
			if _, err := tx.Exec(ctx, `INSERT INTO notify_key (name, private, public) VALUES ('link', ?, '') ON CONFLICT DO NOTHING`, base64.RawStdEncoding.EncodeToString(bits[:])); err != nil {
				return nil, err
			}
			err = tx.QueryRow(ctx, `SELECT private FROM notify_key WHERE name = 'link'`).Scan(&private)
			if err != nil {
				return nil, err
			}
		} else if err != nil {
			return nil, err
		}
		return base64.RawStdEncoding.DecodeString(private)
	})
	if err != nil {
		return nil, fmt.Errorf("key of links: %w", err)
	}
	return k.([]byte), nil
}

func sign(key []byte, purpose, notice string, until int64) []byte {
	h := hmac.New(sha256.New, key)
	fmt.Fprintf(h, "%s|%s|%d", purpose, notice, until)
	return h.Sum(nil)[:signature]
}

// token is the notice's own part of its id, the end in minutes, and the signature.
func token(key []byte, purpose, notice string, until time.Time) string {
	minutes := until.Unix() / 60
	b := binary.BigEndian.AppendUint32(nil, uint32(minutes))
	b = append(b, sign(key, purpose, notice, minutes)...)
	return strings.TrimPrefix(notice, noticePrefix+"_") + "." + base64.RawURLEncoding.EncodeToString(b)
}

const noticePrefix = "ntc"

// noticeOf gives the notice of a token. NotFound for a token that is not ours, is for another purpose or has
// ended: who tries tokens learns nothing.
func noticeOf(key []byte, purpose, token string, now time.Time) (notice string, err error) {
	no := fault.New(fault.NotFound, "notify.link_ended")
	id, rest, ok := strings.Cut(token, ".")
	b, err := base64.RawURLEncoding.DecodeString(rest)
	if !ok || err != nil || len(b) != 4+signature || len(id) != 26 {
		return "", no
	}
	notice = noticePrefix + "_" + id
	minutes := int64(binary.BigEndian.Uint32(b))
	if subtle.ConstantTimeCompare(b[4:], sign(key, purpose, notice, minutes)) != 1 || now.Unix()/60 >= minutes {
		return "", no
	}
	return notice, nil
}

// ackLink is the address of the page on which a notice is acknowledged.
func (n *Notices) ackLink(ctx context.Context, tx *db.Tx, notice string) (string, error) {
	key, err := secret(ctx, tx)
	if err != nil {
		return "", err
	}
	return n.public + "/n/" + token(key, forPage, notice, tx.Now().Add(linkLife)), nil
}
