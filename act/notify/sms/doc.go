// Package sms sends notices by the HTTP gateway of a telephone company or a reseller. Each has its own form
// of request, so the request is configuration: address, method, headers, a body with places to fill in, and
// how the answer says that the message was taken. SMPP is not spoken here.
//
// Places: {to} the number with its country code and without plus, {text}, {id} the delivery. They are
// written in the form of the body: escaped for JSON, or percent-encoded in a form and in the address.
//
// An SMS holds 160 characters of GSM 03.38, or 70 where one of them has a Vietnamese tone mark (3GPP TS
// 23.038). "marks" off sends without them, so that most messages are one part.
package sms
