// Package playbook keeps procedures as versioned data: which steps to take, by
// which role of which unit, within which time, on which legal basis, with which
// evidence.
//
// A [Playbook] comes from a pack. [Playbooks.Put] gives changed content a new
// version and leaves old versions as they were: a case keeps the version that was
// pinned when it was opened ([Playbooks.Pin]). The newest version counts; it is in
// force on the days From <= day < To.
//
// Every act and clause that a step cites must exist in ground/law. A playbook
// that a rule, a feed's contract or a case uses cannot be removed.
//
// A step's limit counts from the opening of the case. Duty officers and shift
// leaders work around the clock, so their limits are clock time; everybody else's
// are working time by the calendar (PROJECT CHOICE).
//
// Rights: reading, by everyone. No events: playbooks change with packs, and the
// ledger tells when. Others may read the table playbook (id, code, version,
// title_vi, title_en).
package playbook
