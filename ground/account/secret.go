package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"strings"
)

const (
	devicePrefix  = "td_dev_"
	tokenPrefix   = "td_tok_"
	sessionPrefix = "td_ses_"
)

// alphabet is base32 in small letters: a secret can be read aloud, and a double click selects it whole.
var alphabet = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// secret makes a secret of 256 random bits, with a prefix by which people and scanners of leaked
// secrets know what it is.
func secret(prefix string) string {
	var bits [32]byte
	rand.Read(bits[:]) // never fails: crypto/rand ends the program instead
	return prefix + alphabet.EncodeToString(bits[:])
}

// digest is the stored form of a secret. One round suffices: 256 random bits cannot be guessed, and a
// slow hash would cost every request.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// isSecret refuses what cannot be a secret of ours before the store is asked.
func isSecret(s, prefix string) bool {
	s, ok := strings.CutPrefix(s, prefix)
	for i := 0; ok && i < len(s); i++ {
		ok = s[i] >= 'a' && s[i] <= 'z' || s[i] >= '2' && s[i] <= '7'
	}
	return ok && len(s) == 52
}
