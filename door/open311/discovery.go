package open311

import (
	"net/http"

	"thanhdong/door/wire"
	"thanhdong/ground/text"
)

// changeset is when what this door says of itself last changed.
const changeset = "2026-11-29 12:00"

const georeport = "http://wiki.open311.org/GeoReport_v2"

func (d *Door) discovery(w http.ResponseWriter, r *http.Request, kind string) error {
	lang, sort := wire.Lang(r.Context()), "production"
	if d.Sample {
		sort = "test"
	}
	return one(w, http.StatusOK, kind, "discovery", discovery{
		Changeset: changeset, Contact: text.T(lang, "open311.contact", nil), KeyService: text.T(lang, "open311.key_service", nil),
		Endpoints: nested[endpoint]{{
			Specification: georeport, URL: base(r) + "/open311/v2", Changeset: changeset, Type: sort, Formats: nested[format]{"text/xml", "application/json"},
		}},
	})
}
