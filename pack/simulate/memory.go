package simulate

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// memory is where a station remembers until when it has spoken, as a logger does: a
// second start goes on from there instead of saying an earlier episode differently.
// It lies beside the feeds' folders, which the server alone reads. Without a drop
// folder there is none.
type memory struct{ folder string }

func newMemory(drop string) memory {
	if drop == "" {
		return memory{}
	}
	return memory{filepath.Join(drop, ".simulate")}
}

// until gives the last instant a station spoke of; zero when it never did.
func (m memory) until(station string) time.Time {
	raw, err := os.ReadFile(filepath.Join(m.folder, station))
	if m.folder == "" || err != nil {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, strings.TrimSpace(string(raw)))
	if err != nil {
		return time.Time{} // a torn file costs no more than saying things twice
	}
	return at
}

func (m memory) keep(station string, at time.Time) error {
	if m.folder == "" {
		return nil
	}
	if err := os.MkdirAll(m.folder, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(m.folder, station), []byte(at.Format(time.RFC3339)+"\n"), 0o644)
}
