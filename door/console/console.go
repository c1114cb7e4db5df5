package console

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"thanhdong/act/directive"
	"thanhdong/act/exercise"
	"thanhdong/act/handover"
	"thanhdong/act/incident"
	"thanhdong/act/notify"
	"thanhdong/act/playbook"
	"thanhdong/act/roster"
	"thanhdong/act/warning"
	"thanhdong/act/work"
	"thanhdong/door/wire"
	"thanhdong/ground/account"
	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/file"
	"thanhdong/ground/unit"
	"thanhdong/know/briefing"
	"thanhdong/know/dashboard"
	"thanhdong/know/dataset"
	"thanhdong/know/indicator"
	"thanhdong/know/periodic"
	"thanhdong/know/publish"
	"thanhdong/pack"
	"thanhdong/sense/alert"
	"thanhdong/sense/derive"
	"thanhdong/sense/entity"
	"thanhdong/sense/feed"
	"thanhdong/sense/observation"
	"thanhdong/sense/rule"
	"thanhdong/serve/privacy"
	"thanhdong/serve/report"
)

// Deps are the rooms that the console speaks to.
type Deps struct {
	DB           *db.DB
	Version      string
	Accounts     *account.Accounts
	Heirs        *unit.Heirs
	Files        *file.Files
	Entities     *entity.Entities
	Observations *observation.Observations
	Derive       *derive.Derive
	Feeds        *feed.Feeds
	Rules        *rule.Rules
	Alerts       *alert.Alerts
	Rosters      *roster.Rosters
	Work         *work.Work
	Playbooks    *playbook.Playbooks
	Incidents    *incident.Incidents
	Directives   *directive.Directives
	Handovers    *handover.Handovers
	Notices      *notify.Notices
	Warnings     *warning.Warnings
	Exercises    *exercise.Exercises
	Reports      *report.Reports
	Datasets     *dataset.Sets
	Boards       *dashboard.Boards
	Briefs       *briefing.Briefs
	OpenData     *publish.Sets
	Periodic     *periodic.Editions
	Figures      *indicator.Figures
	Packs        *pack.Packs
	Consent      *consent.Consent
	Privacy      *privacy.Privacy
}

// Console is the door.
type Console struct {
	Deps
	mux *http.ServeMux
	api huma.API
}

