// Package alert is the life of an alert: what a rule or a feed's contract found,
// until values say otherwise.
//
// An [Alert] is firing, acknowledged or resolved. It is about one [Subject], a
// station or a feed. Its fingerprint is (rule, subject, parameter, breach); at most
// one alert lives per fingerprint. It fires and is
// resolved by rule findings alone (rule.Fired, rule.Resolved), never by closing a
// case; a person acknowledges it, which says "seen" and changes nothing else.
// Acknowledging is possible once.
//
// An alert keeps what it was found on: the value with unit, feed and observation
// time, the rule's name, its condition in plain words and as it was written, severity
// and playbook as they were, the owner unit and the station's area with their paths
// of that day; while it lives they follow to where the unit and the area live on. What a contract found has the contract's owner, area, playbook and
// severity, and opens a case where the contract says so and nothing else stands
// against that feed: one outage is one case.
//
// Rights: reading by area, acknowledging by unit and area. A row that may not be
// read is not found.
//
// Events, body {"id"}: alert.Fired, alert.Acknowledged, alert.Resolved, alert.HandedOn. Others
// may read the table alert.
package alert
