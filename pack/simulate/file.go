package simulate

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"thanhdong/ground/text"
)

const stampForm = "20060102150405"

// Lines writes values as a station file of Circular 10/2021/TT-BTNMT has them (form
// known from loggers, environment facts §7): parameter, value, unit, local time,
// status, separated by tabs, each line ended by CRLF. PM2.5 is written PM2,5, as
// table 34 of Annex 15 writes it.
func Lines(values []Value) []byte {
	var b strings.Builder
	for _, v := range values {
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t%s\r\n", strings.Replace(v.Parameter, ".", ",", 1),
			strconv.FormatFloat(v.Value, 'f', -1, 64), v.Unit, v.At.In(text.Zone).Format(stampForm), v.Status)
	}
	return []byte(b.String())
}

// Drop writes one file of a station: first under a name that begins with a dot and
// is read by nobody, then renamed, so that nobody reads half a file.
func Drop(folder, station string, values []Value) error {
	if len(values) == 0 {
		return nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("drop folder: %w", err)
	}
	last := values[len(values)-1].At.In(text.Zone).Format(stampForm)
	name := station + "_" + last + ".txt"
	partial := filepath.Join(folder, "."+name+".part")
	if err := os.WriteFile(partial, Lines(values), 0o644); err != nil {
		return fmt.Errorf("write station file: %w", err)
	}
	if err := os.Rename(partial, filepath.Join(folder, name)); err != nil {
		return fmt.Errorf("rename station file: %w", err)
	}
	return nil
}

// Sweep removes the station's own files that were written before an instant: a
// logger does not keep what was taken long ago.
func Sweep(folder, station string, before time.Time) error {
	names, err := filepath.Glob(filepath.Join(folder, station+"_*.txt"))
	if err != nil {
		return err
	}
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil || !info.ModTime().Before(before) {
			continue
		}
		if err := os.Remove(name); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return nil
}
