package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Channel is one way out of the building. It is registered by the app; an exercise registers recorders
// instead.
type Channel interface {
	// Name is the folder's: "email".
	Name() string
	// Send hands one message over. An error is tried again later, unless it is a [Failure] that says
	// otherwise.
	Send(ctx context.Context, m Message) (Receipt, error)
}

// Message is what one person is told by one channel.
type Message struct {
	ID       string // of the delivery: the same at each try, so that a receiver can tell doubles
	Notice   string
	Kind     Kind
	To       string // the address in the channel's own form
	Keys     string // what belongs to the address and is secret, as the browser's keys
	Person   string // id of the account
	Lang     text.Lang
	Severity int
	Number   string
	Title    string
	Text     string
	Link     string // to the thing, whole
	AckLink  string // to the page with the button; empty where nothing is to be acknowledged
	At       time.Time
	Doubled  bool // may have come before

	// What follows is of a [Letter]; empty for those who have an account.
	LinkWords string // what stands on its link
	Why       string // why it came
	End       string // whole address at which one press ends such letters
	ReplyTo   string // address at which an answer is read
	Answers   string // Message-ID of what it answers
}

// Receipt is what the other side said when it took the message.
type Receipt struct {
	ID string // its own number of the message; may be empty
}

// Failure is why a channel could not send. Key and Args are words for people, without addresses and without
// what the other side wrote: that may name a person.
type Failure struct {
	Key   string
	Args  map[string]any
	Final bool // trying again is of no use
	Gone  bool // the address is no more
	Cause error
}

// Failed makes a failure that is worth another try.
func Failed(cause error, key string, kv ...any) *Failure {
	return &Failure{Key: key, Args: fault.At("", key, kv...).Args, Cause: cause}
}

// Refused makes a failure that another try does not mend.
func Refused(cause error, key string, kv ...any) *Failure {
	f := Failed(cause, key, kv...)
	f.Final = true
	return f
}

// Error is for those who run the server; it carries no address.
func (f *Failure) Error() string { return f.Key }

// Unwrap gives the cause.
func (f *Failure) Unwrap() error { return f.Cause }

// failureOf puts any error into the form of a failure.
func failureOf(err error) *Failure {
	var f *Failure
	if errors.As(err, &f) {
		return f
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return Failed(err, "notify.cause_slow")
	}
	return Failed(err, "notify.cause_unknown")
}

// Field is something that an administrator enters for a channel. Its words are the catalogue's
// "notify.set_<channel>_<name>".
type Field struct {
	Name     string
	Secret   bool // never given back
	Required bool
	Form     Form
	Choices  []string // for [Choice]
	Default  string
}

// Form is how a field is entered.
type Form string

const (
	Line   Form = "line"
	Lines  Form = "lines"
	Number Form = "number"
	Choice Form = "choice"
)

// configured is a channel with settings.
type configured interface {
	Fields() []Field
	// Check gives what is wrong with values that are otherwise complete.
	Check(values map[string]string) []fault.Field
}

// addressed is a channel whose addresses a person enters; it gives an address in its one form or refuses it.
type addressed interface {
	Address(raw string) (string, error)
}

// Settings gives what was entered for a channel; ok is false while it is switched off.
type Settings func(ctx context.Context) (values map[string]string, ok bool, err error)

// Off is the failure of a channel that nobody switched on.
func Off(channel string) *Failure {
	return Refused(fmt.Errorf("channel %s is off", channel), "notify.cause_off")
}
