package fault

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind says in one word why something was refused. The set is closed: doors map
// each kind to one status of their protocol.
type Kind string

const (
	Invalid         Kind = "invalid"         // the request itself is wrong; mending it helps
	NotFound        Kind = "not-found"       // no such row, or none that this actor may see
	Forbidden       Kind = "forbidden"       // the row may be seen, but this may not be done
	Unauthenticated Kind = "unauthenticated" // nobody is signed in, or the secret is wrong
	Conflict        Kind = "conflict"        // the row has moved on, or a rule of its state forbids it
	TooLarge        Kind = "too-large"       // more bytes, rows or depth than the limit
	TooMany         Kind = "too-many"        // too often; RetryAfter says when again
	Unavailable     Kind = "unavailable"     // the store is away; nothing was taken; RetryAfter is set
	Unsupported     Kind = "unsupported"     // a form, version or option that is not spoken here
	Internal        Kind = "internal"        // everything unknown
)

// Field is the fault of one field of a request. Path is a JSON pointer without
// its leading slash ("steps/2/role").
type Field struct {
	Path string
	Key  string
	Args map[string]any
}

// Error is a refusal or failure with words for people (Key, Args) and a cause
// for operators.
type Error struct {
	Kind       Kind
	Key        string
	Args       map[string]any
	Fields     []Field
	RetryAfter time.Duration
	Cause      error
}

// New makes an error of a kind with the key of its message. kv alternates the
// names and values of the message's arguments.
func New(kind Kind, key string, kv ...any) *Error {
	return &Error{Kind: kind, Key: key, Args: args(kv)}
}

// Fields makes an [Invalid] error that carries all the given field faults.
func Fields(key string, fields ...Field) *Error {
	return &Error{Kind: Invalid, Key: key, Fields: fields}
}

// At makes one field fault.
func At(path, key string, kv ...any) Field {
	return Field{Path: path, Key: key, Args: args(kv)}
}

// With sets the private cause.
func (e *Error) With(cause error) *Error {
	e.Cause = cause
	return e
}

// Retry sets when trying again makes sense.
func (e *Error) Retry(after time.Duration) *Error {
	e.RetryAfter = after
	return e
}

// Error is for logs. Doors use Key and Args instead.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Kind, e.Key)
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Path, f.Key)
	}
	if e.Cause != nil {
		fmt.Fprintf(&b, ": %v", e.Cause)
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// As finds the first [Error] in the chain of err.
func As(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// KindOf gives the kind of err: [Internal] for an error that is no [Error], and
// the empty kind for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if e, ok := As(err); ok {
		return e.Kind
	}
	return Internal
}

// Is tells whether err is of the kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

func args(kv []any) map[string]any {
	if len(kv) == 0 {
		return nil
	}
	m := make(map[string]any, len(kv)/2)
	for i := 0; i+1 < len(kv); i += 2 {
		m[fmt.Sprint(kv[i])] = kv[i+1]
	}
	return m
}
