package privacy

import (
	"context"
	"strings"
	"time"

	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// ByCode is the purpose for which a person agrees that the answer is opened by the code of the request. Without it the
// answer is handed over.
const ByCode = "answer-by-code"

// Followed is what the code opens: no data, only how far it is.
type Followed struct {
	Number  string
	Asks    Ask
	State   State
	FiledAt time.Time
	Due     time.Time
	Clock   Clock
	EndedAt time.Time
	Unit    string
	Agreed  []consent.Given // also what was withdrawn
	Letter  bool            // the code opens the answer
	Gone    bool            // who asked was erased
}

// Late is Request.Late for who has the code.
func (f Followed) Late(now time.Time) bool { return f.State.late(f.Due, now) }

func (r Request) ref() consent.Ref { return consent.Ref{Kind: HeldKind, ID: r.ID} }

// Follow tells who has the code how far the request is.
func (p *Privacy) Follow(ctx context.Context, code string) (f Followed, err error) {
	err = p.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := coded(ctx, tx, code)
		if err != nil {
			return err
		}
		f = Followed{Number: r.Number, Asks: r.Asks, State: r.State, FiledAt: r.FiledAt, Due: r.Due, Clock: r.Clock, EndedAt: r.EndedAt, Unit: r.Unit, Gone: r.Person.Name == ""}
		if f.Agreed, err = consent.Of(ctx, tx, r.ref()); err != nil {
			return err
		}
		f.Letter, err = consent.Agreed(ctx, tx, r.ref(), ByCode)
		f.Letter = f.Letter && !r.State.Live()
		return err
	})
	return f, err
}

// coded finds a request by its code, however it was typed.
func coded(ctx context.Context, tx *db.Tx, code string) (Request, error) {
	plain := strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(code))
	list, err := query(ctx, tx, `r.code = ?`, digestOf(plain))
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "privacy.no_code")
	}
	if err != nil {
		return Request{}, err
	}
	return list[0], nil
}

// Withdraw lets who has the code take back what they agreed to.
func (p *Privacy) Withdraw(ctx context.Context, code, purpose string) error {
	return p.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := coded(ctx, tx, code)
		if err != nil {
			return err
		}
		return p.consent.Withdraw(ctx, r.ref(), r.Scope(), purpose, "web")
	})
}

// Agree lets who has the code agree to a purpose, also later than in the form.
func (p *Privacy) Agree(ctx context.Context, code, purpose string, lang text.Lang) error {
	return p.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := coded(ctx, tx, code)
		if err != nil {
			return err
		}
		if r.Person.Name == "" {
			return fault.New(fault.Conflict, "privacy.gone", "number", r.Number)
		}
		return p.consent.Give(ctx, r.ref(), r.Scope(), purpose, "web", lang)
	})
}

// Purposes lists what who files a request may be asked to agree to.
func (p *Privacy) Purposes(ctx context.Context) (list []consent.Purpose, err error) {
	err = p.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = consent.Purposes(ctx, tx, HeldKind)
		return err
	})
	return list, err
}

// LetterByCode is the answer for who has the code, where they agreed to it. That it was opened is entered.
func (p *Privacy) LetterByCode(ctx context.Context, code string) (page []byte, err error) {
	err = p.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := coded(ctx, tx, code)
		if err != nil {
			return err
		}
		agreed, err := consent.Agreed(ctx, tx, r.ref(), ByCode)
		if err != nil {
			return err
		}
		if !agreed {
			return fault.New(fault.Forbidden, "privacy.not_by_code")
		}
		page, err = letterOf(ctx, tx, r, map[string]string{"by": "code"})
		return err
	})
	return page, err
}

// WithdrawFor notes that the person of a request took back what they agreed to, about the request or a piece that was found.
func (p *Privacy) WithdrawFor(ctx context.Context, id string, ref consent.Ref, purpose, how string) (r Request, err error) {
	err = p.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if r, err = handled(ctx, tx, id); err != nil {
			return err
		}
		if !r.State.Live() || r.State == Filed {
			return r.notNow()
		}
		list, err := pieces(ctx, tx, id)
		if err != nil {
			return err
		}
		scope, known := r.Scope(), ref == r.ref()
		for _, f := range list {
			if f.Ref == ref {
				scope, known = f.Scope, true
			}
		}
		if !known {
			return fault.Fields("privacy.invalid", fault.At("id", "privacy.no_piece"))
		}
		if err := p.consent.Withdraw(ctx, ref, scope, purpose, how); err != nil {
			return err
		}
		if err := r.tell(ctx, tx, MovedEvent, "withdraw", map[string]string{"purpose": purpose}); err != nil {
			return err
		}
		r, err = whole(ctx, tx, id)
		return err
	})
	return r, err
}

// whole reads a request with its pieces.
func whole(ctx context.Context, tx *db.Tx, id string) (Request, error) {
	r, err := load(ctx, tx, id, false)
	if err != nil {
		return Request{}, err
	}
	if r.Agreed, err = consent.Of(ctx, tx, r.ref()); err != nil {
		return Request{}, err
	}
	r.Pieces, err = pieces(ctx, tx, id)
	return r, err
}
