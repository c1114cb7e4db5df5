package report

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"thanhdong/act/notify"
	"thanhdong/ground/bus"
	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// news are the events of which those who follow a report are told, with what it has come to: by the time that a letter is written it may have gone on.
var news = map[string]string{
	AssignedEvent: "report.state_assigned", RejectedEvent: "report.state_rejected", InfoAskedEvent: "report.state_need_info", ResolvedEvent: "report.state_resolved",
	ConfirmedEvent: "report.state_confirmed", DeniedEvent: "report.state_reopened", UnansweredEvent: "report.state_unanswered", ReopenedEvent: "report.state_reopened",
	PartedEvent: "report.state_received",
}

func newsKinds() []string { return slices.Sorted(maps.Keys(news)) }

// tellFollowers writes to those who follow a report, or one that was merged with it.
func (rs *Reports) tellFollowers(ctx context.Context, tx *db.Tx, events []bus.Event) error {
	for _, e := range events {
		if e.Kind == notify.LetterFailed {
			if err := lost(ctx, tx, e.Subject); err != nil {
				return err
			}
			continue
		}
		var h Happened
		if err := json.Unmarshal(e.Body, &h); err != nil {
			return fmt.Errorf("a report's news: %w", err)
		}
		r, err := load(ctx, tx, `r.id = ?`, "", h.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if err := rs.tellOf(ctx, tx, r, e.Kind); err != nil {
			return err
		}
	}
	return nil
}

// told is one who follows: a report x, which may be merged with another.
type told struct {
	channel, address, keys, token, number, see, code string
	lang                                             text.Lang
	own                                              bool
}

// key is what tells one address from another.
func (m told) key() string {
	if m.channel == byPush {
		return m.address
	}
	return consent.EmailKey(m.address)
}

// lost is that nobody is at an address any more. One of mail is kept, for its owner is told on the page of the report and may mend it.
func lost(ctx context.Context, tx *db.Tx, token string) error {
	_, err1 := tx.Exec(ctx, `DELETE FROM report_follower WHERE token = ? AND channel = ?`, token, byPush)
	_, err2 := tx.Exec(ctx, `UPDATE report_follower SET failed_at = ? WHERE token = ?`, db.Micros(tx.Now()), token)
	return errors.Join(err1, err2)
}

// followersOf gives those who are told of a report, each address once: as the reporter of this one if they are, else of another, else as who follows. Who
// does not hold a code is told nothing of what is private. alone leaves those out who follow what was merged with it.
func followersOf(ctx context.Context, tx *db.Tx, id string, alone bool) (list []told, err error) {
	where, args := `(x.id = ? OR x.merged_into = ?)`, []any{id, id, id}
	if alone {
		where, args = `x.id = ?`, args[1:]
	}
	seen := map[string]bool{}
	err = tx.Each(ctx, `SELECT f.channel, f.address, f.keys, f.token, f.lang, f.own, x.number, COALESCE(m.number, x.number), x.code FROM report_follower f JOIN report x ON x.id = f.report
		LEFT JOIN report m ON m.id = x.merged_into AND m.private = 0
		WHERE f.confirmed_at IS NOT NULL AND f.failed_at IS NULL AND (f.own = 1 OR x.private = 0) AND `+where+` ORDER BY f.own DESC, CASE WHEN x.id = ? THEN 0 ELSE 1 END, f.id`, args, func(scan func(...any) error) error {
		var m told
		var own int
		err := scan(&m.channel, &m.address, &m.keys, &m.token, &m.lang, &own, &m.number, &m.see, &m.code)
		m.own = own == 1
		if key := m.key(); !seen[key] {
			seen[key] = true
			list = append(list, m)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("followers: %w", err)
	}
	return list, nil
}

func (rs *Reports) tellOf(ctx context.Context, tx *db.Tx, r Report, event string) error {
	words, state := "report.news_words", news[event]
	if event == MergedEvent {
		if r.MergedInto == "" { // the one that it was merged with, which stays as it is
			return nil
		}
		words, state = "report.news_merged", "report.state_merged"
	}
	question := ""
	if event == InfoAskedEvent {
		err := tx.QueryRow(ctx, `SELECT words FROM report_log WHERE report = ? AND kind = 'ask_info' ORDER BY seq DESC LIMIT 1`, r.ID).Scan(&question)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	list, err := followersOf(ctx, tx, r.ID, event == MergedEvent)
	if err != nil {
		return err
	}
	for _, m := range list {
		if event == InfoAskedEvent && !m.own {
			continue
		}
		if m.channel == byPush {
			if err := rs.pushNews(ctx, tx, m, event, words, state); err != nil {
				return err
			}
			continue
		}
		t := func(key string) string {
			return text.T(m.lang, key, map[string]any{"number": m.number, "state": text.Key(state)})
		}
		l := notify.Letter{Channel: byMail, To: m.address, Lang: m.lang, Number: m.number, Title: t("report.news_title"), Text: t(words), Link: "/reports/" + m.see, LinkWords: t("report.news_link"),
			Why: t("report.news_why") + " " + rs.notices.Public() + letterPage(m.lang, m.token), End: letterPage(m.lang, m.token), Subject: m.token}
		if m.own {
			l.Link, l.ReplyTo = "/r/"+m.code, rs.answerAt(m.token)
		}
		if m.lang == text.EN {
			l.Link = "/en" + l.Link
		}
		switch {
		case m.own && event == ResolvedEvent:
			l.Text, l.LinkWords = t("report.news_resolved"), t("report.news_answer")
		case m.own && event == InfoAskedEvent:
			l.Text, l.LinkWords = t("report.news_asked")+"\n\n"+question, t("report.news_tell")
			if l.ReplyTo != "" {
				l.Text += "\n\n" + t("report.news_reply")
			}
		}
		if err := rs.notices.Write(ctx, tx, l); err != nil && !fault.Is(err, fault.TooMany) {
			return err
		}
	}
	return nil
}
