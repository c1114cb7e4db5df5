package file

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"thanhdong/ground/db"
)

// Report is what Verify found.
type Report struct {
	Files   int      // rows looked at
	Missing []string // rows without bytes
	Changed []string // rows whose bytes are others
	Spare   int      // bytes without a row: left by a crash or a rolled-back command, harmless
}

// OK says whether every row has its bytes.
func (r Report) OK() bool { return len(r.Missing) == 0 && len(r.Changed) == 0 }

// Verify reads every file again. It changes nothing and works beside a running server.
func (f *Files) Verify(ctx context.Context) (Report, error) {
	var report Report
	known := map[string]int64{}
	// The folder is listed before the rows are read, so that a file put meanwhile is not called spare
	// forever; rows are read at once, so that the transaction stays short.
	onDisk, err := f.list()
	if err != nil {
		return report, fmt.Errorf("verify files: %w", err)
	}
	err = f.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		clear(known)
		rows, err := tx.Query(ctx, `SELECT sha, size FROM file`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var sha string
			var size int64
			if err := rows.Scan(&sha, &size); err != nil {
				return err
			}
			known[sha] = size
		}
		return rows.Err()
	})
	if err != nil {
		return report, fmt.Errorf("verify files: %w", err)
	}
	for sha, size := range known {
		if err := ctx.Err(); err != nil {
			return report, err
		}
		report.Files++
		switch same, err := f.same(sha, size); {
		case errors.Is(err, fs.ErrNotExist):
			report.Missing = append(report.Missing, sha)
		case err != nil:
			return report, fmt.Errorf("verify file %s: %w", sha, err)
		case !same:
			report.Changed = append(report.Changed, sha)
		}
	}
	for _, sha := range onDisk {
		if _, ok := known[sha]; !ok {
			report.Spare++
		}
	}
	slices.Sort(report.Missing)
	slices.Sort(report.Changed)
	return report, nil
}

func (f *Files) same(sha string, size int64) (bool, error) {
	bytes, err := os.Open(f.path(sha))
	if err != nil {
		return false, err
	}
	defer bytes.Close()
	hash := sha256.New()
	n, err := io.Copy(hash, bytes)
	return err == nil && n == size && hex.EncodeToString(hash.Sum(nil)) == sha, err
}

// list names everything in the folder: hashes, and parts that a crash left.
func (f *Files) list() ([]string, error) {
	var names []string
	err := filepath.WalkDir(f.dir, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if name := entry.Name(); !entry.IsDir() && (shaForm.MatchString(name) || strings.HasPrefix(name, tempPrefix)) {
			names = append(names, name)
		}
		return nil
	})
	return names, err
}
