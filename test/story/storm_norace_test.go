//go:build !race

package story

const stormAlerts = 5000
