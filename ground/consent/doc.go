// Package consent knows which rooms hold data of persons, what people agreed to, and how long data are kept.
//
// A [Holder] is a room that holds data of persons: it names its kinds of data, finds what it holds about one
// person, gives a piece whole, erases it, and lists what has grown old. Rooms are registered by app ([Consent.Hold]); nothing
// here knows what a holder is about. A [Piece] is one row of a holder, named by its [Ref]. What holders have in common
// stands in piece.go and person.go.
//
// A [Purpose] is what data may be used for when the person agrees; where a law lets the body do something, nobody is
// asked. What somebody agreed to ([Given]) keeps the words that they read, how and when; it may be withdrawn at any time, and
// ends with the piece. Silence is no consent: [Agreed] is false until somebody gave it.
//
// A [Keeping] says how long a kind is kept. Each night what has grown old is planned ([Sweep]) and stands in the plan
// for the time of its notice; then it is erased in slices, whatever nobody held back ([Consent.HoldBack]) and no law keeps. A
// kind without a Keeping is kept until somebody asks.
//
// Purposes and times of keeping are pack data (part privacy), with what they rest on and their mark.
//
// What is promised: a kind of data has one holder. Erasing a piece writes who did it and why, and takes the
// payloads of the ledger's entries about it, so that the chain still verifies while the words are gone. What a law
// keeps is not erased; the piece says why. Nothing is erased by its age before it stood in a plan.
//
// Events, body {"id"} of the piece or the plan: consent.Given, consent.Withdrawn, consent.Planned, consent.Swept, consent.Held.
// Rights: [Read] the plan, [ToLook] at its pieces, [ToHold].
package consent
