//go:build race

package story

// The race detector sees the same reads and writes in a smaller storm; the whole one runs without it.
const stormAlerts = 500
