// Package playbook keeps procedures as versioned data: which steps to take, by
// which role of which unit, within which time, on which legal basis, with which
// evidence, and where a question decides which way to go on.
//
// A [Playbook] comes from a pack by [Playbooks.Put], or from people here: a
// [Proposal] is a draft, then proposed, then approved by a second person, and so
// becomes a version; the moves are one table, in state.go. Either gives changed
// content a new version and leaves old ones as they were: a case keeps the version
// that was pinned when it was opened ([Playbooks.Pin]). The newest version whose
// day has come counts; it is in force on the days From <= day < To.
//
// What is promised:
//
//   - Every act and clause that a step cites exists in ground/law. When one of them
//     changes, the playbooks that cite it are flagged and their owner gets an item,
//     until a new version comes or somebody says that it still holds.
//   - Nobody approves what they wrote, changed or handed in, whatever their role.
//     What is approved is the revision that was looked at.
//   - Two who edit at once lose nothing: the second is told, and no proposal that
//     rests on an older version comes into force over a newer one.
//   - Questions lead forward only, and every step can be reached ([Playbook.Path]).
//   - A playbook that a rule, a feed's contract or a case uses cannot be removed,
//     and one that rules or feeds count on cannot end.
//
// A step's limit counts from the opening of the case. Duty officers and shift
// leaders work around the clock, so their limits are clock time; everybody else's
// are working time by the calendar (PROJECT CHOICE). [Score] tells how well a run
// was, [Playbooks.RecordDrill] keeps what an exercise scored.
//
// In the queue: playbook-approval for what waits for a second person, and
// playbook-law for what a changed text flags; both end on the playbook's page.
//
// Rights: [Read] and [ToPropose] for everyone who acts by playbooks, [ToEdit] and
// [ToApprove] by owner unit, [ToRecordDrill].
//
// Events, body {"code", "proposal"}: playbook.Put, playbook.Proposed,
// playbook.Decided, playbook.Flagged, playbook.Drilled. Others may read the table
// playbook (id, code, version, title_vi, title_en, unit).
package playbook
