package console

import (
	"context"

	"thanhdong/act/warning"
	"thanhdong/door/wire"
)

// WarningTemplate is what a warning of a hazard may begin with.
type WarningTemplate struct {
	Code      string     `json:"code"`
	Name      string     `json:"name"`
	Playbooks []string   `json:"playbooks" doc:"Cases run by one of these begin with it"`
	Levels    []wire.Ref `json:"levels" doc:"From the mildest to the worst"`
	Mark      string     `json:"mark"`
}

// WarningFilled is what a template gives for a place and a level.
type WarningFilled struct {
	Level   string         `json:"level" doc:"Code of the level that was taken"`
	Content WarningContent `json:"content"`
}

type filledInput struct {
	Code     string   `path:"code"`
	Level    string   `query:"level" maxLength:"64" doc:"Code; by the severity when missing"`
	Severity int      `query:"severity" minimum:"0" maximum:"5" doc:"Of the case"`
	Areas    []string `query:"areas" maxItems:"50" doc:"Codes; the area of the reader's unit when missing"`
	Incident string   `query:"incident" maxLength:"40" doc:"Number of the case"`
}

func (c *Console) warningTemplates(ctx context.Context, s *speaker, _ *struct{}) (wire.List[WarningTemplate], error) {
	list, err := c.Warnings.Templates(ctx)
	if err != nil {
		return wire.List[WarningTemplate]{}, err
	}
	return page(list, "", func(t warning.Template) (WarningTemplate, error) {
		return WarningTemplate{
			Code: t.Code, Name: t.Name.In(s.lang), Playbooks: wire.Map(t.Playbooks, same), Mark: t.Mark,
			Levels: wire.Map(t.Levels, func(l warning.Level) wire.Ref { return wire.Ref{Code: l.Code, Name: l.Name.In(s.lang)} }),
		}, nil
	})
}

func (c *Console) warningFilled(ctx context.Context, in *filledInput) (*out[WarningFilled], error) {
	f, err := c.Warnings.Fill(ctx, in.Code, warning.Start{Level: in.Level, Severity: in.Severity, Areas: in.Areas, Incident: in.Incident})
	if err != nil {
		return nil, err
	}
	return &out[WarningFilled]{Body: WarningFilled{Level: f.Level.Code, Content: written(f.Content)}}, nil
}
