package report

import "testing"

// WalkOnly has a search on PostgreSQL look at so many of the newest reports before it asks the index of words.
func WalkOnly(t *testing.T, n int64) {
	was := walked
	walked = n
	t.Cleanup(func() { walked = was })
}
