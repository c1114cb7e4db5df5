// Package console is the JSON API of the staff console, under /api/v1, and the
// OpenAPI 3.1 document of it at /api/v1/openapi.json.
//
// [Register] lists every address on one screen. There is one file per noun: what
// travels, the handlers, and the mapping from the room's rows. A handler goes who
// → read → do (one call) → map → write and decides nothing: rights, moves and
// reasons are the rooms'; `actions` repeat the rooms' own checks in words. What is
// read for one answer is read in one snapshot of the store.
//
// Unknown query parameters and body fields are refused. Refusals are problems in
// the words of door/wire, also those that the API library finds. A row that may
// not be read is not found; a list simply lacks it, counts and tiles included.
//
// The addresses of the other doors under /api/v1 (session, push, live) are in the
// document too, so that it is the whole API.
package console
