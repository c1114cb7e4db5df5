package console

import (
	"context"
	"net/http"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/consent"
	"thanhdong/ground/text"
	"thanhdong/serve/privacy"
)

// PrivacyRegister is what the office may do with data of persons, and by when it answers.
type PrivacyRegister struct {
	Clocks   []LegalClock     `json:"clocks"`
	Purposes []ConsentPurpose `json:"purposes"`
}

// ConsentPurpose is what people may be asked to agree to.
type ConsentPurpose struct {
	Code  string   `json:"code"`
	Name  string   `json:"name"`
	Words string   `json:"words" doc:"As people read them"`
	Kinds []string `json:"kinds" doc:"Of data, in words"`
	Legal []Legal  `json:"legal"`
	Mark  string   `json:"mark"`
}

// Retention is how long a kind of data is kept and what is planned for it.
type Retention struct {
	Kind     string         `json:"kind"`
	Name     string         `json:"name"`
	Days     int            `json:"days" doc:"0: until somebody asks"`
	From     string         `json:"from" doc:"Since when the days count, in words"`
	Notice   int            `json:"notice" doc:"Days that a plan stands before it is carried out"`
	Why      string         `json:"why"`
	Legal    []Legal        `json:"legal"`
	Mark     string         `json:"mark"`
	Plan     *RetentionPlan `json:"plan" doc:"What will be erased; null: nothing has grown old"`
	Last     *RetentionPlan `json:"last" doc:"The last that was carried out"`
	HeldBack int            `json:"held_back"`
}

// RetentionPlan is a plan to erase what has grown old.
type RetentionPlan struct {
	ID        string     `json:"id"`
	Found     int        `json:"found"`
	More      bool       `json:"more" doc:"There is more than is counted"`
	PlannedAt time.Time  `json:"planned_at"`
	Due       time.Time  `json:"due"`
	Erased    int        `json:"erased"`
	State     string     `json:"state" enum:"planned,done,stopped"`
	EndedAt   *time.Time `json:"ended_at"`
}

// RetentionList is every kind that is held.
type RetentionList struct {
	Items []Retention `json:"items"`
	Next  string      `json:"next"`
	Night *time.Time  `json:"night" doc:"When plans are made next; null: nothing says how long"`
}

// RetentionPiece is one that will be erased, or is held back.
type RetentionPiece struct {
	Kind  string         `json:"kind"`
	ID    string         `json:"id"`
	Title string         `json:"title"`
	At    time.Time      `json:"at"`
	Held  *RetentionHeld `json:"held" doc:"Null: it will be erased"`
}

// RetentionHeld is why a piece is not erased.
type RetentionHeld struct {
	Words string     `json:"words"`
	By    string     `json:"by" doc:"Empty: a law keeps it"`
	At    time.Time  `json:"at"`
	Until *time.Time `json:"until" doc:"When it is tried again; null: when it is let go"`
}

func (c *Console) addRetention() {
	const get, post = http.MethodGet, http.MethodPost
	add(c, asked{method: get, path: "/retention", id: "retention", summary: "How long kinds of personal data are kept, and what will be erased when"}, show(c, c.retention))
	add(c, asked{method: get, path: "/retention/{id}", id: "retention-pieces", summary: "The pieces of a plan that the reader may look at; the look is entered", errors: []int{http.StatusNotFound}}, c.retentionPieces)
	errors := []int{http.StatusNotFound, http.StatusConflict}
	add(c, asked{method: post, path: "/retention/hold", id: "retention-hold", summary: "Hold a piece back, with the reason", status: http.StatusNoContent, errors: errors},
		func(ctx context.Context, in *retentionHold) (*struct{}, error) {
			return nil, c.Consent.HoldBack(ctx, consent.Ref{Kind: in.Body.Kind, ID: in.Body.ID}, in.Body.Words)
		})
	add(c, asked{method: post, path: "/retention/let-go", id: "retention-let-go", summary: "Hold a piece back no more", status: http.StatusNoContent, errors: errors},
		func(ctx context.Context, in *retentionHold) (*struct{}, error) {
			return nil, c.Consent.LetGo(ctx, consent.Ref{Kind: in.Body.Kind, ID: in.Body.ID})
		})
}

type retentionHold struct {
	Body struct {
		Kind  string `json:"kind" maxLength:"64"`
		ID    string `json:"id" maxLength:"64"`
		Words string `json:"words" required:"false" maxLength:"20000"`
	}
}

func (c *Console) privacyRegister(ctx context.Context, s *speaker, _ *nothing) (w PrivacyRegister, err error) {
	clocks, err := c.Privacy.Clocks(ctx)
	if err != nil {
		return w, err
	}
	if w.Clocks, err = mapAll(clocks, func(k privacy.Clock) (LegalClock, error) { return s.legalClock(ctx, k) }); err != nil {
		return w, err
	}
	purposes, err := consent.Purposes(ctx, s.tx, "")
	if err != nil {
		return w, err
	}
	w.Purposes, err = mapAll(purposes, func(p consent.Purpose) (ConsentPurpose, error) {
		legal, err := s.cited(ctx, p.Legal)
		return ConsentPurpose{Code: p.Code, Name: p.Name.In(s.lang), Words: p.Words.In(s.lang), Mark: p.Mark, Legal: legal,
			Kinds: wire.Map(p.Kinds, func(kind string) string { return consent.KindName(s.lang, kind) })}, err
	})
	return w, err
}

func (c *Console) retention(ctx context.Context, s *speaker, _ *nothing) (w RetentionList, err error) {
	list, night, err := c.Consent.Plan(ctx)
	if err != nil {
		return w, err
	}
	w.Night = wire.Maybe(night)
	w.Items, err = mapAll(list, func(k consent.Kept) (Retention, error) {
		r := Retention{Kind: k.Kind, Name: consent.KindName(s.lang, k.Kind), From: consent.FromName(s.lang, k.Kind), Legal: []Legal{}, Plan: planned(k.Sweep), Last: planned(k.Last), HeldBack: k.Held}
		if k.Rule == nil {
			return r, nil
		}
		legal, err := s.cited(ctx, k.Rule.Legal)
		r.Days, r.Notice, r.Why, r.Legal, r.Mark = days(k.Rule.Keep), days(k.Rule.Notice), k.Rule.Why.In(s.lang), legal, k.Rule.Mark
		return r, err
	})
	return w, err
}

func days(d time.Duration) int { return int(d / (24 * time.Hour)) }

func planned(s *consent.Sweep) *RetentionPlan {
	if s == nil {
		return nil
	}
	return &RetentionPlan{ID: s.ID, Found: s.Found, More: s.More(), PlannedAt: wire.At(s.PlannedAt), Due: wire.At(s.Due), Erased: s.Erased, State: string(s.State), EndedAt: wire.Maybe(s.EndedAt)}
}

func (c *Console) retentionPieces(ctx context.Context, in *ByID) (*out[wire.List[RetentionPiece]], error) {
	_, list, err := c.Consent.Pieces(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	lang := wire.Lang(ctx)
	return &out[wire.List[RetentionPiece]]{wire.List[RetentionPiece]{Items: wire.Map(list, func(p consent.OldPiece) RetentionPiece {
		w := RetentionPiece{Kind: p.Kind, ID: p.ID, Title: p.Title, At: wire.At(p.At)}
		if h := p.Held; h != nil {
			words := h.Words
			if h.Key != "" {
				words = text.T(lang, h.Key, nil)
			}
			w.Held = &RetentionHeld{words, h.By, wire.At(h.At), wire.Maybe(h.Until)}
		}
		return w
	})}}, nil
}
