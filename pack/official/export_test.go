package official

import "testing"

// LimitTo lowers the limits for one test, each unless 0.
func LimitTo(t *testing.T, bytes int64, points int) {
	b, p := maxBytes, maxPoints
	t.Cleanup(func() { maxBytes, maxPoints = b, p })
	if bytes > 0 {
		maxBytes = bytes
	}
	if points > 0 {
		maxPoints = points
	}
}
