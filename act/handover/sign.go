package handover

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/timer"
)

// given is what the first signature stands under.
type given struct {
	Number string    `json:"number"`
	Roster string    `json:"roster"`
	At     time.Time `json:"at"`
	Until  time.Time `json:"until"`
	Lines  []Line    `json:"lines"`
	More   int       `json:"more"`
	By     string    `json:"by"`
	Name   string    `json:"name"`
	Signed time.Time `json:"signed"`
	Reason string    `json:"reason,omitempty"`
}

// taken is what the second signature adds.
type taken struct {
	Digest  string               `json:"digest"` // of what was given
	Remark  string               `json:"remark,omitempty"`
	Ticks   map[string]time.Time `json:"ticks"`
	Changes []Change             `json:"changes"`
	By      string               `json:"by"`
	Name    string               `json:"name"`
	Signed  time.Time            `json:"signed"`
	Reason  string               `json:"reason,omitempty"`
}

func digest(b string) string {
	sum := sha256.Sum256([]byte(b))
	return hex.EncodeToString(sum[:])
}

// standing is the reason that a signature carries: one is needed, and kept, where somebody signs who has no turn.
func standing(standsIn bool, reason string) (string, error) {
	if !standsIn {
		return "", nil
	}
	return sentence("reason", reason)
}

// SignOut is the signature of who goes, or of who stands in for them with a reason. From now on the lines stay
// as they are. Refusals: [fault.Forbidden] for anybody else; [fault.Conflict] when it is signed already.
func (h *Handovers) SignOut(ctx context.Context, id, reason string) (Sheet, error) {
	return h.change(ctx, id, func(ctx context.Context, tx *db.Tx, s *Sheet) error {
		by := actor.From(ctx)
		if err := s.may(Offered); err != nil {
			return err
		}
		standsIn, err := s.signs(by, s.Out, s.In)
		if err != nil {
			return err
		}
		if reason, err = standing(standsIn, reason); err != nil {
			return err
		}
		whole, err := h.full(ctx, tx, *s)
		if err != nil {
			return err
		}
		g := given{Number: s.Number, Roster: s.Roster, At: s.At, Until: s.Until, Lines: whole.Lines, More: whole.More, By: by.ID, Name: by.Name, Signed: tx.Now(), Reason: reason}
		b, err := json.Marshal(g)
		if err != nil {
			return err
		}
		s.Digest = digest(string(b))
		s.Out.Name = by.Name
		n, err := tx.Exec(ctx, `UPDATE handover SET state = 'offered', out_at = ?, out_by = ?, out_name = ?, out_reason = ?, content = ?, digest = ?, search = ? WHERE id = ? AND state = 'open'`,
			db.Micros(tx.Now()), by.ID, by.Name, reason, string(b), s.Digest, searchKey(*s), id)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "handover.is_offered", "number", s.Number)
		}
		if err := note(ctx, tx, *s, logKind("signed_out", standsIn), reason); err != nil {
			return err
		}
		return tell(ctx, tx, OfferedEvent, "sign_out", *s, map[string]any{"digest": s.Digest, "lines": len(g.Lines), "must": len(whole.Must()), "reason": reason})
	})
}

func logKind(kind string, standsIn bool) string {
	if standsIn {
		return kind + "_for"
	}
	return kind
}

// TakeBack undoes the first signature as long as the second is missing: the sheet writes itself again, and
// what was ticked is to be ticked anew. Who signed may, and who may stand in for them.
func (h *Handovers) TakeBack(ctx context.Context, id string) (Sheet, error) {
	return h.change(ctx, id, func(ctx context.Context, tx *db.Tx, s *Sheet) error {
		by := actor.From(ctx)
		if err := s.may(Open); err != nil {
			return err
		}
		if s.Out.By != by.ID {
			if _, err := s.signs(by, s.Out, Side{}); err != nil {
				return err
			}
		}
		was := s.Digest
		s.Out.Name = ""
		n, err := tx.Exec(ctx, `UPDATE handover SET state = 'open', out_at = NULL, out_by = '', out_name = '', out_reason = '', content = '', digest = '', search = ? WHERE id = ? AND state = 'offered'`, searchKey(*s), id)
		if err != nil {
			return err
		}
		if n == 0 {
			return s.notIn()
		}
		if _, err := tx.Exec(ctx, `DELETE FROM handover_tick WHERE sheet = ?`, id); err != nil {
			return err
		}
		if err := note(ctx, tx, *s, "taken_back", ""); err != nil {
			return err
		}
		return tell(ctx, tx, TakenBackEvent, "take_back", *s, map[string]any{"digest": was})
	})
}

// SignIn is the signature of who comes, or of who stands in for them with a reason; never of who signed the
// other side. [fault.Conflict] while a line that must be read is not ticked.
func (h *Handovers) SignIn(ctx context.Context, id, remark, reason string) (Sheet, error) {
	remark = strings.TrimSpace(remark)
	if err := short("remark", remark); err != nil {
		return Sheet{}, err
	}
	return h.change(ctx, id, func(ctx context.Context, tx *db.Tx, s *Sheet) error {
		by := actor.From(ctx)
		if err := s.may(Done); err != nil {
			return err
		}
		standsIn, err := s.signs(by, s.In, s.Out)
		if err != nil {
			return err
		}
		if reason, err = standing(standsIn, reason); err != nil {
			return err
		}
		if err := h.frozen(ctx, tx, s, true); err != nil {
			return err
		}
		if n := s.Unread(); n > 0 {
			return fault.New(fault.Conflict, "handover.unread", "n", n)
		}
		t := taken{Digest: s.Digest, Remark: remark, Ticks: s.Ticks, Changes: s.Changes, By: by.ID, Name: by.Name, Signed: tx.Now(), Reason: reason}
		b, err := json.Marshal(t)
		if err != nil {
			return err
		}
		s.Seal, s.In.Name = digest(string(b)), by.Name
		n, err := tx.Exec(ctx, `UPDATE handover SET state = 'done', in_at = ?, in_by = ?, in_name = ?, in_reason = ?, received = ?, seal = ?, search = ? WHERE id = ? AND state = 'offered'`,
			db.Micros(tx.Now()), by.ID, by.Name, reason, string(b), s.Seal, searchKey(*s), id)
		if err != nil {
			return err
		}
		if n == 0 {
			return s.notIn()
		}
		if err := timer.Cancel(ctx, tx, unsignedDuty, id); err != nil {
			return err
		}
		if err := note(ctx, tx, *s, logKind("signed_in", standsIn), reason); err != nil {
			return err
		}
		return tell(ctx, tx, DoneEvent, "sign_in", *s, map[string]any{"digest": s.Digest, "seal": s.Seal, "remark": remark, "reason": reason})
	})
}
