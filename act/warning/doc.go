// Package warning keeps public warnings: what the province tells its people when
// they must do something, in Vietnamese and English and in easy words, as a
// message of CAP 1.2 (package cap) and in the forms made from it.
//
// A [Warning] is a draft, then checked, approved by a second person, published;
// what is published is never changed: an Update or a Cancel follows it and takes
// its place. A draft may be withdrawn. The moves are one table, in state.go.
//
// What is promised:
//
//   - Nobody approves what they wrote or last changed, whatever their role.
//   - What is approved is what is published: an edit sends a warning back to draft.
//   - A published message is signed and kept to the byte; feeds hand out these
//     bytes. It passes [cap.Check].
//   - A warning ends: without a time of expiry it is refused. It has both
//     languages, an instruction and a line in easy words, or it cannot be checked.
//   - A Cancel ends earlier warnings the moment it is published.
//
// While it waits for approval it stands in the queue as an item of the kind
// warning-approval, by the clock on the wall; approving or returning it closes the
// item, and the item cannot be closed in another way.
//
// Rights: [Read], [ToDraft], [ToApprove], [ToConfirm], by owner unit and area.
// What is published with scope Public may be read by everybody: [Warnings.Feed].
//
// Events, body {"id"}: warning.Drafted, warning.Edited, warning.Checked,
// warning.Returned, warning.Approved, warning.Published, warning.Withdrawn,
// warning.Confirmed, warning.HandedOn for one whose unit was succeeded,
// and warning.Ended for one that was updated or cancelled.
// Others may read the table warning without its message.
package warning
