// Package packs carries the packs that come with the product. It holds data only:
// what a pack is, how it is checked and applied is the room pack.
//
// A province that wants other data writes a folder of the same shape and names it
// on the command line; nothing here has to be rebuilt for that.
package packs

import "embed"

// FS is the root of all built-in packs. A pack is a folder with a pack.yaml; the
// sample of a pack lies below it, as in haiduong/sample.
//
//go:embed all:haiduong all:haiphong-2025 all:air all:water all:emergency all:warnings all:forms
var FS embed.FS
