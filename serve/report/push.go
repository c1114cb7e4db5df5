package report

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"thanhdong/act/notify"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

const (
	byPush       = "webpush"
	mostBrowsers = 10 // told of one report
)

// PushKey is what a browser needs to be told of reports by its push service; empty where that is not switched on.
func (rs *Reports) PushKey(ctx context.Context) (string, error) {
	if rs.notices == nil {
		return "", nil
	}
	return rs.notices.BrowserKey(ctx)
}

// FollowHere has the browser of who holds the code told how the report goes on, until [Reports.UnfollowHere] or the browser gives its subscription up. The browser
// itself is the proof that it was asked for, so nothing has to be confirmed. A second time only renews its keys.
func (rs *Reports) FollowHere(ctx context.Context, code, endpoint, keys string, lang text.Lang) error {
	if rs.notices == nil {
		return fault.New(fault.Unavailable, "notify.push_off")
	}
	if err := rs.notices.CheckBrowser(ctx, endpoint, keys); err != nil {
		return err
	}
	err := rs.d.Do(reporter(ctx), func(ctx context.Context, tx *db.Tx) error {
		r, err := byCode(ctx, tx, code, tx.Lock())
		if err != nil {
			return err
		}
		if r.State.Ended() {
			return fault.New(fault.Conflict, "report.is_"+string(r.State), "number", r.Number)
		}
		n, err := tx.Exec(ctx, `UPDATE report_follower SET keys = ?, lang = ? WHERE report = ? AND channel = ? AND address = ?`, keys, string(lang), r.ID, byPush, endpoint)
		if err != nil || n > 0 {
			return err
		}
		var others int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM report_follower WHERE report = ? AND channel = ?`, r.ID, byPush).Scan(&others); err != nil {
			return err
		}
		if others >= mostBrowsers {
			return fault.New(fault.Conflict, "report.many_browsers", "max", mostBrowsers)
		}
		now := db.Micros(tx.Now())
		_, err = tx.Exec(ctx, `INSERT INTO report_follower (id, report, channel, address, keys, lang, token, own, asked_at, confirmed_at) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)`,
			tx.NewID("fol"), r.ID, byPush, endpoint, keys, string(lang), strings.ToLower(rand.Text()), now, now)
		return err
	})
	if err != nil {
		return fmt.Errorf("follow a report by a browser: %w", err)
	}
	return nil
}

// FollowsHere tells a browser whether it is told of the report.
func (rs *Reports) FollowsHere(ctx context.Context, code, endpoint string) (on bool, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := byCode(ctx, tx, code, "")
		if err != nil {
			return err
		}
		var n int
		err = tx.QueryRow(ctx, `SELECT count(*) FROM report_follower WHERE report = ? AND channel = ? AND address = ?`, r.ID, byPush, endpoint).Scan(&n)
		on = n > 0
		return err
	})
	return on, err
}

// UnfollowHere forgets the browser for this report.
func (rs *Reports) UnfollowHere(ctx context.Context, code, endpoint string) error {
	return rs.d.Do(reporter(ctx), func(ctx context.Context, tx *db.Tx) error {
		r, err := byCode(ctx, tx, code, "")
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM report_follower WHERE report = ? AND channel = ? AND address = ?`, r.ID, byPush, endpoint)
		return err
	})
}

// pushNews tells a browser. What it shows may be seen by whoever looks at the screen, so it says how the report stands and nothing that anybody wrote.
func (rs *Reports) pushNews(ctx context.Context, tx *db.Tx, m told, event, words, state string) error {
	switch event {
	case ResolvedEvent:
		words = "report.news_resolved"
	case InfoAskedEvent:
		words = "report.push_asked"
	}
	t := func(key string) string {
		return text.T(m.lang, key, map[string]any{"number": m.number, "state": text.Key(state)})
	}
	l := notify.Letter{Channel: byPush, To: m.address, Keys: m.keys, Lang: m.lang, Number: m.number, Title: t("report.news_title"), Text: t(words), Link: "/r/" + m.code, Subject: m.token}
	if m.lang == text.EN {
		l.Link = "/en" + l.Link
	}
	if err := rs.notices.Write(ctx, tx, l); err != nil && !fault.Is(err, fault.TooMany) {
		return err
	}
	return nil
}
