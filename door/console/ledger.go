package console

import (
	"context"
	"encoding/hex"
	"strconv"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
)

// Entry is one line of the record of who did what.
type Entry struct {
	Seq      int64     `json:"seq"`
	At       time.Time `json:"at"`
	Actor    Person    `json:"actor"`
	Verb     string    `json:"verb"`
	Subject  string    `json:"subject"`
	Unit     string    `json:"unit" doc:"Path of the unit"`
	Position int64     `json:"position" doc:"Place in the chain; 0 until sealed, within a second"`
	Sealed   bool      `json:"sealed"`
	Link     string    `json:"link" doc:"Hash that ties it to the entry before"`
}

type ledgerQuery struct {
	Subject string `query:"subject" maxLength:"200" doc:"Id of a row"`
	Verb    string `query:"verb" maxLength:"60"`
	Actor   string `query:"actor" maxLength:"64"`
	Limit   int    `query:"limit" minimum:"1" maximum:"1000"`
	After   string `query:"after" maxLength:"20"`
}

const ledgerPage = 100

func (c *Console) ledgerList(ctx context.Context, s *speaker, in *ledgerQuery) (wire.List[Entry], error) {
	f := ledger.Filter{Subject: in.Subject, Verb: in.Verb, Actor: in.Actor, Limit: in.Limit}
	if f.Limit == 0 {
		f.Limit = ledgerPage
	}
	if in.After != "" {
		before, err := strconv.ParseInt(in.After, 10, 64)
		if err != nil || before <= 0 {
			return wire.List[Entry]{}, fault.Fields("wire.bad_body", fault.At("after", "console.bad_value"))
		}
		f.Before = before
	}
	lines, err := ledger.List(ctx, c.DB, f)
	if err != nil {
		return wire.List[Entry]{}, err
	}
	next := ""
	if len(lines) == f.Limit {
		next = strconv.FormatInt(lines[len(lines)-1].Seq, 10)
	}
	names, err := s.people(ctx, lines)
	if err != nil {
		return wire.List[Entry]{}, err
	}
	return wire.ListOf(lines, next, func(l ledger.Line) Entry {
		return Entry{
			Seq: l.Seq, At: wire.At(l.At), Actor: Person{l.Actor, names[l.Actor]}, Verb: l.Verb, Subject: l.Subject, Unit: l.UnitPath,
			Position: l.Position, Sealed: l.Position > 0, Link: hex.EncodeToString(l.Link),
		}
	}), nil
}
