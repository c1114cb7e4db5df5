package dbtest

import (
	"os"
	"syscall"
	"testing"
)

// memory is where Linux keeps files in memory. What a test store writes is thrown away minutes later: what a disk does
// with it is proved in test/fault, on a disk. There a fresh PostgreSQL database costs 0.45 s, here a tenth of it.
const memory = "/dev/shm"

// roomy is how much must be free there: several packages are tested at once.
const roomy = 4 << 30

// base is the folder for throw-away stores; empty for the system's own.
func base() string {
	var s syscall.Statfs_t
	if err := syscall.Statfs(memory, &s); err != nil || uint64(s.Bavail)*uint64(s.Bsize) < roomy || syscall.Access(memory, 2) != nil { // 2: may write
		return ""
	}
	return memory
}

// scratch is a folder for the length of the test.
func scratch(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(base(), "thanhdong-store-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}
