package account

import (
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// strength is what OWASP's password storage cheat sheet names as the least for argon2id with two
// passes (19 MiB); one lane, so that the cost does not depend on the machine's cores.
var strength = argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// atOnce bounds how many passwords are worked on together: at 19 MiB each, a flood of tries would
// otherwise fill the memory.
const atOnce = 4

// nobody is the hash, of the same strength, that is checked when a name is unknown. It was made of 256
// random bits that were then forgotten.
const nobody = "$argon2id$v=19$m=19456,t=2,p=1$JATRfOOMGuGskJl0kSEZcQ$OTOa5W10hPoIygY9F9Dcw2QPdjwLm8dK9sOYWH0/ZVk"

const (
	shortest = 10  // characters; product decision
	longest  = 256 // characters; a longer one is a slip, and hashing it costs
)

// policy gives the fault of a password for a name, or nil.
func policy(name, password string) *fault.Field {
	var f fault.Field
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password) || n > longest:
		f = fault.At("password", "account.password_long", "max", longest)
	case n < shortest:
		f = fault.At("password", "account.password_short", "min", shortest)
	case text.SearchKey(password) == text.SearchKey(name):
		f = fault.At("password", "account.password_is_name")
	case same(password):
		f = fault.At("password", "account.password_same")
	default:
		return nil
	}
	return &f
}

// same says whether one character is repeated all through.
func same(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	for _, r := range s {
		if r != first {
			return false
		}
	}
	return true
}

// hash makes the stored form. NFC, because one keyboard sends ạ as one character and another as two.
func (a *Accounts) hash(ctx context.Context, password string) (string, error) {
	if err := a.turn(ctx); err != nil {
		return "", err
	}
	defer a.done()
	h, err := argon2id.CreateHash(norm.NFC.String(password), &strength)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return h, nil
}

// check compares; weak says that the stored form is of another strength than today's.
func (a *Accounts) check(ctx context.Context, password, stored string) (ok, weak bool, err error) {
	if err := a.turn(ctx); err != nil {
		return false, false, err
	}
	defer a.done()
	ok, params, err := argon2id.CheckHash(norm.NFC.String(password), stored)
	if err != nil {
		return false, false, fmt.Errorf("check password: %w", err)
	}
	return ok, *params != strength, nil
}

func (a *Accounts) turn(ctx context.Context) error {
	select {
	case a.hashing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (a *Accounts) done() { <-a.hashing }
