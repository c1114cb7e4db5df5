//go:build unix

package app

import (
	"os"
	"path/filepath"
	"syscall"

	"thanhdong/ground/fault"
)

// lockData keeps a second server away from the embedded database: two would each
// keep a head in memory that the other changes. The lock ends with the process,
// however it ends.
func lockData(dir string) (release func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, "serve.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fault.New(fault.Conflict, "app.data_in_use", "dir", dir).With(err)
	}
	return func() { f.Close() }, nil
}
