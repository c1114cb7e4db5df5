package filedrop

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A sender may go on writing while we read: then what was read is not the file
// that was seen, and it is left for the next look.
func TestAFileThatGrowsWhileItIsReadIsLeftForLater(t *testing.T) {
	const whole = "PM2,5\t38.2\tug/Nm3\t20261122101500\t00\nPM10\t61.0\tug/Nm3\t20261122101500\t00\n"
	name := filepath.Join(t.TempDir(), "HD_TPHD_KHI001_20261122101500.txt")
	if err := os.WriteFile(name, []byte(strings.Repeat(whole, 5000)), 0o644); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	started := make(chan struct{})
	go func() {
		f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
		for i := 0; i < 40_000 && err == nil; i++ {
			_, err = f.WriteString(whole[:40])
			if i == 0 {
				close(started)
			}
		}
		done <- err
	}()
	<-started
	later, again := 0, true
	for again {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			again = false // this once more, when nobody writes
		default:
		}
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		b, ok, err := read(found{full: name, mark: mark{info.Size(), info.ModTime().UnixNano()}})
		if err != nil {
			t.Fatal(err)
		}
		if ok && int64(len(b)) != info.Size() {
			t.Fatalf("%d bytes are taken for a file of %d", len(b), info.Size())
		}
		if !ok {
			later++
			if !again {
				t.Error("the finished file is not taken")
			}
		}
	}
	if later == 0 {
		t.Error("the file never grew while it was read")
	}
}
