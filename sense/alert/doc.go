// Package alert is the life of an alert: what a rule, a feed's contract or another
// system found, until values say otherwise.
//
// An [Alert] is firing, acknowledged or resolved. It is about one [Subject], a
// station, a feed or what another system watches. Its fingerprint is (rule, subject,
// parameter, breach); at most one alert lives per fingerprint. It fires and is
// resolved by findings alone (rule.Fired, rule.Resolved, [Alerts.Outside]), never by
// closing a case. A person acknowledges it, which says "seen" and changes nothing else;
// that can be taken back, and after a time by its severity it grows stale: what still
// stands then is raised, it fires again. A closed case counts like an acknowledgement.
//
// An alert keeps what it was found on: the value with unit, feed and observation
// time, the rule's name, its condition in plain words and as it was written, severity
// and playbook as they were, the owner unit and the station's area with their paths
// of that day; while it lives they follow to where the unit and the area live on. What a contract found has the contract's owner, area, playbook and
// severity, and opens a case where the contract says so and nothing else stands
// against that feed: one outage is one case.
//
// Each alert is in one [Group], by the labels that a [Grouping] names; the owner unit
// and the province always count. People are told of the group: once when the wait
// after its first alert is over, again after the interval when something new came, and
// after the repeat time while anything of it is neither acknowledged nor in a case
// (alert.GroupNotified). A group ends with its last alert.
//
// An alert that is muted is stored and listed like any, with why ([Mute]); nobody is
// told of it and it opens no work. It is muted by a [Silence] (matchers, comment, an
// end that is never missing and never later than the longest time), by a window of a
// [Maintenance], which is a silence that was planned, or by an [Inhibition] while its
// cause stands. When the last reason is gone and it still fires, people are told.
// A silence mutes within its own unit and area only, so nobody can silence what they
// may not. Matchers of everything are refused.
//
// A finding that comes back again and again within an hour is one alert that flaps: it
// stays, whatever its condition does, until nothing changed for half an hour.
//
// Groupings, inhibitions and times are data of a pack (part alerting); what counts
// where none says so is in setting.go, all of it PROJECT CHOICE. A changed grouping
// counts for alerts to come.
//
// Rights: reading by area, acknowledging and silencing by unit and area. A row that may
// not be read is not found. Whoever reads an alert is told what mutes it.
//
// Events, body {"id"}: of an alert alert.Fired, alert.Acknowledged, alert.Resolved,
// alert.HandedOn, alert.Raised, alert.Muted, alert.Unmuted, alert.Flapping,
// alert.Steady; of a group alert.GroupNotified, alert.GroupEnded; of a silence
// alert.Silenced, alert.SilenceEnded. Others may read the tables alert, alert_group
// and alert_silence.
package alert
