package portal

import (
	"context"
	"net/http"

	"thanhdong/act/warning"
)

func (p *Portal) readWarnings(ctx context.Context) ([]warning.Warning, error) {
	return p.Warnings.Feed(ctx)
}

// holding are the warnings that hold now, the newest first, and those that have ended but not long ago.
func (p *Portal) holding(r *http.Request) (holding, past []warning.Warning, err error) {
	list, err := p.warnings.get(r.Context(), p.DB.Now())
	for _, w := range list {
		if p.holds(w) {
			holding = append(holding, w)
		} else {
			past = append(past, w)
		}
	}
	return holding, past, err
}

func (p *Portal) holds(w warning.Warning) bool {
	return w.State == warning.Published && w.MsgType != "Cancel" && w.Content.Expires.After(p.DB.Now())
}

type warningsView struct{ Holding, Past []warning.Warning }

func (p *Portal) warningList(w http.ResponseWriter, r *http.Request) error {
	holding, past, err := p.holding(r)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, "warnings", "portal.warnings_title", warningsView{holding, past})
}

type warningView struct {
	warning.Warning
	Forms warning.Forms
	Holds bool
}

func (p *Portal) warningOne(w http.ResponseWriter, r *http.Request) error {
	lang := langOf(r)
	x, forms, err := p.Warnings.Public(r.Context(), r.PathValue("identifier"), lang)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, "warning", x.Content.Headline.In(lang), warningView{x, forms, p.holds(x)})
}
