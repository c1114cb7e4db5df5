package console

import "net/http"

// addIncidents puts the addresses of cases and signals on the mux.
func (c *Console) addIncidents() {
	const get, post = http.MethodGet, http.MethodPost
	const missing, conflict = http.StatusNotFound, http.StatusConflict
	one, change := []int{missing}, []int{missing, conflict}

	add(c, asked{method: get, path: "/incidents", id: "incident-list", summary: "Incidents, newest first"}, show(c, c.incidentList))
	add(c, asked{method: post, path: "/incidents", id: "incident-open", summary: "Open one by hand: at a place, at a station, from a signal", errors: change}, c.incidentOpen)
	add(c, asked{method: get, path: "/incidents/types", id: "incident-types", summary: "Types of incidents, as packs name them"}, show(c, c.incidentTypes))
	add(c, asked{method: get, path: "/incidents/{id}", id: "incident", summary: "One incident", errors: one}, show(c, c.incidentOne))
	add(c, asked{method: post, path: "/incidents/{id}/steps/{no}", id: "incident-step", summary: "Do, skip or reopen a step", errors: change}, c.incidentStep)
	add(c, asked{method: post, path: "/incidents/{id}/notes", id: "incident-note", summary: "Write into the log, with source and reliability", errors: one}, c.incidentNote)
	add(c, asked{method: post, path: "/incidents/{id}/close", id: "incident-close", summary: "Close with a reason; needs evidence", errors: change}, c.incidentClose)

	add(c, asked{method: get, path: "/incidents/{id}/proposals", id: "incident-proposals", summary: "What seems to belong to it, and why", errors: one}, show(c, c.incidentProposals))
	add(c, asked{method: post, path: "/incidents/{id}/join", id: "incident-join", summary: "Join an alert, a signal or a whole incident to it", errors: change}, c.incidentJoin)
	add(c, asked{method: post, path: "/incidents/{id}/part", id: "incident-part", summary: "Part an alert or a signal from it; with neither, part it from the one that leads it", errors: change}, c.incidentPart)
	add(c, asked{method: post, path: "/incidents/{id}/severity", id: "incident-severity", summary: "Change how severe it is, with the reason", errors: change}, c.incidentSeverity)
	add(c, asked{method: post, path: "/incidents/{id}/related", id: "incident-related", summary: "Say that two incidents hang together, or that they do not", errors: change}, c.incidentRelate)

	add(c, asked{method: get, path: "/incidents/{id}/people", id: "incident-people", summary: "People that a role is offered to", errors: one}, show(c, c.incidentPeople))
	add(c, asked{method: post, path: "/incidents/{id}/roles", id: "incident-role", summary: "Give a role to a person, or to nobody", errors: change}, c.incidentRole)
	add(c, asked{method: post, path: "/incidents/{id}/objectives", id: "incident-objective", summary: "Say what shall be reached", errors: change}, c.incidentObjective)
	add(c, asked{method: post, path: "/incidents/{id}/objectives/{no}", id: "incident-objective-met", summary: "Say that it is met, or is not", errors: change}, c.incidentMeet)
	add(c, asked{method: post, path: "/incidents/{id}/resources", id: "incident-resource", summary: "Ask for a resource", errors: change}, c.incidentResource)
	add(c, asked{method: post, path: "/incidents/{id}/resources/{no}", id: "incident-resource-move", summary: "Say that it is there, or given back", errors: change}, c.incidentResourceMove)

	add(c, asked{method: get, path: "/incidents/{id}/sitreps", id: "incident-sitreps", summary: "Situation reports that were sent, and the draft of the next", errors: one}, show(c, c.incidentSitreps))
	add(c, asked{method: post, path: "/incidents/{id}/sitreps", id: "incident-sitrep-send", summary: "Send a situation report; it is frozen then", errors: change}, c.incidentSitrepSend)
	add(c, asked{method: post, path: "/incidents/{id}/sitreps/every", id: "incident-sitrep-every", summary: "Change how often one is asked for", errors: change}, c.incidentSitrepEvery)
	add(c, asked{method: post, path: "/incidents/{id}/findings", id: "incident-finding", summary: "Write what was learned, after closing", errors: change}, c.incidentFinding)
	add(c, asked{method: post, path: "/incidents/{id}/findings/proposal", id: "incident-propose", summary: "Propose a version of its playbook out of its findings", status: http.StatusCreated, errors: change}, c.incidentPropose)

	add(c, asked{method: get, path: "/signals", id: "signal-list", summary: "What people said and what belongs to no incident yet, newest first"}, show(c, c.signalList))
	add(c, asked{method: post, path: "/signals", id: "signal-take", summary: "Write down what somebody called, reported or saw", errors: change}, c.signalTake)
	add(c, asked{method: post, path: "/signals/{id}/aside", id: "signal-aside", summary: "Set it aside with a reason; an empty one takes that back", errors: change}, c.signalAside)
}
