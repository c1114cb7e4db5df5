// Package outside is what channels over HTTP share: one client that follows no redirect, waits for nobody
// long, reads little of an answer, and tells what is worth another try.
package outside
