// Package report is a citizen's report: something is not right at a place, and the province answers.
//
// A [Report] comes in without an account ([Reports.Receive]): by the web, a QR code, the hotline desk, Open311, e-mail or
// a member of staff. It has a number that people say on the phone (PA-24-0001) and a secret code of its own, by which
// its reporter follows and answers it and by which nothing else is needed. The same draft sent again, by its
// idempotency key, is the same report.
//
// Pictures of a draft that was not sent yet wait for it under its key ([Reports.Keep]), so that who mends a draft or loses the line sends them once.
//
// It stands in the queue as one item (kind "report") of whoever has to act: first of the desk that classifies, within
// the time of [Intake]; then of the unit that handles it, within the time of its [Category]. Which unit that is comes
// from the routes of the category by area and date; what staff chose instead is kept and proposed next time
// ([Reports.Proposed]).
//
// The states are a table, in state.go. What is said to be done ([Reports.Resolve]) needs proof and is shown to the reporter,
// who within the days of [Intake] confirms, says no (once; it is reopened) or is silent. Only Confirmed counts
// as mended; Unanswered is a column of its own everywhere. A report that says the same as another is merged with it for
// real: who sent it sees the state and the answer of the other and speaks about that one, and it may be parted again.
//
// Proof is evidence at the item: a document, or a picture that was not seen at the report before and does not say itself that it was taken elsewhere.
//
// Who sends much within an hour is asked to wait, and who was banned ([Reports.Forbid]) is refused; what is about danger is taken from everybody and marked.
//
// Who left an address, or follows a public report, is asked by a letter whether it was them and told by mail from then on ([Follower], news.go): each address once of
// each change, also of what was merged; no letter carries what was reported, only a question goes along to whom it is asked. What comes back ends it.
//
// Who holds the code may have a browser told as well, by its push service, encrypted for it and without a word that anybody wrote (push.go).
//
// What is held about persons ([Reports.Holder]) is how a reporter is reached, what they wrote and showed, and who follows: found, given and erased, each after a time of its own.
//
// Rights: by the unit that has it and the area where it lies (rights.go); a row that may not be read is not found. A
// private category is read only by those who handle it. Name, telephone and e-mail of the reporter are shown to who
// classifies, and to who handles unless the reporter said not; each look is an entry in the ledger. What everybody may
// see ([Reports.Public]) is that a report is there and how it stands; words, place and chosen pictures once staff approved it, without the reporter, with telephone
// numbers, e-mail addresses, numbers of identity papers, plates and names behind a title masked, with parts of pictures covered ([Reports.Retouch]), and with its place blurred
// where the category says that homes are concerned.
//
// Events, body {"id"}: report.Received, Assigned, Rejected, Merged, Parted, Started, InfoAsked, InfoGiven, Returned, Resolved,
// Confirmed, Denied, Unanswered, Reopened, Approved, HandedOn, Moderated, Drafted. Others may read the table report.
//
// Categories, their questions, times and words are pack data (part reports), each with its basis and mark.
package report
