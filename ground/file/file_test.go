package file_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
)

var photo = append([]byte("\xff\xd8\xff\xe0"), bytes.Repeat([]byte("photo"), 50_000)...)

func each(t *testing.T, fn func(t *testing.T, d *db.DB, files *file.Files, dir string)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dir := filepath.Join(d.Dir(), "files")
		fn(t, d, file.New(d, dir), dir)
	})
}

func onDisk(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			names = append(names, info.Name())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestBytesComeBackAsTheyWerePut(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, files *file.Files, dir string) {
		put, err := files.Put(t.Context(), bytes.NewReader(photo), "ảnh hiện trường.jpg", "text/html", 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if put.Type != "image/jpeg" || put.Size != int64(len(photo)) || len(put.SHA) != 64 {
			t.Errorf("put %+v", put)
		}
		r, got, err := files.Open(t.Context(), put.SHA)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if got != put || got.Name != "ảnh hiện trường.jpg" {
			t.Errorf("opened %+v, put %+v", got, put)
		}
		if read, err := io.ReadAll(r); err != nil || !bytes.Equal(read, photo) {
			t.Errorf("%d bytes came back, %v", len(read), err)
		}
		if _, err := os.Stat(filepath.Join(dir, put.SHA[:2], put.SHA)); err != nil {
			t.Error(err)
		}
	})
}

func TestTheSameBytesAreOneFileUnderItsFirstName(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, files *file.Files, dir string) {
		var all sync.WaitGroup
		for _, name := range []string{"a.jpg", "b.jpg", "c.jpg", "d.jpg"} {
			all.Go(func() {
				if _, err := files.Put(t.Context(), bytes.NewReader(photo), name, "", 1<<20); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if names := onDisk(t, dir); len(names) != 1 {
			t.Errorf("on disk: %v", names)
		}
		report, err := files.Verify(t.Context())
		if err != nil || !report.OK() || report.Files != 1 || report.Spare != 0 {
			t.Errorf("%+v, %v", report, err)
		}
	})
}

func TestARefusedFileLeavesNothingBehind(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, files *file.Files, dir string) {
		refused := func(name string, r io.Reader, max int64, want fault.Kind, key string) {
			t.Helper()
			_, err := files.Put(t.Context(), r, "x", "", max)
			if f, _ := fault.As(err); f == nil || f.Kind != want || f.Key != key {
				t.Errorf("%s: %v, want %s %s", name, err, want, key)
			}
			if names := onDisk(t, dir); len(names) != 0 {
				t.Errorf("%s left %v", name, names)
			}
		}
		refused("too large", bytes.NewReader(photo), int64(len(photo))-1, fault.TooLarge, "file.too_large")
		refused("endless", endless{}, 1<<20, fault.TooLarge, "file.too_large")
		refused("empty", strings.NewReader(""), 10, fault.Invalid, "file.empty")
		refused("broken off", io.MultiReader(strings.NewReader("half"), iotest.ErrReader(io.ErrUnexpectedEOF)), 10, fault.Invalid, "file.broken_off")
		if _, err := files.Put(t.Context(), bytes.NewReader(photo), "x", "", int64(len(photo))); err != nil {
			t.Errorf("exactly the limit is refused: %v", err)
		}
	})
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestARolledBackCommandLeavesSpareBytesThatThePutAfterItTakesOver(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, files *file.Files, dir string) {
		boom := errors.New("refused later in the command")
		var sha string
		err := d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			put, err := files.Put(ctx, bytes.NewReader(photo), "a.jpg", "", 1<<20)
			sha = put.SHA
			if err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatal(err)
		}
		if _, _, err := files.Open(t.Context(), sha); !fault.Is(err, fault.NotFound) {
			t.Errorf("the row survived: %v", err)
		}
		if report, err := files.Verify(t.Context()); err != nil || !report.OK() || report.Spare != 1 {
			t.Errorf("%+v, %v", report, err)
		}
		if _, err := files.Put(t.Context(), bytes.NewReader(photo), "a.jpg", "", 1<<20); err != nil {
			t.Fatal(err)
		}
		if report, err := files.Verify(t.Context()); err != nil || report.Spare != 0 || report.Files != 1 {
			t.Errorf("%+v, %v", report, err)
		}
	})
}

