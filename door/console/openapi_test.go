package console_test

import (
	"encoding/json"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
)

// addresses are those that others rely on: the and the console's.
var addresses = strings.Fields(`
	GET/alerts GET/incidents GET/work GET/feeds GET/stations GET/areas GET/units GET/ledger
	GET/feeds/{feed}/contract PUT/feeds/{feed}/contract POST/feeds/{feed}/try
	POST/feeds/{feed}/quarantine/replay POST/feeds/{feed}/quarantine/discard POST/feeds/{feed}/quarantine/restore
	GET/feeds/{feed}/quarantine POST/alerts/{id}/acknowledge POST/alerts/{id}/incident POST/work/{id}/evidence POST/work/{id}/close
	POST/incidents/{id}/close GET/live POST/feeds/{feed}/observations GET/stations/{code}/observations GET/stations/{code}/history POST/stations/{code}/corrections POST/stations/{code}/marks
	POST/session GET/session DELETE/session GET/overview GET/stations/{code} GET/boundaries GET/replay GET/exports/{file} GET/alerts/{id} GET/incidents/{id}
	POST/incidents/{id}/steps/{no} POST/incidents/{id}/notes GET/work/{id} POST/work/{id}/take GET/work/reasons POST/work/{id}/pause POST/work/{id}/resume
	POST/work/{id}/extend POST/work/{id}/hand-on POST/work/{id}/decide POST/work/{id}/reopen POST/work/{id}/escalate
	POST/work/bulk POST/work/undo GET/work/views POST/work/views PUT/work/views/{id} DELETE/work/views/{id} GET/work/load GET/files/{sha} GET/feeds/{feed}
	GET/accounts GET/packs GET/rules GET/playbooks GET/calendar POST/calendar/plan PUT/calendar/days GET/keeping POST/keeping/plan PUT/keeping GET/rules/{code} PUT/rules/{code} POST/rules/{code}/disable POST/rules/{code}/enable POST/rules/check POST/rules/dry-run GET/packs/known GET/areas/changes GET/units/changes POST/areas/plan POST/areas/changes POST/units/plan POST/units/changes POST/packs/plan POST/packs/apply POST/packs/remove
	GET/warnings POST/warnings GET/warnings/{id} PUT/warnings/{id} POST/warnings/{id}/check POST/warnings/{id}/approve POST/warnings/{id}/return
	POST/warnings/{id}/publish POST/warnings/{id}/withdraw POST/warnings/{id}/update POST/warnings/{id}/cancel POST/warnings/{id}/confirm
	GET/roster GET/roster/on-duty GET/roster/{roster} PUT/roster/{roster} POST/roster/{roster}/overrides POST/roster/{roster}/leaves
	POST/roster/{roster}/leaves/{id}/end POST/roster/{roster}/swaps POST/roster/{roster}/swaps/{id}/agree POST/roster/{roster}/swaps/{id}/refuse
	POST/roster/{roster}/swaps/{id}/withdraw GET/deputies POST/deputies POST/deputies/{id}/end POST/deputies/{id}/move-end
	GET/playbooks/{code} GET/playbooks/{code}/changes POST/playbooks/{code}/review POST/playbooks/{code}/proposals POST/playbooks/{code}/try
	GET/playbook-proposals GET/playbook-proposals/{id} PUT/playbook-proposals/{id} POST/playbook-proposals/{id}/propose POST/playbook-proposals/{id}/approve
	POST/playbook-proposals/{id}/return POST/playbook-proposals/{id}/withdraw GET/law
	GET/directives POST/directives GET/directives/people GET/directives/{id} POST/directives/{id}/report POST/directives/{id}/hand-in POST/directives/{id}/accept
	POST/directives/{id}/send-back POST/directives/{id}/withdraw
	GET/handovers POST/handovers GET/handovers/posts GET/handovers/{id} POST/handovers/{id}/notes POST/handovers/{id}/notes/{note}/remove POST/handovers/{id}/marks
	POST/handovers/{id}/ticks POST/handovers/{id}/sign-out POST/handovers/{id}/take-back POST/handovers/{id}/sign-in
	GET/notices POST/notices/read POST/notices/{id}/acknowledge GET/notices/rules PUT/notices/rules POST/notices/addresses
	POST/notices/addresses/{id}/confirm POST/notices/addresses/{id}/test DELETE/notices/addresses/{id} POST/notices/push
	GET/notices/deliveries POST/notices/deliveries/{id}/retry GET/notices/channels PUT/notices/channels/{channel}
	GET/alerts/groups GET/alerts/settings GET/exercises GET/exercises/scripts GET/exercises/{id} GET/exercises/{id}/records
	GET/incidents/types GET/incidents/{id}/people GET/incidents/{id}/proposals GET/incidents/{id}/sitreps GET/maintenances GET/signals
	GET/silences GET/warnings/templates GET/warnings/templates/{code} POST/alerts/groups/{id}/acknowledge POST/alerts/{id}/raise
	POST/exercises POST/exercises/{id}/archive POST/exercises/{id}/drop POST/exercises/{id}/end POST/exercises/{id}/pause
	POST/exercises/{id}/resume POST/exercises/{id}/score POST/exercises/{id}/start POST/feeds/{feed}/alertmanager POST/incidents
	POST/incidents/{id}/findings POST/incidents/{id}/findings/proposal POST/incidents/{id}/join POST/incidents/{id}/objectives POST/incidents/{id}/objectives/{no}
	POST/incidents/{id}/part POST/incidents/{id}/related POST/incidents/{id}/resources POST/incidents/{id}/resources/{no}
	POST/incidents/{id}/roles POST/incidents/{id}/severity POST/incidents/{id}/sitreps POST/incidents/{id}/sitreps/every
	POST/maintenances POST/maintenances/{id}/end POST/signals POST/signals/{id}/aside POST/silences POST/silences/plan
	POST/silences/{id}/end
	GET/privacy POST/privacy GET/privacy/register GET/privacy/{id} GET/privacy/{id}/piece POST/privacy/{id}/identify POST/privacy/{id}/search
	POST/privacy/{id}/decide POST/privacy/{id}/withdraw POST/privacy/{id}/answer POST/privacy/{id}/refuse GET/privacy/{id}/export GET/privacy/{id}/letter
	GET/breaches POST/breaches GET/breaches/{id} POST/breaches/{id}/tell POST/breaches/{id}/close
	GET/retention GET/retention/{id} POST/retention/hold POST/retention/let-go
	GET/reports POST/reports POST/reports/plan GET/reports/categories GET/reports/similar GET/report-bans POST/report-bans/{id}/lift GET/reports/{id} PUT/reports/{id}/draft
	POST/reports/{id}/assign POST/reports/{id}/reject POST/reports/{id}/merge POST/reports/{id}/part POST/reports/{id}/start POST/reports/{id}/ask
	POST/reports/{id}/return POST/reports/{id}/resolve POST/reports/{id}/reopen POST/reports/{id}/approve POST/reports/{id}/withdraw POST/reports/{id}/redact POST/reports/{id}/visit
	GET/open-data GET/open-data/{code} POST/open-data/{code}/approve POST/open-data/{code}/withdraw
	GET/dashboards POST/dashboards GET/dashboards/{id} GET/dashboards/{id}/figures PUT/dashboards/{id} DELETE/dashboards/{id} POST/dashboards/{id}/restore
	GET/briefs POST/briefs GET/briefs/{date} POST/briefs/{date}/sign POST/briefs/{date}/send POST/briefs/{date}/remind GET/briefs/{date}/meeting POST/briefs/{date}/meeting
	GET/briefs/{date}/meeting/people POST/briefs/{date}/meeting/hear POST/briefs/{date}/meeting/decisions POST/briefs/{date}/meeting/end PUT/accounts/{id}/phone
	GET/periodic POST/periodic GET/periodic/settings GET/periodic/{id} GET/periodic/{id}/document POST/periodic/{id}/sign POST/periodic/{id}/withdraw
	GET/periodic/templates/{unit}/{rhythm} POST/periodic/templates/{unit}/{rhythm} GET/periodic/templates/{unit}/{rhythm}/file POST/periodic/templates/{unit}/{rhythm}/back
	GET/indicators GET/indicators/{code} GET/indicators/{code}/values GET/indicators/{code}/values/{key}/pedigree GET/frames
	GET/datasets GET/datasets/{form} POST/datasets/{form}/values GET/value-sets GET/value-sets/{id} GET/value-sets/{id}/history GET/value-sets/{id}/earlier GET/datasets/{form}/punctual GET/datasets/{form}/template.xlsx POST/datasets/{form}/workbook POST/value-sets/{id}/submit POST/value-sets/{id}/approve
	POST/value-sets/{id}/return POST/value-sets/{id}/lock POST/value-sets/{id}/correct
	POST/reports/{id}/photos/{sha} POST/reports/{id}/ban GET/reports/{id}/pictures/{sha} GET/reports/{id}/originals/{sha}`)

func TestTheDocumentIsTheWholeAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		var doc struct {
			OpenAPI string `json:"openapi"`
			Paths   map[string]map[string]struct {
				OperationID string                     `json:"operationId"`
				Summary     string                     `json:"summary"`
				Security    []map[string][]string      `json:"security"`
				Responses   map[string]json.RawMessage `json:"responses"`
			} `json:"paths"`
			Components struct {
				Schemas map[string]json.RawMessage `json:"schemas"`
			} `json:"components"`
		}
		raw := b.get("", "/openapi.json")
		raw.into(200, &doc)
		if !strings.HasPrefix(doc.OpenAPI, "3.1") {
			t.Errorf("version %q", doc.OpenAPI)
		}
		// What other doors serve is described here and mounted elsewhere.
		others := []string{"POST/session", "GET/session", "DELETE/session", "GET/live", "POST/feeds/{feed}/observations", "POST/feeds/{feed}/alertmanager"}
		open := []string{"POST/session", "DELETE/session"}
		ids, found := map[string]string{}, map[string]bool{}
		for path, methods := range doc.Paths {
			for method, op := range methods {
				address := strings.ToUpper(method) + path
				found[address] = true
				if !slices.Contains(addresses, address) {
					t.Errorf("%s is served and nobody listed it", address)
				}
				if op.OperationID == "" || op.Summary == "" || ids[op.OperationID] != "" {
					t.Errorf("%s has no operation id or summary of its own: %q is also %s", address, op.OperationID, ids[op.OperationID])
				}
				ids[op.OperationID] = address
				want := []string{"400", "500", "503"}
				if !slices.Contains(open, address) {
					want = append(want, "401", "403")
					if len(op.Security) == 0 {
						t.Errorf("%s does not say how to sign in", address)
					}
				}
				if strings.Contains(path, "{") {
					want = append(want, "404")
				}
				for _, status := range want {
					if !strings.Contains(string(op.Responses[status]), "application/problem+json") {
						t.Errorf("%s does not say how it refuses with %s", address, status)
					}
				}
				if slices.Contains(others, address) {
					continue
				}
				r := httptest.NewRequest(strings.ToUpper(method), "/api/v1"+strings.NewReplacer("{", "", "}", "", "{no}", "1").Replace(path), nil)
				if _, pattern := b.mux.Handler(r); pattern != strings.ToUpper(method)+" /api/v1"+path {
					t.Errorf("%s is described and served by %q", address, pattern)
				}
			}
		}
		for _, address := range addresses {
			if !found[address] {
				t.Errorf("%s is missing", address)
			}
		}
		if work := string(doc.Components.Schemas["Work"]); !strings.Contains(work, `"oneOf":[{"$ref":"#/components/schemas/Person"},{"type":"null"}]`) {
			t.Errorf("an item that nobody took has no person, which the document hides: %s", work)
		}
		// Every reference leads somewhere.
		for _, part := range strings.Split(raw.Body.String(), `"$ref":"#/components/schemas/`)[1:] {
			if name, _, _ := strings.Cut(part, `"`); doc.Components.Schemas[name] == nil {
				t.Errorf("the schema %s is not described", name)
			}
		}
	})
}
