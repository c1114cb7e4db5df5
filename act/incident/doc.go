// Package incident is a case being handled.
//
// An [Incident] is open, closed, or joined to another. It is opened from an alert, by
// the rule that says so or by a person, once per alert: whoever opens the same alert
// again is given the incident that is there; or by hand ([Incidents.Open]) at a place,
// at a station, or from what somebody called. Opening pins the newest version of the
// playbook, whose steps become the checklist, and puts one item into the queue of
// the owner unit, due by the playbook's limit, else by the severity's. Types of
// incidents are data of packs ([Type]).
//
// Signals are alerts, and what people call, report or see ([Signal]). They are joined
// to a case by hand; what is near in place, time and kind is proposed with its reason
// ([Incidents.Proposals], [Why]), and nothing is joined by itself. What was joined is
// parted again and stands where it stood; only the origin of a case stays. Two whole
// cases are joined by naming the one that leads ([Incidents.Join]): the other is closed
// as joined, its work with it, and its signals show with the lead's; [Incidents.Part]
// gives it back with its work.
//
// A case is run by people in roles, handed over with their times; it has objectives,
// resources that were asked for, came and were given back, related cases, and
// situation reports: asked for every so many hours, written beforehand from the log and
// the figures, frozen once sent. After closing, findings are written ([Finding]) beside how
// the steps went ([playbook.Score]), and become a proposed version of the playbook, which
// names the case as the case names it ([Incidents.Propose]).
//
// Steps are done, or skipped with a reason; a slip can be taken back. A step that asks
// is done by answering it ([Incidents.Answer]): the answer chooses the way, the steps that
// it leads past are off and are neither to be done nor counted, and taking it back brings
// them on again. Notes and the log are only ever added to.
//
// Closing an incident closes its work item in the same transaction, and closing
// the item closes the incident ([work.Kind]): either way it takes evidence and a
// reason, and of two who close at once one wins. The alert is not touched by it:
// an alert ends when values fall, and that end is written into this log.
//
// An alert that fires, is heard and is in no case is an item of its owner unit ([AlertItems]): kind alert,
// or feed-breach where a feed breaks its contract. It is urgent: due by the clock, by its severity, closed
// without evidence. It ends by itself when the alert is acknowledged, resolved, muted or taken into a case;
// closing it by hand acknowledges, taking it up again raises the alert. A storm would drown people in items,
// so there is one for each alert only while the waiting alerts of a group are fewer than its grouping's
// "many" (4 where no pack says otherwise); from then on one item stands for the group, until none of it waits.
// When the case of a standing alert is closed, that counts like an acknowledgement: it is raised again when
// that has grown stale.
//
// Rights: opening, reading, steps, notes and closing by unit and area. A row that
// may not be read is not found.
//
// Events, body {"id"}: incident.Opened, incident.StepChanged, incident.Noted,
// incident.AlertResolved, incident.Closed, incident.HandedOn, incident.Reopened, incident.Joined,
// incident.Parted, incident.SignalsMoved, incident.Graded, incident.RoleChanged, incident.Run,
// incident.SitrepDue, incident.SitrepSent, incident.Reviewed; with "alert" beside it
// incident.AlertJoined, incident.AlertParted; of a signal incident.SignalChanged. Others may read
// the tables incident, incident_alert, incident_type and incident_role.
package incident
