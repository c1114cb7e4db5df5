// Package archtest holds the tests that keep the house in order: which way
// imports point, which rooms may touch the network, which ports exist, and that
// every package says what it is. Each rule carries its reason.
package archtest
