package console

import (
	"context"
	"time"

	"thanhdong/act/incident"
	"thanhdong/door/wire"
)

// Sitrep is a situation report.
type Sitrep struct {
	No        int              `json:"no"`
	Due       *time.Time       `json:"due" doc:"When it was asked for; null where nobody asked"`
	SentAt    *time.Time       `json:"sent_at" doc:"Null for the draft"`
	By        string           `json:"by"`
	Situation string           `json:"situation"`
	Done      string           `json:"done"`
	Next      string           `json:"next"`
	Needs     string           `json:"needs"`
	Figures   incident.Figures `json:"figures" doc:"Counted when it is sent"`
}

// Sitreps are the reports of a case.
type Sitreps struct {
	Draft Sitrep   `json:"draft" doc:"Of the next, written from the log and the figures"`
	Sent  []Sitrep `json:"sent" doc:"Newest first; they do not change"`
}

func (c *Console) incidentSitreps(ctx context.Context, s *speaker, in *ByID) (Sitreps, error) {
	sent, draft, err := c.Incidents.Sitreps(ctx, in.ID, s.lang)
	return Sitreps{Draft: sitrepOf(draft), Sent: wire.Map(sent, sitrepOf)}, err
}

func sitrepOf(x incident.Sitrep) Sitrep {
	return Sitrep{No: x.No, Due: wire.Maybe(x.Due), SentAt: wire.Maybe(x.SentAt), By: x.By,
		Situation: x.Body.Situation, Done: x.Body.Done, Next: x.Body.Next, Needs: x.Body.Needs, Figures: x.Body.Figures}
}

type sitrepInput struct {
	ByID
	Body struct {
		No        int    `json:"no" doc:"Of the draft that was seen"`
		Situation string `json:"situation" required:"false"`
		Done      string `json:"done" required:"false"`
		Next      string `json:"next" required:"false"`
		Needs     string `json:"needs" required:"false"`
	}
}

func (c *Console) incidentSitrepSend(ctx context.Context, in *sitrepInput) (*out[Sitreps], error) {
	b := in.Body
	if _, err := c.Incidents.SendSitrep(ctx, in.ID, b.No, incident.SitrepBody{Situation: b.Situation, Done: b.Done, Next: b.Next, Needs: b.Needs}); err != nil {
		return nil, err
	}
	return show(c, c.incidentSitreps)(ctx, &in.ByID)
}
