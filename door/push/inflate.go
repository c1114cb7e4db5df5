package push

import (
	"compress/gzip"
	"errors"
	"io"

	"thanhdong/ground/fault"
	"thanhdong/sense/feed/body"
)

// sent is what comes over the line, bounded. It remembers how it ended, because a
// line that broke and content that is damaged need different help.
type sent struct {
	r     io.Reader
	n     int
	ended error
}

func (s *sent) Read(b []byte) (int, error) {
	n, err := s.r.Read(b)
	if s.n += n; s.n > body.MaxBytes {
		s.ended = tooLarge()
	} else if err != nil && err != io.EOF {
		s.ended = fault.New(fault.Invalid, "push.broken_off").With(err)
	}
	if s.ended != nil {
		return 0, s.ended
	}
	return n, err
}

// take reads everything; room is how much is expected.
func take(s *sent, room int64) ([]byte, error) { return all(s, room, tooLarge) }

// inflate reads a gzip body. What it grows to is bounded while it grows, so that
// a kilobyte that would become a terabyte costs no more than an honest body. A
// stream that is cut or damaged is refused as a whole, even when its beginning
// could be read.
func inflate(r io.Reader) ([]byte, error) {
	s := &sent{r: r}
	z, err := gzip.NewReader(s)
	var b []byte
	if err == nil {
		defer z.Close()
		b, err = all(z, 64<<10, func() error {
			return fault.New(fault.TooLarge, "push.inflated_too_large", "max", body.MaxBytes>>20)
		})
	}
	switch f, ours := fault.As(err); {
	case err == nil:
		return b, nil
	case s.ended != nil:
		return nil, s.ended
	case ours:
		return nil, f
	case errors.Is(err, io.EOF) && s.n == 0:
		return nil, fault.New(fault.Invalid, "push.empty")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, fault.New(fault.Invalid, "push.gzip_cut").With(err)
	}
	return nil, fault.New(fault.Invalid, "push.gzip_broken").With(err)
}

// all reads up to [body.MaxBytes] bytes; over gives the refusal beyond.
func all(r io.Reader, room int64, over func() error) ([]byte, error) {
	b := make([]byte, 0, max(512, room))
	for {
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		switch {
		case len(b) > body.MaxBytes:
			return nil, over()
		case err == io.EOF:
			return b, nil
		case err != nil:
			return nil, err
		case len(b) == cap(b):
			b = append(b, 0)[:len(b)]
		}
	}
}

func tooLarge() error {
	return fault.New(fault.TooLarge, "push.too_large", "max", body.MaxBytes>>20)
}
