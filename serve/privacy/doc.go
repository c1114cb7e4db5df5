// Package privacy is a person's request about their data, with its clock and its answer, and the record of breaches.
//
// A [Request] asks to see, to correct or to delete what is held, or objects to its use. Anybody
// files one ([Privacy.File], held to a rate) and follows it by a code that is shown once and kept as a digest. It
// stands in the queue as an item of the kind privacy. What acts set as its time ([Clock]) is pack data (part privacy), dated; it
// counts on the wall, not working time.
//
// Who handles it notes how they made sure who asks ([Privacy.Identify]), lets every holder of data be asked
// ([Privacy.Search]; rooms answer through consent.Holder, whatever the rights of who searches in those rooms), gives
// the data ([Privacy.Export]), and decides on each piece ([Privacy.Decide]): given, corrected (noted here, done in its room), erased, kept by law, or somebody else's. Then
// it is answered, once every piece is decided, or refused with the legal reason. The moves are one table, in state.go.
//
// What is promised: nothing is searched, given or erased before identity is noted. Each look at a request or at the
// data found for it is an entry of the ledger. Erased data are gone from the room and from the ledger's payloads, and the
// ledger still verifies. An item is closed only by an answer. Titles of work name nobody.
//
// Who files one may agree that the code opens the answer ([ByCode]) and take that back; else the answer is handed over.
//
// A [Breach] says what happened, when it was found, and whom was told when; its clock counts from when it was found.
// It is closed once the authority was told.
//
// The room holds data of persons itself and answers for them ([Privacy.Holder]).
//
// When the item is handed on, or its unit ends, request and breach follow it. Rights: [Read], [ToHandle], by unit and area
// of the row; a row that may not be read is not found.
//
// Events, body {"id"}: privacy.Filed, privacy.Moved, privacy.BreachRecorded, privacy.BreachMoved.
package privacy
