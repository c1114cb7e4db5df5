//go:build bench

// Package main measures the product: `go run -tags bench ./test/bench`.
//
// Absolute figures drift with the machine, so rates are printed as a ratio to the
// bare engine in the same run: a plain loop that inserts rows time-major into
// SQLite in transactions of a thousand, with the same durability. The load runs
// on the same cores as what it measures. There are no floors yet.
package main
