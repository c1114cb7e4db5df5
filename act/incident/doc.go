// Package incident is a case being handled.
//
// An [Incident] is open or closed. It is opened from an alert, by the rule that
// says so or by a person, once per alert: whoever opens the same alert again is
// given the incident that is there. Opening pins the newest version of the alert's
// playbook, whose steps become the checklist, and puts one item into the queue of
// the alert's owner unit, due by the playbook's limit, else by the severity's.
//
// Steps are done, or skipped with a reason; a slip can be taken back. Notes and
// the log are only ever added to.
//
// Closing an incident closes its work item in the same transaction, and closing
// the item closes the incident ([work.Kind]): either way it takes evidence and a
// reason, and of two who close at once one wins. The alert is not touched by it:
// an alert ends when values fall, and that end is written into this log.
//
// Rights: opening, reading, steps, notes and closing by unit and area. A row that
// may not be read is not found.
//
// Events, body {"id"}: incident.Opened, incident.StepChanged, incident.Noted,
// incident.AlertResolved, incident.Closed, incident.HandedOn, incident.Reopened. Others may read
// the tables incident and incident_alert.
package incident
