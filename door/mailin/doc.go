// Package mailin is the door by which citizens report by e-mail: an SMTP port to which the mail server of the province hands what comes for one address.
//
// A letter to phananh@tinh.example becomes a report ([report.Reports.ByMail]): its text, pictures through the same checks as the portal's, who sent it as reporter. The same
// Message-ID again is the same report. A letter to phananh+TOKEN@tinh.example, as our letters ask to be answered, or with a report's code in its subject, is added to that
// report when it comes from the address that the report knows ([report.Reports.Replied]).
//
// A letter is acknowledged (250) once it is stored. What is not taken is refused while its sender's server listens, so that this one tells its user: who writes too much, a
// letter without words, a ban, an answer to what has ended. While the store is away it is asked to try later.
//
// What machines write never becomes a report (RFC 3834): automatic answers, lists, what has no sender. A report of RFC 3464 that one of our letters found no
// mailbox ends the letters to it ([notify.Notices.Bounced]). We answer by a letter marked as automatic.
//
// Of the standards: RFC 5321 without relaying, AUTH and STARTTLS (it stands behind the province's server, which checks where mail comes from); one recipient
// for each letter; RFC 6531 addresses; RFC 2045 to 2047 and 2231 with the encodings of the WHATWG list; RFC 5233 for the token. Encrypted and signed letters are read as far as
// they are plain; files that are no pictures are named and left.
package mailin
