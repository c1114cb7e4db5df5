// Package signin is the door of the session: POST /api/v1/session signs in with
// name and password, GET says who is signed in and what they may, DELETE signs
// out.
//
// The secret travels in a cookie only: `__Host-` over TLS; over plain HTTP only
// to a reader at this machine, HttpOnly and SameSite=Strict. From elsewhere over
// plain HTTP sign-in is refused before the password is read, in words that say
// what to do. Tries are limited by ground/account in the store, by name and by
// place; before that a limit in memory keeps a flood of tries from the disk.
package signin
