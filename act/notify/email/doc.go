// Package email sends notices by SMTP: plain text with a part in HTML that says the same, in UTF-8, over
// STARTTLS or TLS, signed in with a name and a password where the server asks for it.
//
// Each message is one connection. What the server refuses for good (5xx) is not tried again, what it puts off
// (4xx) and what does not get through is. The Message-ID is made from the delivery, so that a mailbox can
// tell a message that came twice.
package email
