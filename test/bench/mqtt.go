//go:build bench

package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// What MQTT is measured with: as many connections as a district has loggers.
const (
	mqttConnections = 100
	mqttTopic       = "feeds/bench/observations"
)

// measureMQTT gives single observations a second with QoS 1, each acknowledged
// after it is on disk, and what mosquitto does with the same load when it keeps
// nothing. A window is how many messages a connection sends ahead of its answers.
func measureMQTT(dir, bin string, span time.Duration) error {
	addr, err := free()
	if err != nil {
		return err
	}
	r, err := openRooms(dir+"/mqtt", "")
	if err != nil {
		return err
	}
	if err := r.d.Close(); err != nil {
		return err
	}
	os.Setenv("THANHDONG_MQTT", addr)
	s, err := serve(bin, dir+"/mqtt")
	os.Unsetenv("THANHDONG_MQTT")
	if err != nil {
		return err
	}
	defer s.stop()
	key, err := s.tell("", "device", "add", "--feed", "bench")
	if err != nil {
		return err
	}
	for n := 0; n < series; n += 1000 { // series are made on first sight
		if err := s.push(key, body(n, 1000)); err != nil {
			return err
		}
	}
	var next atomic.Int64
	next.Store(series)
	other, err := startMosquitto(dir)
	if err != nil {
		return err
	}
	if other != nil {
		defer other.stop()
	}
	for _, window := range []int{1, 16} {
		ours, spent, err := mqttLoad(addr, "bench", key, s.cmd.Process.Pid, window, span, &next)
		if err != nil {
			return fmt.Errorf("MQTT: %w", err)
		}
		fmt.Printf("MQTT QoS 1 durable, %d connections, window %2d  %7.0f messages/s, %s CPU each\n", mqttConnections, window, ours, spent)
		if other == nil {
			fmt.Println("mosquitto is not in PATH: no ratio")
			continue
		}
		theirs, spent, err := mqttLoad(other.addr, "", "", other.cmd.Process.Pid, window, span, &next)
		if err != nil {
			return fmt.Errorf("mosquitto: %w", err)
		}
		fmt.Printf("mosquitto without persistence, same load     %9.0f messages/s, %s CPU each: %.2f\n", theirs, spent, ours/theirs)
	}
	return nil
}

// cpu is the processor time that a process has used, where the system tells it.
func cpu(pid int) time.Duration {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	var ticks int64
	for _, f := range fields[11:13] { // in user mode, in the kernel, in hundredths of a second
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// mqttLoad publishes from all connections and gives acknowledged messages a
// second, and what one costs the server.
func mqttLoad(addr, user, key string, pid, window int, span time.Duration, next *atomic.Int64) (rate float64, spent time.Duration, err error) {
	conns := make([]net.Conn, mqttConnections)
	for i := range conns {
		c, err := mqttDial(addr, user, key, fmt.Sprintf("bench-%d-%d", window, i))
		if err != nil {
			return 0, 0, err
		}
		defer c.Close()
		conns[i] = c
	}
	var done atomic.Int64
	var failed atomic.Value
	var wg sync.WaitGroup
	began, used := time.Now(), cpu(pid)
	for _, c := range conns {
		wg.Go(func() {
			n, err := mqttSend(c, window, func() bool { return time.Since(began) < span }, next)
			done.Add(n)
			if err != nil {
				failed.Store(err)
			}
		})
	}
	wg.Wait()
	rate = float64(done.Load()) / time.Since(began).Seconds()
	if err, ok := failed.Load().(error); ok {
		return 0, 0, err
	}
	return rate, ((cpu(pid) - used) / time.Duration(max(1, done.Load()))).Round(time.Microsecond), nil
}

// mqttSend publishes while more says so and gives the number of acknowledgements.
func mqttSend(c net.Conn, window int, more func() bool, next *atomic.Int64) (done int64, err error) {
	in, out := bufio.NewReader(c), bufio.NewWriter(c)
	var id uint16
	send := func() error {
		if id++; id == 0 {
			id = 1
		}
		message := body(int(next.Add(1)), 1)
		b := []byte{0x32}
		b = binary.AppendUvarint(b, uint64(2+len(mqttTopic)+2+len(message)))
		b = appendText(b, mqttTopic)
		b = binary.BigEndian.AppendUint16(b, id)
		_, err := out.Write(append(b, message...))
		return err
	}
	waiting := 0
	for {
		for waiting < window && more() {
			if err := send(); err != nil {
				return done, err
			}
			waiting++
		}
		if waiting == 0 {
			return done, nil
		}
		if err := out.Flush(); err != nil {
			return done, err
		}
		for first := true; first || waiting > 0 && in.Buffered() >= 4; first = false {
			var ack [4]byte
			if _, err := io.ReadFull(in, ack[:]); err != nil {
				return done, err
			}
			if ack[0] != 0x40 || ack[1] != 2 {
				return done, fmt.Errorf("answer %x to a publication", ack)
			}
			waiting--
			done++
		}
	}
}

// mqttDial connects as version 3.1.1.
func mqttDial(addr, user, key, id string) (net.Conn, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	b := append(appendText(nil, "MQTT"), 4, 2, 0, 60)
	b = appendText(b, id)
	if user != "" {
		b[7] |= 0xc0
		b = appendText(appendText(b, user), key)
	}
	head := binary.AppendUvarint([]byte{0x10}, uint64(len(b)))
	var answer [4]byte
	if _, err = c.Write(append(head, b...)); err == nil {
		_, err = io.ReadFull(c, answer[:])
	}
	if err == nil && answer != [4]byte{0x20, 2, 0, 0} {
		err = fmt.Errorf("answer %x to a connection", answer)
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func appendText(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint16(b, uint16(len(s))), s...)
}

type mosquitto struct {
	cmd  *exec.Cmd
	addr string
}

// startMosquitto starts the program where it is installed; nil where not.
func startMosquitto(dir string) (*mosquitto, error) {
	bin, err := exec.LookPath("mosquitto")
	if err != nil {
		return nil, nil
	}
	m := &mosquitto{}
	if m.addr, err = free(); err != nil {
		return nil, err
	}
	_, port, err := net.SplitHostPort(m.addr)
	if err != nil {
		return nil, err
	}
	conf := filepath.Join(dir, "mosquitto.conf")
	if err := os.WriteFile(conf, []byte("listener "+port+" 127.0.0.1\nallow_anonymous true\npersistence false\nlog_type error\n"), 0o644); err != nil {
		return nil, err
	}
	m.cmd = exec.Command(bin, "-c", conf)
	if err := m.cmd.Start(); err != nil {
		return nil, err
	}
	for range 500 {
		if c, err := net.Dial("tcp", m.addr); err == nil {
			c.Close()
			return m, nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	m.stop()
	return nil, fmt.Errorf("mosquitto does not listen on %s", m.addr)
}

func (m *mosquitto) stop() {
	_ = m.cmd.Process.Kill()
	_ = m.cmd.Wait()
}

// free gives an address that nobody listens on.
func free() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
