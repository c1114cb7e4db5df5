package report

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

// danger is the severity from which a category is about lives: such a report is taken from whomever it comes and however many came before.
const danger = 4

const (
	perSenderIn = time.Hour
	longestBan  = 90 * 24 * time.Hour
)

// Ban says that reports from somewhere are refused until a time, but for those about danger.
type Ban struct {
	ID     string
	Kind   string // of [BanKinds]
	Value  string // telephone or e-mail in the form that is compared; of an address on the network a digest
	Words  string // why
	At     time.Time
	Until  time.Time
	ByName string
}

// BanKinds is what can be banned. An address on the network is banned by a report that came from it.
var BanKinds = []string{"phone", "email", "sender"}

// digest names an address on the network for one day. The salt of the day is forgotten after it, so that nobody can tell later which address it was; a ban keeps
// its salt as long as it lasts.
func digest(salt, address string) string {
	m := hmac.New(sha256.New, []byte(salt))
	m.Write([]byte(address))
	return hex.EncodeToString(m.Sum(nil)[:12])
}

// saltOf gives the salt of a day; empty where none was made yet, and making is not asked for.
func saltOf(ctx context.Context, tx *db.Tx, day text.Day, make bool) (salt string, err error) {
	err = tx.QueryRow(ctx, `SELECT salt FROM report_salt WHERE day = ?`, string(day)).Scan(&salt)
	if fault.Is(err, fault.NotFound) && !make {
		return "", nil
	}
	if !fault.Is(err, fault.NotFound) {
		return salt, err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO report_salt (day, salt) VALUES (?, ?) ON CONFLICT (day) DO NOTHING`, string(day), rand.Text()); err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM report_salt WHERE day < ? AND day NOT IN (SELECT day FROM report_ban WHERE kind = 'sender' AND until > ? AND lifted_at IS NULL)`,
		string(day.Add(-1)), db.Micros(tx.Now())); err != nil {
		return "", err
	}
	err = tx.QueryRow(ctx, `SELECT salt FROM report_salt WHERE day = ?`, string(day)).Scan(&salt)
	return salt, err
}

// sender counts what comes from where and holds it against the bans. It gives what is kept of the address, and what is noticed of a report that is
// about danger; any other is refused with [fault.TooMany], or [fault.Forbidden] under a ban. It only looks where keep is false.
func sender(ctx context.Context, tx *db.Tx, d Draft, c Category, desk Intake, keep bool) (kept string, flags []string, err error) {
	banned, err := isBanned(ctx, tx, d)
	if err != nil {
		return "", nil, err
	}
	if banned && c.Severity < danger && d.Source != Hotline && d.Source != Staff { // there a person hears who it is, and decides
		return "", nil, fault.New(fault.Forbidden, "report.banned")
	}
	if banned {
		flags = append(flags, FlagBanned)
	}
	if d.Sender == "" {
		return "", flags, nil
	}
	now := tx.Now()
	var digests []any
	for _, day := range []text.Day{text.DayOf(now), text.DayOf(now.Add(-perSenderIn))} { // an hour may lie on two days
		salt, err := saltOf(ctx, tx, day, keep && len(digests) == 0)
		if err != nil {
			return "", nil, err
		}
		digests = append(digests, digest(salt, d.Sender))
	}
	kept = digests[0].(string)
	var first int64
	err = tx.QueryRow(ctx, `SELECT received_at FROM report WHERE sender <> '' AND sender IN (?, ?) AND received_at > ? ORDER BY received_at DESC LIMIT 1 OFFSET ?`,
		append(digests, db.Micros(now.Add(-perSenderIn)), desk.PerSender-1)...).Scan(&first)
	if fault.Is(err, fault.NotFound) {
		return kept, flags, nil
	}
	if err != nil {
		return "", nil, err
	}
	if c.Severity >= danger {
		return kept, append(flags, FlagMany), nil
	}
	wait := max(time.Minute, db.Time(first).Add(perSenderIn).Sub(now).Round(time.Minute))
	return "", nil, fault.New(fault.TooMany, "report.many", "wait", wait).Retry(wait)
}

func isBanned(ctx context.Context, tx *db.Tx, d Draft) (bool, error) {
	list, err := bans(ctx, tx)
	if err != nil {
		return false, err
	}
	for _, b := range list {
		switch b.Kind {
		case "phone":
			if consent.PhoneKey(d.Reporter.Phone) == b.Value {
				return true, nil
			}
		case "email":
			if consent.EmailKey(d.Reporter.Email) == b.Value {
				return true, nil
			}
		case "sender":
			if d.Sender == "" {
				continue
			}
			salt, err := saltOf(ctx, tx, b.day, false)
			if err != nil || digest(salt, d.Sender) == b.Value {
				return err == nil, err
			}
		}
	}
	return false, nil
}

