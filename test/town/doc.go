// Package town boots the whole product inside a test: the real assembly on a free
// port, over a fresh store of each engine, with the packs of the sample province
// and two stations, and with a clock that the test moves.
//
// Tests speak to it as the world does: with a person's token or a device's key
// over HTTP, and with files in the drop folder. Only what the world does with the
// command line (accounts, keys) goes through the rooms.
package town
