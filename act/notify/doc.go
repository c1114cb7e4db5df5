// Package notify tells people what waits for them.
//
// A [Notice] is told once to one person about one event: new work, work soon due or late, an escalation, a
// group of alerts, a gap in a roster. It stands in the person's inbox at once. By the person's own rules
// ([Rules]) it also goes out by channels: each way is a [Delivery], a row written in the transaction of the
// event, so that a page is lost neither with a process nor with a channel that is down.
//
// A delivery is waiting, then sending, then sent; or waits again after a growing pause with the cause shown;
// or has failed after [mostTries] tries, or at once where the channel says that trying again is of no use. A
// failed one is tried again by hand. What would wake a person in quiet hours, or goes beyond a cap, is held
// and gathered into one digest; nothing is dropped silently. What concerns lives (severity 5) is never held.
// The moves are one table, in state.go.
//
// A process that dies between sending and writing so sends again after its claim has run out: the message
// then says that it may come twice.
//
// The room itself touches no network. A [Channel] is a folder below this one; it is built by the app and
// used only where an administrator switched it on. Addresses are a person's own and are used only once a
// code that was sent there was given back.
//
// A message carries numbers, kinds, places and times, and the title only where the product wrote it: never
// what a citizen or an officer typed. A link in it opens a page on which the notice is acknowledged by a
// button; opening the page changes nothing ([Notices.Opened], [Notices.Acknowledge]).
//
// Who has no account and asked to be told gets a [Letter]: it stands in no inbox, goes out by its channel alone and is forgotten.
//
// Rights: the inbox, rules and addresses are each person's own ([Own]); deliveries are read ([ReadLog]) and
// tried again ([ToRetry]) by the unit and area of the person they are for; channels are set by
// administrators ([ToConfigure]).
//
// Events, body {"id"}: notify.Told, notify.Read, notify.Acknowledged, notify.Failed, notify.LetterFailed. Others may read
// nothing.
package notify
