package privacy

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Ways is how it was made sure who asks. No copy of an identity card is taken: it would be one more thing to keep.
var Ways = []string{"in-person", "code", "call-back", "vneid"}

// Identify notes how it was made sure who asks.
func (p *Privacy) Identify(ctx context.Context, id, how, words string) (Request, error) {
	return p.change(ctx, id, Identified, "identify", func(ctx context.Context, tx *db.Tx, r *Request) (any, error) {
		fs := checkWords(nil, "words", words, false)
		if !slices.Contains(Ways, how) {
			fs = append(fs, fault.At("how", "privacy.bad_way"))
		}
		if len(fs) > 0 {
			return nil, fault.Fields("privacy.invalid", fs...)
		}
		_, err := tx.Exec(ctx, `UPDATE privacy_request SET identified_how = ?, identified_words = ?, identified_at = ?, identified_name = ? WHERE id = ?`,
			how, strings.TrimSpace(words), db.Micros(tx.Now()), actor.From(ctx).Name, id)
		return map[string]string{"how": how}, err
	})
}

// Search asks every holder for what is held about the person, by what they gave and what who handles it adds. What was
// decided on stays; the rest is found anew.
func (p *Privacy) Search(ctx context.Context, id string, more consent.Person) (Request, error) {
	return p.change(ctx, id, Searched, "search", func(ctx context.Context, tx *db.Tx, r *Request) (any, error) {
		more, fs := cleanPerson(more, nil)
		if len(fs) > 0 {
			return nil, fault.Fields("privacy.invalid", fs...)
		}
		who := r.Person
		who.Phones = append(slices.Clone(who.Phones), more.Phones...)
		who.Emails = append(slices.Clone(who.Emails), more.Emails...)
		who.Codes = append(slices.Clone(who.Codes), more.Codes...)
		found, err := p.consent.Find(ctx, tx, who)
		if err != nil {
			return nil, err
		}
		found = slices.DeleteFunc(found, func(f consent.Piece) bool { return f.ID == id }) // the request itself is no answer to it
		if err := keepFound(ctx, tx, id, found); err != nil {
			return nil, err
		}
		_, err = tx.Exec(ctx, `UPDATE privacy_request SET searched_at = ? WHERE id = ?`, db.Micros(tx.Now()), id)
		return map[string]int{"found": len(found)}, err
	})
}

// Decision is what becomes of one piece.
type Decision struct {
	consent.Ref
	Outcome Outcome
	Words   string // which correction; by which law it is kept
}

// Decide settles pieces of a request. Erasing is done at once and cannot be taken back; what a law keeps is refused
// with its reason.
func (p *Privacy) Decide(ctx context.Context, id string, decisions []Decision) (Request, error) {
	return p.change(ctx, id, Searched, "decide", func(ctx context.Context, tx *db.Tx, r *Request) (any, error) {
		list, err := pieces(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		var fs []fault.Field
		for i, d := range decisions {
			at := func(what string) string { return fmt.Sprintf("decisions/%d/%s", i, what) }
			n := slices.IndexFunc(list, func(f Found) bool { return f.Ref == d.Ref })
			switch {
			case n < 0:
				fs = append(fs, fault.At(at("id"), "privacy.no_piece"))
			case list[n].Outcome == Erased:
				fs = append(fs, fault.At(at("id"), "privacy.erased_already"))
			}
			if !slices.Contains(Outcomes, d.Outcome) {
				fs = append(fs, fault.At(at("outcome"), "privacy.bad_outcome"))
			}
			fs = checkWords(fs, at("words"), d.Words, d.Outcome == Kept || d.Outcome == Corrected)
		}
		if len(fs) > 0 {
			return nil, fault.Fields("privacy.invalid", fs...)
		}
		counts := map[Outcome]int{}
		for _, d := range decisions {
			if d.Outcome == Erased {
				if err := p.consent.Erase(ctx, tx, d.Ref, r.Number); err != nil {
					return nil, err
				}
			}
			if _, err := tx.Exec(ctx, `UPDATE privacy_piece SET outcome = ?, words = ? WHERE request = ? AND kind = ? AND piece = ?`,
				string(d.Outcome), strings.TrimSpace(d.Words), id, d.Kind, d.ID); err != nil {
				return nil, err
			}
			counts[d.Outcome]++
		}
		return counts, nil
	})
}

// Answer ends a request when every piece is decided.
func (p *Privacy) Answer(ctx context.Context, id, words string) (Request, error) {
	return p.change(ctx, id, Answered, "answer", func(ctx context.Context, tx *db.Tx, r *Request) (any, error) {
		if fs := checkWords(nil, "words", words, true); len(fs) > 0 {
			return nil, fault.Fields("privacy.invalid", fs...)
		}
		list, err := pieces(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		open := 0
		for _, f := range list {
			if f.Outcome == Undecided {
				open++
			}
		}
		if open > 0 {
			return nil, fault.New(fault.Conflict, "privacy.undecided", "n", open)
		}
		return nil, p.end(ctx, tx, r, strings.TrimSpace(words), "")
	})
}

// Refuse ends a request with the legal reason, which the person is told.
func (p *Privacy) Refuse(ctx context.Context, id, basis, words string) (Request, error) {
	return p.change(ctx, id, Refused, "refuse", func(ctx context.Context, tx *db.Tx, r *Request) (any, error) {
		fs := checkWords(nil, "basis", basis, true)
		if fs = checkWords(fs, "words", words, true); len(fs) > 0 {
			return nil, fault.Fields("privacy.invalid", fs...)
		}
		return map[string]string{"basis": strings.TrimSpace(basis)}, p.end(ctx, tx, r, strings.TrimSpace(words), strings.TrimSpace(basis))
	})
}

func (p *Privacy) end(ctx context.Context, tx *db.Tx, r *Request, words, basis string) error {
	if _, err := tx.Exec(ctx, `UPDATE privacy_request SET answer = ?, basis = ?, ended_at = ?, ended_name = ? WHERE id = ?`,
		words, basis, db.Micros(tx.Now()), actor.From(ctx).Name, r.ID); err != nil {
		return err
	}
	return p.queue.Settle(ctx, requestKind, r.ID, r.Number)
}

// change is the frame of every command: lock, right, move, effect, entry.
func (p *Privacy) change(ctx context.Context, id string, to State, verb string, do func(context.Context, *db.Tx, *Request) (any, error)) (r Request, err error) {
	err = p.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if r, err = handled(ctx, tx, id); err != nil {
			return err
		}
		if err := r.may(to); err != nil {
			return err
		}
		if verb == "decide" && r.State != Searched {
			return r.notNow()
		}
		payload, err := do(ctx, tx, &r)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE privacy_request SET state = ? WHERE id = ? AND state = ?`, string(to), id, string(r.State))
		if err != nil {
			return err
		}
		if n == 0 {
			return r.notNow()
		}
		if err := r.tell(ctx, tx, MovedEvent, verb, payload); err != nil {
			return err
		}
		r, err = whole(ctx, tx, id)
		return err
	})
	if err != nil {
		return Request{}, fmt.Errorf("%s request %s: %w", verb, id, err)
	}
	return r, nil
}

func checkWords(fs []fault.Field, path, words string, must bool) []fault.Field {
	switch {
	case must && strings.TrimSpace(words) == "":
		return append(fs, fault.At(path, "privacy.say_what"))
	case utf8.RuneCountInString(words) > longestWords || !utf8.ValidString(words):
		return append(fs, fault.At(path, "privacy.too_long", "max", longestWords))
	}
	return fs
}
