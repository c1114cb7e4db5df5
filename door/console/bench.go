package console

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"thanhdong/sense/feed"
)

// BenchChoice says which rows of quarantine are meant: these, or all that a filter
// finds. Long work goes in pieces: as long as the answer names a next, it is sent
// again with that as after.
type BenchChoice struct {
	IDs       []string  `json:"ids,omitempty" maxItems:"500"`
	Reason    string    `json:"reason,omitempty" maxLength:"100"`
	Station   string    `json:"station,omitempty" maxLength:"200"`
	Parameter string    `json:"parameter,omitempty" maxLength:"200"`
	From      time.Time `json:"from,omitempty"`
	To        time.Time `json:"to,omitempty"`
	After     string    `json:"after,omitempty" maxLength:"64"`
}

func (b BenchChoice) sought() feed.Sought {
	return feed.Sought{IDs: b.IDs, Reason: b.Reason, Station: b.Station, Parameter: b.Parameter, From: b.From, To: b.To}
}

type benchInput struct {
	ByFeed
	Body BenchChoice
}

// BenchReplayed is what became of rows that were played again.
type BenchReplayed struct {
	Rows       int    `json:"rows"`
	Accepted   int    `json:"accepted"`
	Duplicate  int    `json:"duplicate"`
	Corrected  int    `json:"corrected"`
	Superseded int    `json:"superseded" doc:"A newer value was there and stays"`
	Still      int    `json:"still" doc:"Rows that still do not fit"`
	Next       string `json:"next"`
}

func (c *Console) quarantineReplay(ctx context.Context, in *benchInput) (*out[BenchReplayed], error) {
	r, err := c.Feeds.Replay(ctx, in.Feed, in.Body.sought(), in.Body.After)
	if err != nil {
		return nil, err
	}
	return &out[BenchReplayed]{BenchReplayed(r)}, nil
}

type discardInput struct {
	ByFeed
	Body struct {
		BenchChoice
		Why string `json:"why" maxLength:"500"`
	}
}

// BenchDecided is how many rows were put aside or taken back.
type BenchDecided struct {
	Rows int    `json:"rows"`
	Next string `json:"next"`
}

func (c *Console) quarantineDiscard(ctx context.Context, in *discardInput) (*out[BenchDecided], error) {
	n, next, err := c.Feeds.Discard(ctx, in.Feed, in.Body.sought(), strings.TrimSpace(in.Body.Why), in.Body.After)
	if err != nil {
		return nil, err
	}
	return &out[BenchDecided]{BenchDecided{n, next}}, nil
}

func (c *Console) quarantineRestore(ctx context.Context, in *benchInput) (*out[BenchDecided], error) {
	n, next, err := c.Feeds.Restore(ctx, in.Feed, in.Body.sought(), in.Body.After)
	if err != nil {
		return nil, err
	}
	return &out[BenchDecided]{BenchDecided{n, next}}, nil
}

// reasons lists counts, the most frequent first.
func reasons(counts map[string]int) []TakenReason {
	list := []TakenReason{}
	for reason, n := range counts {
		list = append(list, TakenReason{reason, n})
	}
	slices.SortFunc(list, func(x, y TakenReason) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Reason, y.Reason))
	})
	return list
}

func clip(s string, most int) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// sought is the filter of a list of quarantine.
func (q *quarantineQuery) sought() feed.Sought {
	return feed.Sought{Reason: q.Reason, Station: q.Station, Parameter: q.Parameter, From: q.From, To: q.To, State: feed.Standing(q.State)}
}
