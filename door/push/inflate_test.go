package push

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"thanhdong/ground/fault"
	"thanhdong/sense/feed/body"
)

func pack(t testing.TB, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, s); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGzipIsReadWholeOrNotAtAll(t *testing.T) {
	plain := strings.Repeat("0123456789", 1000)
	good := pack(t, plain)
	damaged := bytes.Clone(good)
	damaged[len(damaged)-6] ^= 1 // its checksum
	for name, c := range map[string]struct {
		in   io.Reader
		want string
		key  string
	}{
		"one stream":          {bytes.NewReader(good), plain, ""},
		"two streams":         {io.MultiReader(bytes.NewReader(good), bytes.NewReader(good)), plain + plain, ""},
		"a byte at a time":    {iotest.OneByteReader(bytes.NewReader(good)), plain, ""},
		"nothing":             {strings.NewReader(""), "", "push.empty"},
		"cut in the head":     {bytes.NewReader(good[:5]), "", "push.gzip_cut"},
		"cut in the middle":   {bytes.NewReader(good[:len(good)/2]), "", "push.gzip_cut"},
		"cut before the end":  {bytes.NewReader(good[:len(good)-1]), "", "push.gzip_cut"},
		"a wrong checksum":    {bytes.NewReader(damaged), "", "push.gzip_broken"},
		"not gzip":            {strings.NewReader(`[{"station":"S1"}]`), "", "push.gzip_broken"},
		"something behind it": {io.MultiReader(bytes.NewReader(good), strings.NewReader("tail tail tail")), "", "push.gzip_broken"},
		"a broken line":       {io.MultiReader(bytes.NewReader(good[:20]), iotest.ErrReader(errors.New("reset"))), "", "push.broken_off"},
		"a bomb":              {bomb(t, 1<<30), "", "push.inflated_too_large"},
		"too much as sent":    {io.MultiReader(bytes.NewReader(good), endless{}), "", "push.gzip_broken"},
	} {
		b, err := inflate(c.in)
		if c.key == "" {
			if err != nil || string(b) != c.want {
				t.Errorf("%s: %d bytes, %v", name, len(b), err)
			}
			continue
		}
		if f, ok := fault.As(err); !ok || f.Key != c.key || b != nil {
			t.Errorf("%s: %d bytes, %v, want %s", name, len(b), err, c.key)
		}
	}
}

// endless is a line on which something always comes.
type endless struct{}

func (endless) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// bomb is a small body that would grow to size bytes.
func bomb(t testing.TB, size int64) io.Reader {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(z, endless{}, size); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return &b
}

// A body of many empty streams inflates to nothing; the bound on what is sent
// must stop it.
func TestEmptyStreamsAreBoundedAsSent(t *testing.T) {
	empty := pack(t, "")
	many := bytes.Repeat(empty, body.MaxBytes/len(empty)+2)
	if _, err := inflate(bytes.NewReader(many)); !fault.Is(err, fault.TooLarge) {
		t.Errorf("%v", err)
	}
}

// Whatever comes, there is either a clear refusal or the whole content.
func FuzzInflate(f *testing.F) {
	good := pack(f, `[{"station":"S1"}]`)
	f.Add(good)
	f.Add(good[:len(good)-3])
	f.Add(append(bytes.Clone(good), good...))
	f.Add([]byte("\x1f\x8b\x08\x1f\x00\x00"))
	f.Fuzz(func(t *testing.T, in []byte) {
		b, err := inflate(bytes.NewReader(in))
		if err != nil {
			if x, ok := fault.As(err); !ok || x.Kind != fault.Invalid && x.Kind != fault.TooLarge {
				t.Fatalf("%v is no refusal", err)
			}
			return
		}
		if len(b) > body.MaxBytes {
			t.Fatalf("%d bytes", len(b))
		}
		z, err := gzip.NewReader(bytes.NewReader(in))
		if err != nil {
			t.Fatal(err)
		}
		if want, err := io.ReadAll(z); err != nil || !bytes.Equal(want, b) {
			t.Fatalf("we read %q, gzip %q, %v", b, want, err)
		}
	})
}