type kept struct {
	Ban
	day text.Day
}

func bans(ctx context.Context, tx *db.Tx) (list []kept, err error) {
	err = tx.Each(ctx, `SELECT id, kind, value, day, words, at, until, by_name FROM report_ban WHERE until > ? AND lifted_at IS NULL ORDER BY id DESC`, []any{db.Micros(tx.Now())},
		func(scan func(...any) error) error {
			var b kept
			var at, until int64
			err := scan(&b.ID, &b.Kind, &b.Value, &b.day, &b.Words, &at, &until, &b.ByName)
			b.At, b.Until = db.Time(at), db.Time(until)
			list = append(list, b)
			return err
		})
	return list, err
}

// Bans lists those that hold now, newest first.
func (rs *Reports) Bans(ctx context.Context) (list []Ban, err error) {
	if by := actor.From(ctx); by.Kind != actor.Product && !by.Has(ToModerate.Roles()...) {
		return nil, by.Check(ToModerate, actor.Scope{})
	}
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		found, err := bans(ctx, tx)
		for _, b := range found {
			list = append(list, b.Ban)
		}
		return err
	})
	return list, err
}

// Forbid refuses from now on, until a day has passed, what comes from where a report came from: its telephone, its e-mail or its address on the network.
// Reports about danger are taken all the same.
func (rs *Reports) Forbid(ctx context.Context, id, kind, words string, last text.Day) (Report, error) {
	words, fs := sentence(words, true)
	if !slices.Contains(BanKinds, kind) {
		fs = append(fs, fault.At("kind", "report.bad_ban"))
	}
	if !last.Valid() || last.Open() {
		fs = append(fs, fault.At("until", "report.bad_day"))
	}
	if len(fs) > 0 {
		return Report{}, fault.Fields("report.invalid", fs...)
	}
	return rs.change(ctx, id, "ban the sender of", ToModerate, func(ctx context.Context, tx *db.Tx, r *Report) error {
		b := kept{Ban: Ban{ID: tx.NewID("ban"), Kind: kind, Words: words, At: tx.Now(), Until: last.Add(1).Start()}, day: text.DayOf(r.ReceivedAt)}
		if !b.Until.After(b.At) || b.Until.Sub(b.At) > longestBan {
			return fault.Fields("report.invalid", fault.At("until", "report.ban_days", "max", int(longestBan/(24*time.Hour))))
		}
		switch kind {
		case "phone":
			b.Value = consent.PhoneKey(r.Reporter.Phone)
		case "email":
			b.Value = consent.EmailKey(r.Reporter.Email)
		case "sender":
			err := tx.QueryRow(ctx, `SELECT sender FROM report WHERE id = ? AND EXISTS (SELECT 1 FROM report_salt WHERE day = ?)`, id, string(b.day)).Scan(&b.Value)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
		}
		if b.Value == "" {
			return fault.New(fault.Conflict, "report.nobody_to_ban", "number", r.Number)
		}
		by := actor.From(ctx)
		if _, err := tx.Exec(ctx, `INSERT INTO report_ban (id, kind, value, day, words, at, until, by_id, by_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			b.ID, b.Kind, b.Value, string(b.day), b.Words, db.Micros(b.At), db.Micros(b.Until), by.ID, by.Name); err != nil {
			return err
		}
		return tell(ctx, tx, *r, line{event: ModeratedEvent, kind: "ban", words: words, payload: map[string]any{"ban": b.ID, "kind": kind, "until": db.Micros(b.Until)}})
	})
}

// Lift ends a ban before its time.
func (rs *Reports) Lift(ctx context.Context, id string) error {
	by := actor.From(ctx)
	if by.Kind != actor.Product && !by.Has(ToModerate.Roles()...) {
		return by.Check(ToModerate, actor.Scope{})
	}
	return rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE report_ban SET lifted_at = ? WHERE id = ? AND lifted_at IS NULL AND until > ?`, db.Micros(tx.Now()), id, db.Micros(tx.Now()))
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "report.no_ban")
		}
		if err != nil {
			return err
		}
		return ledger.Write(ctx, tx, ledger.Entry{Verb: "report.lift", Subject: id, Payload: map[string]any{}})
	})
}

func flagged(s string) []string { return strings.Fields(s) }
