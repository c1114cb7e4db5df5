package portal

import (
	"net/http"

	"thanhdong/act/warning"
	"thanhdong/serve/report"
)

type homeView struct {
	Warnings []warning.Warning
	Air      airView
	Standing *report.Standing // nil where no report is taken
	Easy     []shownPlace
}

func (p *Portal) home(w http.ResponseWriter, r *http.Request) error {
	holding, _, err := p.holding(r)
	if err != nil {
		return err
	}
	air, err := p.airOf(r)
	if err != nil {
		return err
	}
	v := homeView{Warnings: holding, Air: air}
	s, err := p.shared.get(r.Context(), p.DB.Now())
	if err != nil {
		return err
	}
	if s.open {
		stands, err := p.standing.get(r.Context(), p.DB.Now())
		if err != nil {
			return err
		}
		v.Standing = &stands
	}
	if v.Easy, err = p.easy.get(r.Context(), p.DB.Now()); err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, "home", "portal.home_title", v)
}
