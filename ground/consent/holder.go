package consent

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

// Holder is a room that holds data of persons. Every call runs in the caller's transaction; whoever calls has
// checked the right and writes the ledger.
type Holder interface {
	// Kinds names what is held: "account.person", "report.contact". The text of a kind is the message consent.kind_
	// with the dot as an underscore.
	Kinds() []string
	// Find gives what is held about the person, without limit by rights.
	Find(ctx context.Context, tx *db.Tx, who Person) ([]Piece, error)
	// Export gives one piece with everything that is held; [fault.NotFound] when it is gone.
	Export(ctx context.Context, tx *db.Tx, ref Ref) (Piece, error)
	// Erase takes the person out of the piece: the row goes, or stays without what tells who it was. It is called once
	// Export gave the piece, in the same transaction, and nothing keeps it.
	Erase(ctx context.Context, tx *db.Tx, ref Ref) error
	// Old gives pieces of a kind whose time of keeping began before the instant: those that may be erased by now.
	Old(ctx context.Context, tx *db.Tx, kind string, before time.Time, most int) ([]Ref, error)
}

// Ref names a piece: its kind and the id of the row.
type Ref struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
}

// Piece is something held about a person.
type Piece struct {
	Ref
	At     time.Time   // when it came to be held
	Title  string      // which one it is, without what tells who it is about: a number, a channel
	Scope  actor.Scope // where the row belongs, for the ledger
	Fields []Field
	Files  []string     // SHA-256 of bytes that belong to it
	Why    string       // by what it was found: name, phone, email, code
	Keeps  *fault.Error // a law keeps it for now; nil: it may be erased
}

// Field is one thing that is held. The text of a key is the message consent.field_ with it.
type Field struct {
	Key   string
	Value string
	// Other says that the value tells of somebody else as well: it is left out of what the person is given.
	Other bool
}

// Consent is the room.
type Consent struct {
	d       *db.DB
	holders []Holder
	byKind  map[string]Holder
}

// New opens the room.
func New(d *db.DB) *Consent { return &Consent{d: d, byKind: map[string]Holder{}} }

// Hold registers a holder before anything runs. Two holders of one kind are a fault of the program.
func (c *Consent) Hold(h Holder) {
	for _, kind := range h.Kinds() {
		if c.byKind[kind] != nil {
			panic("consent: two holders of " + kind)
		}
		c.byKind[kind] = h
	}
	c.holders = append(c.holders, h)
}

// Kinds gives every kind of data that is held, sorted.
func (c *Consent) Kinds() []string {
	kinds := make([]string, 0, len(c.byKind))
	for kind := range c.byKind {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	return kinds
}

// KindName puts a kind of data into words.
func KindName(lang text.Lang, kind string) string {
	return text.T(lang, "consent.kind_"+strings.ReplaceAll(kind, ".", "_"), nil)
}

// FieldName puts the key of a field into words.
func FieldName(lang text.Lang, key string) string { return text.T(lang, "consent.field_"+key, nil) }

// Find asks every holder. The caller has checked who may look and writes that it was looked.
func (c *Consent) Find(ctx context.Context, tx *db.Tx, who Person) (all []Piece, err error) {
	if who.Empty() {
		return nil, fault.Fields("consent.invalid", fault.At("person", "consent.nobody"))
	}
	for _, h := range c.holders {
		found, err := h.Find(ctx, tx, who)
		if err != nil {
			return nil, fmt.Errorf("find data of a person: %w", err)
		}
		all = append(all, found...)
	}
	return all, nil
}

// Export gives one piece whole.
func (c *Consent) Export(ctx context.Context, tx *db.Tx, ref Ref) (Piece, error) {
	h, err := c.holder(ref)
	if err != nil {
		return Piece{}, err
	}
	return h.Export(ctx, tx, ref)
}

// Erase takes the person out of one piece and out of the ledger's payloads about it, and enters who did so and why. What
// is gone already is no fault; [fault.Conflict] says what keeps a piece.
func (c *Consent) Erase(ctx context.Context, tx *db.Tx, ref Ref, reason string) error {
	h, err := c.holder(ref)
	if err != nil {
		return err
	}
	piece, err := h.Export(ctx, tx, ref)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if piece.Keeps != nil {
		return piece.Keeps
	}
	if err := h.Erase(ctx, tx, ref); err != nil {
		return fmt.Errorf("erase %s %s: %w", ref.Kind, ref.ID, err)
	}
	if err := endOf(ctx, tx, ref); err != nil {
		return err
	}
	if err := ledger.EraseOf(ctx, tx, ref.ID, reason); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "consent.erase", Subject: ref.ID, UnitPath: piece.Scope.UnitPath, AreaPath: piece.Scope.AreaPath,
		Payload: map[string]string{"kind": ref.Kind, "reason": reason}})
}

func (c *Consent) holder(ref Ref) (Holder, error) {
	if h := c.byKind[ref.Kind]; h != nil {
		return h, nil
	}
	return nil, fault.New(fault.NotFound, "consent.no_kind", "kind", ref.Kind)
}
