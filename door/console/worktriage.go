package console

import (
	"context"
	"net/http"
	"time"

	"thanhdong/act/work"
	"thanhdong/door/wire"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// WorkProposal is what experience says about an item.
type WorkProposal struct {
	Unit  wire.Ref   `json:"unit" doc:"Who closed most work of its kind in its area; the owner where nothing is known"`
	Of    int        `json:"of"`
	Among int        `json:"among" doc:"How many earlier items were looked at"`
	Alike []WorkName `json:"alike" doc:"Open items that may be the same matter"`
}

// WorkName names an item.
type WorkName struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	Title  string `json:"title"`
}

// BulkResult is what became of one item.
type BulkResult struct {
	ID     string      `json:"id"`
	Number string      `json:"number"`
	Done   bool        `json:"done"`
	Status int         `json:"status" doc:"As HTTP says it: 200, or why not"`
	Undo   string      `json:"undo" doc:"Takes it back for ten seconds; empty where nothing was done"`
	Until  *time.Time  `json:"until"`
	Why    string      `json:"why" doc:"In words, where it was refused"`
	Faults []BulkFault `json:"faults"`
}

// BulkFault is a fault of one field.
type BulkFault struct {
	Path string `json:"path"`
	Text string `json:"text"`
}

type bulkInput struct {
	Body struct {
		Verb     string     `json:"verb" enum:"accept,take,hand-on,pause,close,duplicate,question,not-ours"`
		IDs      []string   `json:"ids" maxItems:"200" nullable:"false"`
		Unit     string     `json:"unit" required:"false" maxLength:"40" doc:"hand-on: to whom"`
		Words    string     `json:"words" required:"false"`
		Reason   string     `json:"reason" required:"false" doc:"pause: code of a listed reason; close: why"`
		Until    *time.Time `json:"until" required:"false" doc:"pause"`
		Original string     `json:"original" required:"false" maxLength:"64" doc:"duplicate: the item that stays"`
	}
}

type undoInput struct {
	Body struct {
		Undo []string `json:"undo" maxItems:"200" nullable:"false" doc:"The words that the changes gave"`
	}
}

func (c *Console) addWorkTriage() {
	add(c, asked{method: http.MethodPost, path: "/work/bulk", id: "work-bulk", summary: "Do one verb of sorting to each of up to 200 items; each is done or refused by itself"}, c.workBulk)
	add(c, asked{method: http.MethodPost, path: "/work/undo", id: "work-undo", summary: "Take changes back within ten seconds, each by the word that it gave"}, c.workUndo)
}

func (c *Console) workBulk(ctx context.Context, in *bulkInput) (*out[wire.List[BulkResult]], error) {
	b := work.Bulk{Verb: in.Body.Verb, IDs: in.Body.IDs, Unit: in.Body.Unit, Words: in.Body.Words, Reason: in.Body.Reason, Original: in.Body.Original}
	if in.Body.Until != nil {
		b.Until = *in.Body.Until
	}
	results, err := c.Work.Bulk(ctx, b)
	if err != nil {
		return nil, err
	}
	return say(ctx, c, func(_ context.Context, s *speaker) (wire.List[BulkResult], error) {
		items, err := mapAll(results, func(r work.Result) (BulkResult, error) {
			if r.Err != nil {
				return s.notDone(r.ID, r.Err)
			}
			return BulkResult{ID: r.ID, Number: r.Item.Number, Done: true, Status: http.StatusOK, Undo: r.Undo.ID, Until: wire.Maybe(r.Undo.Until), Faults: []BulkFault{}}, nil
		})
		return wire.List[BulkResult]{Items: items}, err
	})
}

func (c *Console) workUndo(ctx context.Context, in *undoInput) (*out[wire.List[BulkResult]], error) {
	results := make([]work.Result, 0, len(in.Body.Undo))
	for _, word := range in.Body.Undo {
		item, err := c.Work.TakeBack(ctx, word)
		results = append(results, work.Result{Item: item, Err: err})
	}
	return say(ctx, c, func(_ context.Context, s *speaker) (wire.List[BulkResult], error) {
		items, err := mapAll(results, func(r work.Result) (BulkResult, error) {
			if r.Err != nil {
				return s.notDone("", r.Err)
			}
			return BulkResult{ID: r.Item.ID, Number: r.Item.Number, Done: true, Status: http.StatusOK, Faults: []BulkFault{}}, nil
		})
		return wire.List[BulkResult]{Items: items}, err
	})
}

// notDone puts a refusal into words; what is no refusal is a fault of the whole request.
func (s *speaker) notDone(id string, err error) (BulkResult, error) {
	f, ok := fault.As(err)
	if !ok || f.Kind == fault.Internal || f.Kind == fault.Unavailable {
		return BulkResult{}, err
	}
	r := BulkResult{ID: id, Status: wire.Status(f.Kind), Why: text.T(s.lang, f.Key, f.Args), Faults: []BulkFault{}}
	for _, each := range f.Fields {
		r.Faults = append(r.Faults, BulkFault{Path: each.Path, Text: text.T(s.lang, each.Key, each.Args)})
	}
	return r, nil
}

// sorting adds to one item what experience proposes and what it is a duplicate of.
func (s *speaker) sorting(ctx context.Context, w *Work, i work.Item) error {
	ref := func(o work.Item) WorkName { return WorkName{ID: o.ID, Number: o.Number, Title: o.Title.In(s.lang)} }
	if i.DupOf != "" {
		if to, err := s.Work.Get(ctx, i.DupOf); err == nil {
			r := ref(to)
			w.DuplicateOf = &r
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	list, err := s.Work.Duplicates(ctx, i.ID)
	if err != nil {
		return err
	}
	w.Duplicates = wire.Map(list, ref)
	if i.State == work.Done {
		return nil
	}
	p, err := s.Work.Propose(ctx, i.ID)
	if err != nil {
		return err
	}
	u, err := s.unit(ctx, p.Unit)
	w.Proposal = &WorkProposal{Unit: u, Of: p.Of, Among: p.Among, Alike: wire.Map(p.Alike, ref)}
	return err
}