func TestVerifyNamesWhatIsMissingAndWhatWasChanged(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, files *file.Files, dir string) {
		var shas []string
		for _, content := range []string{"one", "two", "three"} {
			put, err := files.Put(t.Context(), strings.NewReader(content), "", "", 10)
			if err != nil {
				t.Fatal(err)
			}
			shas = append(shas, put.SHA)
		}
		path := func(sha string) string { return filepath.Join(dir, sha[:2], sha) }
		if err := os.Remove(path(shas[0])); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path(shas[1]), []byte("owt"), 0o600); err != nil {
			t.Fatal(err)
		}
		report, err := files.Verify(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if report.OK() || !slices.Equal(report.Missing, shas[:1]) || !slices.Equal(report.Changed, shas[1:2]) || report.Files != 3 {
			t.Errorf("%+v", report)
		}
		if _, _, err := files.Open(t.Context(), shas[0]); !fault.Is(err, fault.Internal) {
			t.Errorf("lost bytes give %v", err)
		}
		// Handing the bytes in again mends the loss.
		if _, err := files.Put(t.Context(), strings.NewReader("one"), "", "", 10); err != nil {
			t.Fatal(err)
		}
		if report, err = files.Verify(t.Context()); err != nil || len(report.Missing) != 0 {
			t.Errorf("%+v, %v", report, err)
		}
	})
}

func TestAnUnknownHashIsNotFound(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, files *file.Files, dir string) {
		for _, sha := range []string{"", "..", "../../etc/passwd", strings.Repeat("a", 64), strings.Repeat("A", 64), strings.Repeat("a", 63) + "/"} {
			if _, _, err := files.Open(t.Context(), sha); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q gives %v", sha, err)
			}
		}
	})
}

func TestANameIsMadeHarmless(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, files *file.Files, dir string) {
		for i, c := range []struct{ name, want string }{
			{"../../etc/passwd", "passwd"}, {`C:\ảnh\1.jpg`, "1.jpg"}, {"", "file"}, {"...", "file"}, {"a\x00b\u202egpj.exe", "abgpj.exe"},
			{strings.Repeat("dài", 100) + ".jpg", strings.Repeat("dài", 38) + "dà.jpg"},
		} {
			put, err := files.Put(t.Context(), strings.NewReader(strings.Repeat("x", i+1)), c.name, "", 100)
			if err != nil || put.Name != c.want {
				t.Errorf("%q becomes %q, want %q (%v)", c.name, put.Name, c.want, err)
			}
		}
	})
}

func TestTheTypeComesFromTheBytes(t *testing.T) {
	const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	cases := []struct{ name, head, claimed, want string }{
		{"jpeg", "\xff\xd8\xff\xe0", "", "image/jpeg"},
		{"png said to be html", "\x89PNG\r\n\x1a\n", "text/html", "image/png"},
		{"webp", "RIFF\x00\x00\x00\x00WEBPVP8 ", "", "image/webp"},
		{"no riff", "RIFX\x00\x00\x00\x00WEBPVP8 ", "", file.Octets},
		{"heic", "\x00\x00\x00\x18ftypheic", "", "image/heic"},
		{"mp4", "\x00\x00\x00\x18ftypisom", "", "video/mp4"},
		{"pdf", "%PDF-1.7", "", "application/pdf"},
		{"workbook", "PK\x03\x04....", xlsx, xlsx},
		{"workbook with parameters", "PK\x03\x04....", xlsx + "; x=y", xlsx},
		{"archive said to be html", "PK\x03\x04....", "text/html", "application/zip"},
		{"html", "<!doctype html><script>alert(1)</script>", "text/html", file.Text},
		{"svg", "<svg xmlns='http://www.w3.org/2000/svg'>", "image/svg+xml", file.Text},
		{"vietnamese", "Trạm đo", "", file.Text},
		{"cut rune", strings.Repeat("a", 511) + "ạ", "", file.Text},
		{"latin-1", "Tr\xe9m", "", file.Octets},
		{"binary", "\x00\x01\x02", "text/plain", file.Octets},
		{"nothing", "", "", file.Octets},
	}
	for _, c := range cases {
		if got := file.Sniff([]byte(c.head), c.claimed); got != c.want {
			t.Errorf("%s is %q, want %q", c.name, got, c.want)
		}
	}
}

func FuzzSniffNeverGivesATypeThatABrowserRuns(f *testing.F) {
	f.Add([]byte("<html>"), "text/html")
	f.Add([]byte("PK\x03\x04"), "application/javascript")
	f.Fuzz(func(t *testing.T, head []byte, claimed string) {
		got := file.Sniff(head, claimed)
		for _, bad := range []string{"html", "svg", "javascript", "xml;", "xhtml"} {
			if strings.Contains(got, bad) {
				t.Errorf("%q said to be %q is served as %q", head, claimed, got)
			}
		}
	})
}
