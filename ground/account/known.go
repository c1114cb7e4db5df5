package account

import (
	"crypto/sha256"
	"sync"
	"time"

	"thanhdong/ground/actor"
)

// keyTrust is how long a key that was found is believed. A key that this process
// ends is forgotten with its commit; only one that another process ends (a command
// beside the server, another node) opens its feed for so much longer.
const keyTrust = time.Second

// maxKnown bounds the memory; beyond it all is forgotten and looked up again.
const maxKnown = 100_000

// known remembers the devices of keys that were looked up, because a logger sends
// the same key with each value: looking it up cost more than storing the value.
type known struct {
	mu    sync.Mutex
	turn  int // counts what was forgotten, so that an older look-up is not kept
	byKey map[[sha256.Size]byte]knownKey
}

type knownKey struct {
	who   actor.Actor
	until time.Time
}

// find gives the device of a key, and the turn to hand to keep when it is not
// known.
func (k *known) find(sum [sha256.Size]byte) (who actor.Actor, turn int, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	x, ok := k.byKey[sum]
	return x.who, k.turn, ok && time.Now().Before(x.until)
}

func (k *known) keep(sum [sha256.Size]byte, turn int, who actor.Actor) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if turn != k.turn {
		return
	}
	if k.byKey == nil || len(k.byKey) >= maxKnown {
		k.byKey = map[[sha256.Size]byte]knownKey{}
	}
	k.byKey[sum] = knownKey{who, time.Now().Add(keyTrust)}
}

func (k *known) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.turn++
	k.byKey = nil
}
