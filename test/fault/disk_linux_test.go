//go:build fault

package fault

import (
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// disk stands between a program and its disk. The kernel asks it before every
// call of the program, and of the processes it starts, that writes to a file
// (seccomp user notification), and it lets the call through or has it fail as a
// full or broken disk would. It needs no mount and no rights, and the program is
// the real one, unchanged.
type disk struct {
	t *testing.T

	mu      sync.Mutex
	refuse  func(call int, path string) syscall.Errno // nil: the disk is well
	refused int
}

// writes are the calls that put something on a disk.
var writes = []int{unix.SYS_WRITE, unix.SYS_PWRITE64, unix.SYS_WRITEV, unix.SYS_PWRITEV, unix.SYS_PWRITEV2, unix.SYS_FSYNC, unix.SYS_FDATASYNC,
	unix.SYS_FTRUNCATE, unix.SYS_FALLOCATE, unix.SYS_SYNC_FILE_RANGE}

// full is a disk without room: what needs more of it fails, what is there can be
// read, removed and brought down safely.
func full(call int) syscall.Errno {
	switch call {
	case unix.SYS_FSYNC, unix.SYS_FDATASYNC, unix.SYS_SYNC_FILE_RANGE, unix.SYS_FTRUNCATE:
		return 0
	}
	return syscall.ENOSPC
}

// broken is a disk that takes nothing.
func broken(int) syscall.Errno { return syscall.EIO }

// fail has writes to files below a folder fail from now on, as how says; files
// whose path holds one of the exceptions are spared.
func (d *disk) fail(how func(call int) syscall.Errno, below string, except ...string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.refused = 0
	d.refuse = func(call int, path string) syscall.Errno {
		if !strings.HasPrefix(path, below) {
			return 0
		}
		for _, e := range except {
			if strings.Contains(path, e) {
				return 0
			}
		}
		return how(call)
	}
}

// heal makes the disk well and gives the number of calls that it refused.
func (d *disk) heal() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.refuse = nil
	return d.refused
}

// command is like exec.Command for a program whose disk this is.
func (d *disk) command(program string, args ...string) *exec.Cmd {
	d.t.Helper()
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		d.t.Fatal(err)
	}
	theirs := os.NewFile(uintptr(ends[1]), "theirs")
	cmd := exec.Command(watched, append([]string{program}, args...)...)
	cmd.Env = append(os.Environ(), watchedBy+"=3")
	cmd.ExtraFiles = []*os.File{theirs}
	go func() {
		defer theirs.Close()
		if listener, err := receive(ends[0]); err == nil {
			d.serve(listener)
		}
	}()
	return cmd
}

// serve answers the kernel until the last process is gone.
func (d *disk) serve(listener int) {
	defer unix.Close(listener)
	for {
		poll := []unix.PollFd{{Fd: int32(listener), Events: unix.POLLIN}}
		if _, err := unix.Poll(poll, -1); err != nil && err != unix.EINTR {
			return
		}
		if poll[0].Revents&unix.POLLHUP != 0 {
			return
		}
		var q struct {
			id         uint64
			pid, flags uint32
			nr         int32
			arch       uint32
			ip         uint64
			args       [6]uint64
		}
		if _, _, e := unix.Syscall(unix.SYS_IOCTL, uintptr(listener), unix.SECCOMP_IOCTL_NOTIF_RECV, uintptr(unsafe.Pointer(&q))); e != 0 {
			continue // the caller was interrupted or killed meanwhile
		}
		a := struct {
			id    uint64
			val   int64
			err   int32
			flags uint32
		}{id: q.id}
		if e := d.judge(q.pid, int(q.nr), q.args[0]); e != 0 {
			a.err = -int32(e)
		} else {
			a.flags = unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE
		}
		unix.Syscall(unix.SYS_IOCTL, uintptr(listener), unix.SECCOMP_IOCTL_NOTIF_SEND, uintptr(unsafe.Pointer(&a)))
	}
}

func (d *disk) judge(pid uint32, call int, fd uint64) syscall.Errno {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.refuse == nil {
		return 0
	}
	path, err := os.Readlink(filepath.Join("/proc", strconv.Itoa(int(pid)), "fd", strconv.Itoa(int(int32(fd)))))
	if err != nil || !strings.HasPrefix(path, "/") {
		return 0
	}
	e := d.refuse(call, path)
	if e != 0 {
		d.refused++
	}
	return e
}

// receive takes the listener that [watch] sends.
func receive(socket int) (int, error) {
	f := os.NewFile(uintptr(socket), "ours")
	defer f.Close()
	c, err := net.FileConn(f)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	oob := make([]byte, unix.CmsgSpace(4))
	_, n, _, _, err := c.(*net.UnixConn).ReadMsgUnix(make([]byte, 1), oob)
	if err != nil {
		return 0, err
	}
	messages, err := unix.ParseSocketControlMessage(oob[:n])
	if err != nil || len(messages) == 0 {
		return 0, errors.Join(err, io.ErrUnexpectedEOF)
	}
	fds, err := unix.ParseUnixRights(&messages[0])
	if err != nil {
		return 0, err
	}
	return fds[0], nil
}

const watchedBy = "THANHDONG_WATCHED_BY"

// watched is a copy of this test program that any user may run; see [watch].
var watched string

// watch turns this process, a copy of the test program, into the program its
// arguments name, after it has handed the kernel's questions to the test.
func watch() error {
	runtime.LockOSThread()                                                              // the filter is this thread's, and exec keeps this thread
	program := []unix.SockFilter{{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: 0}} // the call's number
	for i, call := range writes {
		program = append(program, unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jt: uint8(len(writes) - i), K: uint32(call)})
	}
	program = append(program, unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
		unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_USER_NOTIF})
	filter := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	const flags = unix.SECCOMP_FILTER_FLAG_NEW_LISTENER | unix.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
	listener, _, e := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, uintptr(unsafe.Pointer(&filter)))
	if e != 0 {
		return e
	}
	if err := unix.Sendmsg(3, []byte{0}, unix.UnixRights(int(listener)), nil, 0); err != nil {
		return err
	}
	unix.Close(3)
	os.Unsetenv(watchedBy)
	return syscall.Exec(os.Args[1], os.Args[1:], os.Environ())
}

// ready copies the test program to where the user of PostgreSQL may run it too.
func ready(dir string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	b, err := os.ReadFile(self)
	if err != nil {
		return err
	}
	watched = filepath.Join(dir, "watched")
	if err := os.Chmod(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(watched, b, 0o755)
}