// Register puts every address of the door on the mux. It panics when the
// description of an address is wrong, which the tests would have found.
func Register(mux *http.ServeMux, d Deps) {
	c := &Console{Deps: d, mux: mux, api: openAPI(mux, d.Version)}
	const get, post = http.MethodGet, http.MethodPost
	const missing, conflict, tooLarge, wrongType = http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType

	add(c, asked{method: get, path: "/overview", id: "overview", summary: "What is open, late or silent now"}, show(c, c.overview))

	add(c, asked{method: get, path: "/stations", id: "station-list", summary: "Stations with their newest values"}, show(c, c.stationList))
	add(c, asked{method: get, path: "/stations/{code}", id: "station", summary: "One station", errors: []int{missing}}, show(c, c.stationOne))
	c.addObservations()
	add(c, asked{method: get, path: "/stations/{code}/history", id: "observation-history", summary: "What stood at an instant, and what people said of it", errors: []int{missing}}, show(c, c.observationHistory))
	add(c, asked{method: post, path: "/stations/{code}/corrections", id: "observation-correct", summary: "Correct a value, with the reason", errors: []int{missing, conflict}}, c.observationCorrect)
	add(c, asked{method: post, path: "/stations/{code}/marks", id: "observation-mark", summary: "Mark the values of a span, with the reason", errors: []int{missing, conflict}}, c.observationMark)
	add(c, asked{method: get, path: "/replay", id: "replay", summary: "One parameter of all stations through one day"}, show(c, c.replay))
	c.addExports()
	c.addKeeping()

	add(c, asked{method: get, path: "/areas", id: "area-list", summary: "Areas"}, show(c, c.areaList))
	add(c, asked{method: get, path: "/units", id: "unit-list", summary: "Units"}, show(c, c.unitList))
	add(c, asked{method: get, path: "/areas/changes", id: "area-changes", summary: "What became of areas between two days"}, show(c, c.areaChanges))
	add(c, asked{method: get, path: "/units/changes", id: "unit-changes", summary: "What became of units between two days"}, show(c, c.unitChanges))
	add(c, asked{method: post, path: "/areas/plan", id: "area-plan", summary: "What a change of areas would do, without doing it", errors: []int{conflict}}, show(c, c.areaPlan))
	add(c, asked{method: post, path: "/areas/changes", id: "area-change", summary: "Merge, split, rename or succeed areas as the plan showed", errors: []int{conflict}}, c.areaChange)
	add(c, asked{method: post, path: "/units/plan", id: "unit-plan", summary: "What a change of units would do, without doing it", errors: []int{conflict}}, show(c, c.unitPlan))
	add(c, asked{method: post, path: "/units/changes", id: "unit-change", summary: "Merge, split, rename or succeed units as the plan showed", errors: []int{conflict}}, c.unitChange)
	c.addBoundaries()

	add(c, asked{method: get, path: "/calendar", id: "calendar", summary: "What differs from the working week in one year"}, show(c, c.calendarYear))
	add(c, asked{method: post, path: "/calendar/plan", id: "calendar-plan", summary: "What a change of days would do, without doing it"}, show(c, c.calendarPlan))
	add(c, asked{method: http.MethodPut, path: "/calendar/days", id: "calendar-change", summary: "Change days as the plan showed", errors: []int{conflict}}, c.calendarChange)

	add(c, asked{method: get, path: "/feeds", id: "feed-list", summary: "Sources under contract"}, show(c, c.feedList))
	add(c, asked{method: get, path: "/feeds/{feed}", id: "feed", summary: "One source", errors: []int{missing}}, show(c, c.feedOne))
	add(c, asked{method: get, path: "/feeds/{feed}/quarantine", id: "quarantine-list", summary: "What was not taken, and why", errors: []int{missing}}, show(c, c.feedQuarantine))
	add(c, asked{method: post, path: "/feeds/{feed}/quarantine/replay", id: "quarantine-replay", summary: "Play rows again after mending; each is taken once", errors: []int{missing, tooLarge}}, c.quarantineReplay)
	add(c, asked{method: post, path: "/feeds/{feed}/quarantine/discard", id: "quarantine-discard", summary: "Put rows aside with a reason", errors: []int{missing, tooLarge}}, c.quarantineDiscard)
	add(c, asked{method: post, path: "/feeds/{feed}/quarantine/restore", id: "quarantine-restore", summary: "Take rows back that were put aside", errors: []int{missing, tooLarge}}, c.quarantineRestore)
	add(c, asked{method: get, path: "/feeds/{feed}/contract", id: "feed-contract", summary: "The contract as it was saved", errors: []int{missing}}, show(c, c.feedContract))
	add(c, asked{method: http.MethodPut, path: "/feeds/{feed}/contract", id: "feed-save", summary: "Save a contract, or a new feed", errors: []int{missing, conflict, tooLarge}}, c.feedSave)
	add(c, asked{method: post, path: "/feeds/{feed}/try", id: "feed-try", summary: "What a sample would become; nothing is stored", errors: []int{missing, tooLarge}}, show(c, c.feedTry))
	c.addRules()

	add(c, asked{method: get, path: "/alerts", id: "alert-list", summary: "Alerts, newest first"}, show(c, c.alertList))
	add(c, asked{method: get, path: "/alerts/{id}", id: "alert", summary: "One alert", errors: []int{missing}}, show(c, c.alertOne))
	add(c, asked{method: post, path: "/alerts/{id}/acknowledge", id: "alert-acknowledge", summary: "Say that it was seen", errors: []int{missing, conflict}}, c.alertAcknowledge)
	add(c, asked{method: post, path: "/alerts/{id}/incident", id: "alert-incident", summary: "Open its incident, or give the one that is open", errors: []int{missing, conflict}}, c.alertIncident)

	c.addIncidents()
	c.addSilences()
	c.addWarnings()
	c.addDirectives()
	c.addReports()
	c.addDatasets()
	c.addDashboards()
	c.addBriefs()
	c.addOpenData()
	c.addPeriodic()
	c.addIndicators()
	c.addExercises()
	c.addHandovers()
	c.addRosters()
	c.addNotices()
	c.addPrivacy()
	c.addBreaches()
	c.addRetention()

	add(c, asked{method: get, path: "/work", id: "work-list", summary: "The queue, by due time"}, show(c, c.workList))
	add(c, asked{method: get, path: "/work/{id}", id: "work", summary: "One item", errors: []int{missing}}, show(c, c.workOne))
	add(c, asked{method: post, path: "/work/{id}/take", id: "work-take", summary: "Become the person responsible", errors: []int{missing, conflict}}, c.workTake)
	c.addWorkClocks()
	c.addWorkTriage()
	c.addWorkViews()
	add(c, asked{method: post, path: "/work/{id}/close", id: "work-close", summary: "Close with a reason", errors: []int{missing, conflict}}, c.workClose)
	addRaw(c, asked{method: post, path: "/work/{id}/evidence", id: "work-evidence", summary: "Hand in a photo or a document", status: http.StatusCreated,
		errors: []int{missing, conflict, tooLarge, wrongType}}, c.workEvidence, c.describeEvidence)
	addRaw(c, asked{method: get, path: "/files/{sha}", id: "file", summary: "The bytes of evidence", errors: []int{missing}}, c.fileGet, describeFile)
	c.addPlaybooks()

	add(c, asked{method: get, path: "/accounts", id: "account-list", summary: "Accounts"}, show(c, c.accountList))
	add(c, asked{method: http.MethodPut, path: "/accounts/{id}/phone", id: "account-phone", summary: "At which telephone somebody is reached at work", status: http.StatusNoContent, errors: []int{missing}}, c.accountPhone)
	add(c, asked{method: get, path: "/packs", id: "pack-list", summary: "Applied packs"}, show(c, c.packList))
	add(c, asked{method: get, path: "/packs/known", id: "pack-known", summary: "Packs that come with the product"}, show(c, c.packKnown))
	add(c, asked{method: post, path: "/packs/plan", id: "pack-plan", summary: "What applying or removing would do, without doing it", errors: []int{missing, conflict}}, c.packPlan)
	add(c, asked{method: post, path: "/packs/apply", id: "pack-apply", summary: "Apply a pack that comes with the product", errors: []int{missing, conflict}}, c.packApply)
	add(c, asked{method: post, path: "/packs/remove", id: "pack-remove", summary: "End what a pack set to work; what was measured and done stays", errors: []int{missing, conflict}}, c.packRemove)
	add(c, asked{method: get, path: "/ledger", id: "ledger-list", summary: "Who did what, newest first"}, show(c, c.ledgerList))

	c.describeOthers()
	unsay := c.sayWhatMayBeNull()
	document, err := json.Marshal(c.api.OpenAPI())
	unsay()
	if err != nil {
		panic(fmt.Errorf("describe the API: %w", err))
	}
	mux.Handle("GET "+prefix+"/openapi.json", wire.Handler(func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Type", "application/openapi+json")
		w.Header().Set("Cache-Control", "public, max-age=300")
		_, err := w.Write(document)
		return err
	}))
}
